# frozen_string_literal: true

module GraphUpload
  # What is done when the process exits, and when it forks.
  #
  # The library must be idle before Ruby ends its threads: its callbacks have no thread to run on afterwards.
  #
  # @private
  module EndOfProcess
    # By number, what ends something that runs.
    RUNNING = {}
    # By number, threads that free a queue.
    FREEING = {}

    @armed = false
    @forks = 0
    @now = false

    class << self
      # Whether the handlers of `at_exit` have run, after which finalizers do.
      def now?
        @now
      end

      # How many forks lead to this process.
      attr_reader :forks

      # Sees to it that what runs is ended.
      def arm
        return if @armed

        # Again after each run: a test runner may start everything from a handler of its own.
        @armed = true
        @now = false
        at_exit { finish }
      end

      # Frees a queue on a thread, so that neither a finalizer nor Ctrl-C waits for its jobs.
      def free_later(number)
        start = Thread::Queue.new
        FREEING[number] = Thread.new do
          start.pop
          Library.undisturbed { yield }
        ensure
          FREEING.delete(number)
        end
        start << true
      end

      # Waits until {free_later} is done, if it was called.
      def wait_until_freed(number, seconds)
        FREEING[number]&.join(seconds)
      end

      def after_fork
        RUNNING.clear
        FREEING.clear
        @forks += 1
      end

      private

      def finish
        @armed = false
        RUNNING.values.each(&:call)
        unless idle_within?(Library::EXIT_SECONDS)
          Callbacks.stop_all
          idle_within?(1)
        end
        @now = true
      end

      def idle_within?(seconds)
        deadline = Library.deadline(seconds)
        sleep(0.002) until (idle = RUNNING.empty? && FREEING.empty?) || Library.left(deadline).zero?
        idle
      end
    end

    # Tells the child of a fork.
    #
    # @private
    module Fork
      def _fork
        pid = super
        if pid.zero?
          Callbacks.after_fork
          EndOfProcess.after_fork
        end
        pid
      end
    end

    Process.singleton_class.prepend(Fork)
  end
end
