package com.azure.core.credential;

/** The part of azure-core that README's adapter uses. */
public final class TokenRequestContext {
    public TokenRequestContext addScopes(String... scopes) {
        return this;
    }

    public TokenRequestContext setClaims(String claims) {
        return this;
    }
}
