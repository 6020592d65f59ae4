package io.github.graphupload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The jobs of a queue that have ended, and those who want one.
 *
 * <p>Each job is given once, and none to those who want one only when nothing is left: no job under way, none ended, and none
 * on its way to somebody who may have stopped to wait for it.
 */
final class Ends {
    private final Set<Job> ended = new LinkedHashSet<>();
    private final Deque<Want> wanting = new ArrayDeque<>();
    private long underWay;
    private int inHand;

    /** Somebody who wants a job; with an executor, that is where it is given. */
    private static final class Want extends CompletableFuture<Job> {
        final Executor executor;

        Want(Executor executor) {
            this.executor = executor;
        }
    }

    synchronized void begin(long jobs) {
        underWay += jobs;
    }

    /** Some jobs are not under way any more, and nobody gets them. */
    void drop(long jobs) {
        synchronized (this) {
            underWay -= jobs;
        }
        give();
    }

    void end(Job job) {
        synchronized (this) {
            underWay--;
            job.isOver = true;
            if (job.claims == 0) {
                ended.add(job);
            }
            notifyAll();
        }
        give();
    }

    synchronized boolean isIdle() {
        return underWay == 0;
    }

    synchronized long underWay() {
        return underWay;
    }

    /** Waits until a job has ended, or for that long. */
    synchronized void awaitEnd(long ms) throws InterruptedException {
        wait(ms);
    }

    /** `change` more, or fewer, wait for a job by itself. */
    void claim(Job job, int change) {
        synchronized (this) {
            job.claims += change;
            if (job.claims > 0) {
                ended.remove(job);
            } else if (job.isOver) {
                ended.add(job);
            }
        }
        give();
    }

    /** The next job, or null if none is left. Can be cancelled, and the job is then given to another one. */
    CompletableFuture<Job> want(Executor executor) {
        Want want = new Want(executor);
        synchronized (this) {
            wanting.add(want);
        }
        give();
        return want;
    }

    private void give() {
        for (;;) {
            Want want;
            Job job;
            synchronized (this) {
                wanting.removeIf(CompletableFuture::isDone);
                boolean none = ended.isEmpty();
                if (wanting.isEmpty() || none && (underWay > 0 || inHand > 0)) {
                    return;
                }
                want = wanting.poll();
                job = none ? null : ended.iterator().next();
                ended.remove(job);
                inHand++;
            }
            if (want.executor == null) {
                given(want, job);
            } else {
                want.executor.execute(() -> {
                    given(want, job);
                    give();
                });
            }
        }
    }

    private void given(Want want, Job job) {
        boolean taken = want.complete(job);
        synchronized (this) {
            inHand--;
            if (!taken && job != null) {
                List<Job> others = new ArrayList<>(ended);
                ended.clear();
                ended.add(job);
                ended.addAll(others);
            }
        }
    }
}
