# frozen_string_literal: true

module GraphUpload
  # Blocking calls of the library, each on a thread of its own: the caller's waits as any thread of Ruby does, so that
  # interrupts end the wait, and a scheduler of fibers goes on.
  #
  # @private
  module Blocking
    # Longest wait after an interrupt for the end of a call, in seconds: it goes on ending in the background.
    INTERRUPT_SECONDS = 0.3

    # Yields a flag that ends the call, on that thread, and returns what the block returns.
    def self.call(&block)
      ended = false
      call = Call.new(block)
      thread = Thread.new { call.run }
      thread.join
      ended = true
      call.result
    ensure
      unless ended
        # Its thread may run before it is known here.
        call&.stop
        thread&.join(INTERRUPT_SECONDS)
      end
    end

    # One call.
    #
    # @private
    class Call
      def initialize(block)
        @block = block
        @flag = Owner.made("call", Native.method(:gu_cancel_free), self) { Library.made(:gu_cancel_new, free: :gu_cancel_free) }
      end

      def run
        number = Callbacks.next_number
        EndOfProcess::RUNNING[number] = method(:stop)
        @value = Library.undisturbed { @flag.use(&@block) }
      rescue Exception => @error # rubocop:disable Lint/RescueException
        # For the caller, if it still waits.
      ensure
        EndOfProcess::RUNNING.delete(number)
        @flag.close
      end

      # Also while it does not run any more.
      def stop
        @flag.use { |flag| Native.gu_cancel_request(flag) }
      rescue StateError
        # It has ended.
      end

      def result
        return @value unless @error

        # With the lines that have led here.
        @error.set_backtrace(@error.backtrace + caller)
        raise @error
      end
    end
  end
end
