# frozen_string_literal: true

module GraphUpload
  # One upload, as its callbacks see it.
  #
  # @private
  class Run
    # The first error that a callback has raised.
    attr_reader :raised
    attr_writer :reader

    def initialize
      @stopped = false
    end

    def stopped?
      @stopped
    end

    def fails(error)
      @raised ||= error
    end

    # Takes what a callback has raised, so that the next call starts anew.
    def take_raised
      raised = @raised
      @raised = nil
      raised
    end

    # Ends a read that waits for its bytes. May be called anywhere.
    def stop
      @stopped = true
      @reader&.stop
    end
  end

  # The context of a progress callback.
  #
  # @private
  class Watcher
    def initialize(run, show)
      raise ::TypeError, "progress: something to call expected, not #{show.class}" unless show.respond_to?(:call)

      @run = run
      @show = show
    end

    def tell(handle)
      return 1 if @run.stopped?

      # Where nothing comes back the upload ends: its thread was ended.
      answer = Callbacks.guarded(:cancel, @run.method(:fails)) { @show.call(Progress.of(handle)) }
      answer == :cancel ? 1 : 0
    end

    ON_PROGRESS = FFI::Function.new(:int32, [:pointer, :pointer]) do |handle, context|
      Callbacks.object(context).tell(handle)
    end
  end
end
