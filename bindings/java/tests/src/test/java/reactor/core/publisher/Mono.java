package reactor.core.publisher;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The part of Reactor that README's adapter uses. */
public record Mono<T>(CompletableFuture<T> value) {
    public <R> Mono<R> map(Function<? super T, ? extends R> mapper) {
        return new Mono<>(value.thenApply(mapper));
    }

    public CompletableFuture<T> toFuture() {
        return value;
    }
}
