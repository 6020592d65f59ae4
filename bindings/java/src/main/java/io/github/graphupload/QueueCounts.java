package io.github.graphupload;

/**
 * How many jobs of a queue are where.
 *
 * @param waiting  jobs that wait for their turn
 * @param running  jobs that run
 * @param paused  jobs that are paused
 * @param stored  jobs whose file is stored
 * @param failed  jobs that ended with an error, cancelled ones included
 */
public record QueueCounts(long waiting, long running, long paused, long stored, long failed) {}
