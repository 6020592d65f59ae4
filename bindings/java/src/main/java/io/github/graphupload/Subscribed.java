package io.github.graphupload;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Bytes of a publisher, which is asked for one buffer after the other. */
final class Subscribed extends Reader implements Flow.Subscriber<ByteBuffer> {
    private final Flow.Publisher<? extends ByteBuffer> publisher;
    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private CompletableFuture<ByteBuffer> wanted;
    private Flow.Subscription subscription;
    private Throwable failure;
    private boolean complete;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    Subscribed(Run run, Flow.Publisher<? extends ByteBuffer> publisher) {
        super(run);
        this.publisher = publisher;
    }

    @Override
    int read(long offset, Pointer buffer, int length) throws Throwable {
        while (!rest.hasRemaining()) {
            ByteBuffer next = next();
            if (next == null) {
                return 0;
            }
            rest = next;
        }
        int count = Math.min(length, rest.remaining());
        buffer.getByteBuffer(0, length).put(rest.slice().limit(count));
        rest.position(rest.position() + count);
        return count;
    }

    /** The next buffer; null at the end. */
    private ByteBuffer next() throws Throwable {
        CompletableFuture<ByteBuffer> future = new CompletableFuture<>();
        boolean first;
        synchronized (this) {
            wanted = future;
            first = subscription == null;
        }
        if (first) {
            publisher.subscribe(this);
        } else {
            subscription.request(1);
        }
        settle();
        try {
            return await(future);
        } catch (Throwable stopped) {
            cancel();
            throw stopped;
        }
    }

    private void settle() {
        CompletableFuture<ByteBuffer> future;
        ByteBuffer buffer;
        Throwable error = null;
        synchronized (this) {
            future = wanted;
            buffer = buffers.poll();
            if (future == null || buffer == null && !complete && failure == null) {
                return;
            }
            wanted = null;
            error = failure;
        }
        if (buffer == null && error != null) {
            future.completeExceptionally(error);
        } else {
            future.complete(buffer);
        }
    }

    /** Ends the subscription; the library does not read on. */
    private void cancel() {
        Flow.Subscription last;
        synchronized (this) {
            last = subscription;
        }
        if (last != null) {
            last.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean second;
        synchronized (this) {
            second = subscription != null;
            if (!second) {
                subscription = given;
            }
        }
        if (second) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        Objects.requireNonNull(buffer, "buffer");
        synchronized (this) {
            buffers.add(buffer);
        }
        settle();
    }

    @Override
    public void onError(Throwable error) {
        Objects.requireNonNull(error, "error");
        synchronized (this) {
            failure = error;
        }
        settle();
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            complete = true;
        }
        settle();
    }
}
