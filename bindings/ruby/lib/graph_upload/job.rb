# frozen_string_literal: true

require "timeout"

module GraphUpload
  # One upload of a queue. Comes from {Queue#submit}; any thread may use it.
  class Job
    # @return [Integer] number of the job in its queue, from 1 on
    attr_reader :id
    # @return [String] path of its file, or ""
    attr_reader :path

    # What stands for it in the library; 0 for one that an earlier process has left.
    #
    # @private
    attr_reader :number
    # @private
    attr_reader :run
    # @private
    attr_writer :deadline_passed

    # @private
    def initialize(queue, number, run, token)
      # A queue ends with the last reference to it and its jobs.
      @queue = queue
      @number = number
      @run = run
      @token = token
      @ended = false
      @deadline_passed = false
    end

    # @private
    def attach(handle)
      @owner = Owner.new(handle, "job", Native.method(:gu_job_free)).belongs_to(self)
      @id = Native.gu_job_id(handle)
      @path = Library.string(Native.gu_job_path(handle))
      self
    end

    # @return [Boolean] whether it has ended, in whatever way
    def done?
      @ended || (@owner.use { |job| Native.gu_job_status(job) != Status::BUSY && note_end(job) })
    end

    # Waits until it has ended.
    #
    # @param timeout [Numeric, nil] in seconds; nil for as long as it takes
    # @return [Boolean] whether it has ended
    def wait(timeout = nil)
      @queue.ends.wait_for(self, timeout)
    end

    # Waits for the end.
    #
    # @param timeout [Numeric, nil]
    # @return [Item] the stored file
    # @raise [Error] why it is not stored, or what a callback of the upload has raised
    # @raise [Timeout::Error] if the job has not ended in time; it goes on
    def result(timeout = nil)
      error = exception(timeout)
      raise error if error

      @item
    end

    # Waits for the end.
    #
    # @param timeout [Numeric, nil]
    # @return [Exception, nil] what {#result} would raise
    # @raise [Timeout::Error] if the job has not ended in time; it goes on
    def exception(timeout = nil)
      raise Timeout::Error, "the job has not ended after #{timeout} s" unless wait(timeout)

      @error
    end

    # Cancels it and returns at once. A source that waits is not read any more. May be called in a handler of `trap`.
    #
    # @return [void]
    def cancel
      @run.stop
      change(:gu_job_cancel)
    end

    # Pauses it; a request under way is finished first.
    #
    # @return [void]
    def pause
      change(:gu_job_pause)
    end

    # Continues it after {#pause}.
    #
    # @return [void]
    def resume
      change(:gu_job_continue)
    end

    # Lets it run before all others that wait.
    #
    # @return [void]
    def move_to_front
      change(:gu_job_move_to_front)
    end

    # @return [Symbol] `:waiting`, `:running`, `:paused` or `:ended`
    def stage
      @ended ? :ended : @owner.use { |job| Stage.name_of(Native.gu_job_stage(job)) }
    end

    # @return [Progress] how far it is now. Never waits
    def progress
      @progress || @owner.use { |job| Progress.of_job(job) }
    end

    # Lets go of it. The upload goes on.
    #
    # @return [void]
    def close
      @owner.close
      nil
    end

    # @return [String] its number and stage
    def inspect
      "#<GraphUpload::Job #{@id} #{stage}>"
    rescue StateError
      "#<GraphUpload::Job #{@id} closed>"
    end

    # @private
    def ended?
      @ended
    end

    # Notes how it has ended. Its handle keeps the source: it is let go.
    #
    # @private
    def note_end(job)
      return true if @ended

      status = Native.gu_job_status(job)
      stored = Native.gu_job_item(job)
      @item = Item.of(stored) unless stored.null?
      @progress = Progress.of_job(job)
      @error = failure(job, status)
      @ended = true
      @run.stop
      @token = nil
      @queue.forget(@number)
      @owner.close
      true
    end

    private

    def change(function)
      @owner.use { |job| Library.call(function, job) } unless @ended
      nil
    rescue StateError
      # It may have ended meanwhile.
      raise unless @ended
    end

    def failure(job, status)
      return @run.raised if @run.raised
      return nil if status == Status::OK
      return @token.raised if status == Status::SIGN_IN && @token&.raised

      error = Library.described(Native.gu_job_error(job), status)
      error.item = @item if error.is_a?(DiffersError)
      return error unless error.is_a?(CancelledError) && @deadline_passed

      DeadlineError.new("the timeout has passed", **error.to_h)
    end
  end
end
