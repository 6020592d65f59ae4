package com.azure.core.credential;

/** The part of azure-core that README's adapter uses. */
public record AccessToken(String token) {
    public String getToken() {
        return token;
    }
}
