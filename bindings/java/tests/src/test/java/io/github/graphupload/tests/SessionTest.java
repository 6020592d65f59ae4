package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.BusyException;
import io.github.graphupload.CancelledException;
import io.github.graphupload.Kind;
import io.github.graphupload.Session;
import io.github.graphupload.SessionOptions;
import io.github.graphupload.StateException;
import io.github.graphupload.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionTest extends WithSimulator {
    private static final byte[] CONTENT = bytes(3_000_000);

    @Test
    void buffersOfEveryKind() throws Exception {
        try (Session session = client.session(TARGET, CONTENT.length)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(CONTENT, 0, 1000).flip();
            direct.position(10);
            session.put(Arrays.copyOf(CONTENT, 10));
            session.put(direct);
            assertEquals(10, direct.position());
            assertEquals(1000, session.offset());
            session.put(ByteBuffer.allocate(0));
            session.put(ByteBuffer.allocateDirect(0));
            session.put(ByteBuffer.wrap(CONTENT, 1000, CONTENT.length - 1000), 1000);
            assertEquals("a.bin", session.finish().name());
            assertEquals("a.bin", session.finish().name());
            assertEquals(CONTENT.length, session.size());
            assertEquals(Status.STORED, assertThrows(StateException.class, session::discard).status());
        }
        assertArrayEquals(CONTENT, service.file(STORED));
    }

    @Test
    void withoutBlocking() throws Exception {
        Session session = client.sessionAsync(TARGET, CONTENT.length, new SessionOptions()).join();
        session.putAsync(ByteBuffer.wrap(CONTENT, 0, 1000)).thenCompose(done ->
                session.putAsync(ByteBuffer.wrap(CONTENT, 1000, CONTENT.length - 1000), 1000)).join();
        session.refreshAsync().handle((done, error) -> done).join();
        assertEquals("a.bin", session.finishAsync().join().name());
        session.close();
        session.close();
        assertEquals("the session is closed", assertThrows(IllegalStateException.class, session::offset).getMessage());
        assertInstanceOf(IllegalStateException.class,
                assertThrows(CompletionException.class, () -> session.finishAsync().join()).getCause());
    }

    @Test
    void eachStateIsSaved() throws Exception {
        List<byte[]> states = new ArrayList<>();
        SessionOptions options = new SessionOptions().key(new byte[32]).save(states::add);
        try (Session session = client.session(TARGET, 12_000_000, options)) {
            assertEquals(1, states.size());
            session.put(bytes(11_000_000));
            assertTrue(states.size() > 1);
        }
        try (Session session = client.resume(TARGET, states.get(states.size() - 1), options)) {
            assertTrue(session.confirmed() > 0);
            byte[] content = bytes(12_000_000);
            session.put(ByteBuffer.wrap(content, (int) session.offset(), content.length - (int) session.offset()));
            session.finish();
        }
        assertArrayEquals(bytes(12_000_000), service.file(STORED));
    }

    @Test
    void whatASaveCallbackThrowsIsThrownAsItIs() throws Exception {
        IOException mine = new IOException("mine");
        SessionOptions refusing = new SessionOptions().save(state -> {
            throw mine;
        });
        assertSame(mine, assertThrows(IOException.class, () -> client.session(TARGET, 12_000_000, refusing)));
        AtomicReference<IOException> thrown = new AtomicReference<>();
        try (Session session = client.session(TARGET.drive("/drives/D"), 12_000_000, new SessionOptions().save(state -> {
            if (thrown.get() != null) {
                throw thrown.get();
            }
        }))) {
            thrown.set(mine);
            assertSame(mine, assertThrows(IOException.class, () -> session.put(bytes(12_000_000))));
            thrown.set(null);
            session.discard();
        }
    }

    @Test
    void whatAListenerThrowsIsThrownAsItIs() throws Exception {
        IllegalStateException mine = new IllegalStateException("mine");
        try (Session session = client.session(TARGET, CONTENT.length)) {
            session.onProgress(now -> {
                throw mine;
            });
            assertSame(mine, assertThrows(IllegalStateException.class, () -> session.put(CONTENT)));
            assertTrue(Arrays.stream(mine.getSuppressed()).anyMatch(CancelledException.class::isInstance));
        }
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
        service.fault("create:*=delay:60000");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                client.session(TARGET, CONTENT.length);
            } catch (Throwable error) {
                thrown.set(error);
            }
        });
        thread.start();
        awaitRequest("create");
        thread.interrupt();
        thread.join();
        assertInstanceOf(InterruptedException.class, thrown.get());
        assertInstanceOf(CancelledException.class, thrown.get().getCause());
    }

    @Test
    void toCancelTheFutureEndsTheCall() throws Exception {
        Session session = client.session(TARGET, CONTENT.length);
        service.fault("last:1=delay:60000");
        CompletableFuture<Void> put = session.putAsync(ByteBuffer.wrap(CONTENT));
        awaitRequest("piece");
        assertTrue(put.cancel(true));
        // While the call ends, the session is busy; then it is free.
        for (;;) {
            try {
                session.save();
                break;
            } catch (BusyException ending) {
                Thread.onSpinWait();
            }
        }
        session.close();
    }

    @Test
    void valuesAreChecked() throws Exception {
        assertEquals("target", assertThrows(NullPointerException.class, () -> client.session(null, 1)).getMessage());
        assertEquals("size: 0 or more expected, not -1",
                assertThrows(IllegalArgumentException.class, () -> client.session(TARGET, -1)).getMessage());
        assertEquals("size: 0 or more expected, not -1", assertThrows(IllegalArgumentException.class,
                () -> client.sessionAsync(TARGET, -1, new SessionOptions())).getMessage());
        assertEquals("size: 0 or more expected, not -1", assertThrows(IllegalArgumentException.class,
                () -> client.adopt(Kind.DRIVE_ITEM, "https://a.example", -1)).getMessage());
        assertEquals("options", assertThrows(NullPointerException.class, () -> client.session(TARGET, 1, null)).getMessage());
        assertEquals("state", assertThrows(NullPointerException.class, () -> client.resume(TARGET, null)).getMessage());
        assertEquals("key: 32 bytes expected, not 1",
                assertThrows(IllegalArgumentException.class, () -> new SessionOptions().key(new byte[1])).getMessage());
        try (Session session = client.session(TARGET, CONTENT.length)) {
            assertEquals("offset: 0 or more expected, not -1", assertThrows(IllegalArgumentException.class,
                    () -> session.put(ByteBuffer.allocate(1), -1)).getMessage());
            assertEquals("data", assertThrows(NullPointerException.class, () -> session.put((ByteBuffer) null)).getMessage());
            assertEquals("data", assertThrows(NullPointerException.class, () -> session.put((byte[]) null)).getMessage());
            session.discard();
        }
    }
}
