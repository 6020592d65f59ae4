package com.azure.identity;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** The part of azure-identity that README's adapter uses. */
public final class DefaultAzureCredentialBuilder {
    public TokenCredential build() {
        return request -> new Mono<>(CompletableFuture.completedFuture(new AccessToken("t")));
    }
}
