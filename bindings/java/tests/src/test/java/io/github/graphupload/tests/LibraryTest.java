package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.Client;
import io.github.graphupload.GraphUpload;
import io.github.graphupload.Progress;
import io.github.graphupload.Source;
import io.github.graphupload.Stage;
import io.github.graphupload.Status;
import io.github.graphupload.UploadOptions;
import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LibraryTest extends WithSimulator {
    @Test
    void versionAndRules() {
        assertTrue(GraphUpload.version().matches("[0-9]+\\.[0-9]+\\.[0-9]+"), GraphUpload.version());
        assertTrue(GraphUpload.rules().startsWith("["));
        assertEquals(Status.BUG, Status.of(90));
        assertEquals(Stage.UNKNOWN, Stage.of(77));
    }

    @Test
    void licencesAreInThePackage() {
        for (String name : new String[] {"LICENSE-MIT", "LICENSE-APACHE", "notices/THIRD-PARTY.md"}) {
            assertNotNull(Client.class.getResource("/META-INF/" + name), name);
        }
    }

    @Test
    void threadsOfTheLibraryAreDaemons() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        client.upload(Source.stream(new ByteArrayInputStream(bytes(10)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                threads.add(Thread.currentThread());
                return super.read(into, offset, length);
            }
        }), TARGET, new UploadOptions().progress(now -> threads.add(Thread.currentThread())));
        // One of the library, and one or more that read.
        assertTrue(threads.size() >= 2, threads.toString());
        for (Thread thread : threads) {
            assertTrue(thread.isDaemon(), thread.getName());
            assertTrue(thread.getName().startsWith("graph-upload"), thread.getName());
        }
        assertFalse(threads.contains(Thread.currentThread()));
    }

    @Test
    void whatAnUploadWasGivenIsLetGo() throws Exception {
        byte[] content = bytes(1000);
        Consumer<Progress> listener = new Consumer<>() {
            @Override
            public void accept(Progress now) {}
        };
        WeakReference<byte[]> bytes = new WeakReference<>(content);
        WeakReference<Object> told = new WeakReference<>(listener);
        client.upload(Source.bytes(content), TARGET, new UploadOptions().progress(listener));
        content = null;
        listener = null;
        while (bytes.get() != null || told.get() != null) {
            System.gc();
        }
    }
}
