# frozen_string_literal: true

module GraphUpload
  # How many jobs of a queue wait, run, are paused, are stored or failed.
  #
  # @!attribute [r] waiting
  #   @return [Integer]
  # @!attribute [r] running
  #   @return [Integer]
  # @!attribute [r] paused
  #   @return [Integer]
  # @!attribute [r] stored
  #   @return [Integer]
  # @!attribute [r] failed
  #   @return [Integer] cancelled ones included
  QueueCounts = Struct.new(:waiting, :running, :paused, :stored, :failed, keyword_init: true)

  # Many uploads at once, on threads of the library. Comes from {Client#queue}; any thread may use it.
  #
  # With a block, {Client#queue} waits for all jobs at its end, and cancels them if it raises.
  class Queue
    # @private
    attr_reader :ends

    # @private
    def initialize(client, token, at_once, max_waiting: nil, room_timeout: nil, state_folder: nil, key: nil)
      @pid = Process.pid
      @token = token
      @is_saved = !state_folder.nil?
      @is_limited = !max_waiting.nil?
      @room_timeout = room_timeout && Float(room_timeout)
      # What their callbacks look at, by number of the job.
      @runs = {}
      @number = Callbacks.next_number
      at_once = Library.count(at_once, "at_once", 32)
      max_waiting = Library.count(max_waiting, "max_waiting", 32) if @is_limited
      # An interrupt between would leave it to nobody.
      Library.undisturbed do
        own(client.use { |handle| Library.made(:gu_queue_new, handle, at_once, free: :gu_queue_free) })
      end
      key = Library.key(key)
      @owner.use do |queue|
        # Ruby waits for room, so that interrupts end the wait.
        Library.call(:gu_queue_set_room, queue, max_waiting, 0) if @is_limited
        if @is_saved
          folder = Library.path(state_folder, "state_folder")
          Library.call(:gu_queue_set_state_folder, queue, folder, key, key ? key.bytesize : 0)
        end
      end
    rescue Exception
      @owner&.close
      raise
    end

    # Submits an upload and returns at once, or when there is room. The parameters are those of {Client#upload} but `timeout` and
    # `cancel`, for which there are {Job#wait} and {Job#cancel}; callbacks are called on other threads, several at a time.
    #
    # @param source see {Client#upload}
    # @param target [Target, String]
    # @param progress [#call, nil]
    # @param settings [Hash]
    # @yieldparam now [Progress]
    # @return [Job]
    # @raise [BusyError] if `max_waiting` jobs have waited for `room_timeout` seconds
    def submit(source, target, progress: nil, **settings, &block)
      run = Run.new
      job = Job.new(self, Callbacks.next_number, run, @token)
      progress = Settings.progress(progress, block)
      target = Target.of(target, Source.name_of(source))
      Settings.upload(source, run, progress: progress, **settings) do |upload|
        deadline = Library.deadline(@room_timeout)
        # An interrupt between the call and its note would leave the job to nobody.
        @ends.pass until @ends.synchronize { Library.undisturbed { submitted?(job, upload, target, deadline) } }
      end
      job
    end

    # Returns the next job that has ended, in the order of ending.
    #
    # @param timeout [Numeric, nil] in seconds; nil for as long as it takes
    # @return [Job, nil] nil if none is left, none has ended in time, or the queue is closed meanwhile
    def next(timeout = nil)
      refuse_closed
      @ends.next(Library.deadline(timeout))
    end

    # Yields the jobs in the order of ending, until none is left. Each comes once, and not if it was waited for.
    #
    # @param timeout [Numeric, nil] in seconds, for all
    # @yieldparam job [Job]
    # @return [self, Enumerator]
    # @raise [Timeout::Error] if not all have ended in time; they go on
    def as_completed(timeout = nil)
      return enum_for(:as_completed, timeout) unless block_given?

      refuse_closed
      deadline = Library.deadline(timeout)
      while (job = @ends.next(deadline))
        yield job
      end
      raise Timeout::Error, "not all jobs have ended after #{timeout} s" if Library.left(deadline)&.zero? && @ends.left?

      self
    end

    # @return [String] its counts
    def inspect
      return "#<GraphUpload::Queue closed>" if @owner.closed?

      "#<GraphUpload::Queue #{counts.to_h.map { |name, count| "#{name}=#{count}" }.join(" ")}>"
    rescue StateError
      # It was closed meanwhile.
      "#<GraphUpload::Queue closed>"
    end

    # Waits until all jobs have ended; {#as_completed} does not yield them any more then.
    #
    # @return [void]
    def wait
      @ends.jobs.values.each(&:wait)
      nil
    end

    # Pauses all jobs, those submitted later included.
    #
    # @return [void]
    def pause
      @owner.use { |queue| Library.call(:gu_queue_pause, queue) }
      nil
    end

    # Continues all jobs.
    #
    # @return [void]
    def resume
      @owner.use { |queue| Library.call(:gu_queue_continue, queue) }
      nil
    end

    # Cancels all jobs that have not ended, and returns at once. May be called in a handler of `trap`.
    #
    # @return [void]
    def cancel
      stop_sources
      @owner.use { |queue| Library.call(:gu_queue_cancel, queue) }
      nil
    end

    # @return [QueueCounts]
    def counts
      @owner.use do |queue|
        QueueCounts.new(**QueueCount.names.to_h { |which, name| [name, Native.gu_queue_jobs(queue, which)] })
      end
    end

    # @return [Progress] how far all jobs are, ended ones included. Never waits
    def progress
      @owner.use { |queue| Progress.of_queue(queue) }
    end

    # Cancels the jobs that have not ended and waits for them, for five seconds at most. With a state folder they stay there, and
    # the next queue goes on with them; {#cancel} takes them out.
    #
    # @return [void]
    def close
      return if @owner.closed?

      jobs = @ends.jobs.values
      release
      return unless here?

      deadline = Library.deadline(Library::EXIT_SECONDS)
      # Those that an earlier process has left are not among the jobs; after that the folder is free.
      EndOfProcess.wait_until_freed(@number, Library::EXIT_SECONDS)
      jobs.each { |job| job.wait(Library.left(deadline)) }
      nil
    end

    # Cancels the jobs that have not ended, and does not wait for them.
    #
    # @private
    def release
      if @is_saved
        # Cancelling would take them out of the folder. Freeing the queue ends them.
        stop_sources
      elsif here? && !@owner.closed?
        cancel
      end
    ensure
      @owner.close
    end

    # @private
    def forget(number)
      @runs.delete(number)
    end

    # A job that an earlier process has left.
    #
    # @private
    def left_over(handle)
      Job.new(self, 0, Run.new, @token).attach(handle)
    end

    # What frees a queue. It refers to nothing that the queue refers to.
    #
    # @private
    def self.retirement(number, is_saved, io)
      lambda do |queue|
        io&.close
        # Nothing is under way in a forked child, where freeing waits for nothing.
        if JobEnds::UNDER_WAY.none? { |which| Native.gu_queue_jobs(queue, which).positive? }
          Native.gu_queue_free(queue)
        else
          Native.gu_queue_cancel(queue, nil) unless is_saved
          EndOfProcess.free_later(number) { Native.gu_queue_free(queue) }
        end
        # Not before: the last callbacks of a queue are called while it is freed.
        EndOfProcess::RUNNING.delete(number)
      end
    end

    # What ends a queue when the process exits.
    #
    # @private
    def self.ending(owner, runs)
      lambda do
        runs.values.each(&:stop)
        owner.close
      end
    end

    private

    def own(handle)
      io = JobEnds.watchable(handle)
      @owner = Owner.new(handle, "queue", Queue.retirement(@number, @is_saved, io)).belongs_to(self)
      @ends = JobEnds.new(self, @owner, io)
      EndOfProcess::RUNNING[@number] = Queue.ending(@owner, @runs)
    end

    # Whether there was room.
    def submitted?(job, upload, target, deadline)
      # Before the call: it may end at once, and another thread notes it.
      @ends.jobs[job.number] = job
      @runs[job.number] = job.run
      context = FFI::Pointer.new(job.number)
      handle = @owner.use do |queue|
        target.owner.use do |to|
          Library.made(:gu_queue_submit, queue, upload, to, context, Callbacks::NO_DESTROY, free: :gu_job_free)
        end
      end
      job.attach(handle)
      true
    rescue BusyError
      withdraw(job)
      raise if !@is_limited || Library.left(deadline)&.zero?

      false
    rescue Exception
      withdraw(job)
      raise
    end

    def withdraw(job)
      @ends.jobs.delete(job.number)
      forget(job.number)
    end

    def refuse_closed
      @owner.use { nil }
    end

    def stop_sources
      @runs.values.each(&:stop)
    end

    # Whether this is the process that has made it.
    def here?
      Process.pid == @pid
    end
  end
end
