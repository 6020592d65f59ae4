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
    def self.call
      flag = Library.made(:gu_cancel_new, free: :gu_cancel_free)
      number = Callbacks.next_number
      stop = -> { Native.gu_cancel_request(flag) }
      thread = Thread.new do
        EndOfProcess::RUNNING[number] = stop
        Library.undisturbed { yield flag }
      ensure
        EndOfProcess::RUNNING.delete(number)
        stop = nil
        Native.gu_cancel_free(flag)
      end
      thread.report_on_exception = false
      thread.value
    ensure
      if thread&.alive?
        stop&.call
        thread.join(INTERRUPT_SECONDS)
      end
    end
  end
end
