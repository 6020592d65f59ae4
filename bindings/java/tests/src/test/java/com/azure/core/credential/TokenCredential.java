package com.azure.core.credential;

import reactor.core.publisher.Mono;

/** The part of azure-core that README's adapter uses. */
public interface TokenCredential {
    Mono<AccessToken> getToken(TokenRequestContext request);
}
