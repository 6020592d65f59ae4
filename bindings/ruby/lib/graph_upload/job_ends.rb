# frozen_string_literal: true

require "io/wait"

module GraphUpload
  # The jobs of a queue that have ended, for all threads that wait for one.
  #
  # One of these threads watches the queue's descriptor and notes the ends; the others wait for it. So neither a thread nor a
  # scheduler of fibers is blocked, and an interrupt ends a wait at once.
  #
  # @private
  class JobEnds
    # Longest wait, in seconds: then a thread looks whether the queue was closed meanwhile.
    SLICE = 0.1
    UNDER_WAY = [QueueCount::WAITING, QueueCount::RUNNING, QueueCount::PAUSED].freeze

    # What can be watched. It is not the queue's own descriptor, which is closed with it.
    #
    # @return [IO, nil] nil where descriptors cannot be waited for
    def self.watchable(queue)
      IO.for_fd(Native.gu_queue_handle(queue), autoclose: false).dup unless WINDOWS
    end

    # Jobs that were not returned yet, by number.
    attr_reader :jobs

    def initialize(queue, owner, io)
      @queue = queue
      @owner = owner
      @io = io
      @mutex = Mutex.new
      @changed = ConditionVariable.new
      @watched = false
      @jobs = {}
      # Those that have ended, in this order.
      @ready = {}.compare_by_identity
    end

    # Yields while no end is noted.
    def synchronize(&block)
      @mutex.synchronize(&block)
    end

    # @return [Boolean] whether the job has ended, which is not returned by {#next} then
    def wait_for(job, timeout)
      ended = wait(Library.deadline(timeout)) { job.done? }
      return false unless ended

      @jobs.delete(job.number)
      @ready.delete(job)
      true
    end

    # @return [Job, nil] the next one; nil if none is left, none has ended in time, or the queue is closed meanwhile
    def next(deadline)
      loop do
        # Before it is fetched: what ends after that is left.
        left = left?
        job = turn(left ? slice(deadline) : 0) { @ready.shift&.first }
        return job if job
        return nil if !left || Library.left(deadline)&.zero?
      end
    end

    # Waits until something may have changed, or for a moment.
    def pass
      turn(SLICE) { nil }
    end

    # @return [Boolean] whether there are jobs that {#next} has not returned
    def left?
      !@owner.closed? && (!@ready.empty? || !@jobs.empty? || @owner.use { |queue| under_way?(queue) })
    rescue StateError
      # It was closed meanwhile.
      raise unless @owner.closed?

      false
    end

    private

    def wait(deadline, &block)
      loop do
        found = turn(slice(deadline), &block)
        return found if found || Library.left(deadline)&.zero?
      end
    end

    def slice(deadline)
      [Library.left(deadline) || SLICE, SLICE].min
    end

    # What the block gives, at once or after a while.
    def turn(seconds)
      watching = false
      synchronize do
        found = yield
        return found if found

        if @watched
          @changed.wait(@mutex, seconds) if seconds.positive?
          return yield
        end
        watching = @watched = true
      end
      watch(seconds)
      synchronize { yield }
    ensure
      # A second interrupt must not leave the others without a watch.
      Library.undisturbed { end_watch } if watching
    end

    def end_watch
      synchronize do
        @watched = false
        @changed.broadcast
      end
    end

    def watch(seconds)
      return sleep([seconds, 0.01].min) if @owner.closed?

      if WINDOWS
        @owner.use { |queue| fetch(queue, (seconds * 1000).ceil) }
      else
        # The queue can be freed meanwhile, which closes what is waited for.
        @io.wait_readable(seconds) if seconds.positive?
        # An end that is fetched is noted.
        Library.undisturbed { @owner.use { |queue| fetch(queue, 0) } }
      end
    rescue StateError, IOError
      # It was closed meanwhile.
      raise unless @owner.closed?
    end

    def fetch(queue, ms)
      loop do
        handle = Library.made(:gu_queue_next, queue, ms, nil, free: :gu_job_free)
        break if handle.null?

        synchronize { note(handle) }
        ms = 0
      end
      synchronize { find_lost(queue) }
    end

    def note(handle)
      number = Native.gu_job_context(handle).address
      if number.zero?
        # An earlier process has left it.
        job = @queue.left_over(handle)
        job.note_end(handle)
        @ready[job] = true
      else
        job = @jobs.delete(number)
        if job
          job.note_end(handle)
          @ready[job] = true
        end
        Library.undisturbed { Native.gu_job_free(handle) }
      end
    end

    # An interrupt may have come between the call of the library and the note of its result.
    def find_lost(queue)
      return if @jobs.empty? || under_way?(queue) || !@ready.empty?

      @jobs.delete_if do |_, job|
        @ready[job] = true if job.done?
      end
    rescue StateError
      # Its handle is closed: nobody asks for it.
    end

    def under_way?(queue)
      UNDER_WAY.any? { |which| Native.gu_queue_jobs(queue, which).positive? }
    end
  end
end
