# frozen_string_literal: true

module GraphUpload
  # What the library's callbacks get: numbers that stand for objects of Ruby.
  #
  # Callbacks come on threads of the library. ffi runs each on a new thread of Ruby while the library's thread waits.
  #
  # @private
  module Callbacks
    # Objects by number, until the library destroys them.
    CONTEXTS = {}
    # Threads that run code of the caller for a callback.
    THREADS = {}.compare_by_identity

    @last = 0

    # Lets go of a context.
    DESTROY = FFI::Function.new(:void, [:pointer]) do |number|
      value = CONTEXTS.delete(number.address)
      value.destroyed if value.respond_to?(:destroyed)
    end

    # For contexts that nobody has to let go of.
    NO_DESTROY = nil

    class << self
      # A number for what needs nothing but a name.
      def next_number
        @last += 1
      end

      # A context that stands for an object, until {DESTROY} gets it.
      def context(value)
        number = next_number
        CONTEXTS[number] = value
        FFI::Pointer.new(number)
      end

      def object(context)
        CONTEXTS.fetch(context.address)
      end

      # Runs code of the caller, and returns what it returns. Nothing leaves this method: an exception goes to `failed`, and
      # also a `throw` or the end of the thread is the value `failure`. It would unwind the library's frames.
      def guarded(failure, failed)
        result = failure
        THREADS[Thread.current] = true
        result = Thread.handle_interrupt(Object => :immediate) { yield }
      rescue Exception => error # rubocop:disable Lint/RescueException
        failed.call(error)
      ensure
        THREADS.delete(Thread.current)
        return result # rubocop:disable Lint/EnsureReturn
      end

      # Ends the code of the caller that still runs, so that the library's threads can go on.
      def stop_all
        THREADS.each_key(&:kill)
      end

      # A forked child has no thread but its own, and ffi starts its dispatcher with the next function.
      def after_fork
        THREADS.clear
        FFI::Function.new(:void, []) { nil }
      end
    end
  end
end
