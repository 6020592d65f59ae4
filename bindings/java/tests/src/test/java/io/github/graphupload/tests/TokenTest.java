package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.Cancel;
import io.github.graphupload.CancelledException;
import io.github.graphupload.Client;
import io.github.graphupload.Item;
import io.github.graphupload.SignInException;
import io.github.graphupload.Source;
import io.github.graphupload.UploadOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class TokenTest extends WithSimulator {
    private final Source source = Source.bytes(bytes(10));

    @Test
    void aFunctionThatThrows() throws Exception {
        IllegalStateException mine = new IllegalStateException("mine");
        try (Client own = service.builder().tokenCallback(request -> {
            throw mine;
        }).build()) {
            assertSame(mine, assertThrows(IllegalStateException.class, () -> own.upload(source, TARGET)));
            assertSame(mine, assertThrows(IllegalStateException.class, () -> own.session(TARGET, 10)));
        }
    }

    @Test
    void whatCallersDoNotDeclareIsTheCause() throws Exception {
        ExecutionException mine = new ExecutionException(null);
        try (Client own = service.builder().tokenCallback(request -> {
            throw mine;
        }).build()) {
            assertSame(mine, assertThrows(SignInException.class, () -> own.upload(source, TARGET)).getCause());
        }
    }

    @Test
    void noToken() throws Exception {
        try (Client own = service.builder().tokenCallback(request -> null).build()) {
            assertTrue(assertThrows(NullPointerException.class, () -> own.upload(source, TARGET))
                    .getMessage().contains("token callback"));
        }
        try (Client own = service.builder().asyncTokenCallback(request -> null).build()) {
            assertTrue(assertThrows(NullPointerException.class, () -> own.upload(source, TARGET))
                    .getMessage().contains("token callback"));
        }
    }

    @Test
    void anotherTokenAfterAFailure() throws Exception {
        boolean[] failed = new boolean[1];
        try (Client own = service.builder().tokenCallback(request -> {
            if (!failed[0]) {
                failed[0] = true;
                throw new IllegalStateException("once");
            }
            return service.token();
        }).build()) {
            assertThrows(IllegalStateException.class, () -> own.upload(source, TARGET));
            assertEquals("a.bin", own.upload(source, TARGET).name());
        }
    }

    @Test
    void anUploadThatWaitsForATokenCanBeCancelled() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (Client own = service.builder().asyncTokenCallback(request -> {
            asked.countDown();
            return new CompletableFuture<>();
        }).build()) {
            Cancel cancel = new Cancel();
            CompletableFuture<Item> future = own.uploadAsync(source, TARGET, new UploadOptions().cancel(cancel));
            asked.await();
            cancel.request();
            assertInstanceOf(CancelledException.class, assertThrows(CompletionException.class, future::join).getCause());
        }
    }

    @Test
    void aTokenThatComesAfterTheClientIsClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<String> token = new CompletableFuture<>();
        CompletableFuture<Item> future;
        try (Client own = service.builder().asyncTokenCallback(request -> {
            asked.countDown();
            return token;
        }).build()) {
            future = own.uploadAsync(source, TARGET);
            asked.await();
        }
        token.complete(service.token());
        assertEquals("a.bin", future.join().name());
    }

    @Test
    void aTokenThatComesTooLateForAnybody() throws Exception {
        CompletableFuture<String> token = new CompletableFuture<>();
        try (Client own = service.builder().asyncTokenCallback(request -> token).build()) {
            Cancel cancel = new Cancel();
            cancel.request();
            assertThrows(CancelledException.class, () -> own.upload(source, TARGET, new UploadOptions().cancel(cancel)));
        }
        token.complete(service.token());
    }
}
