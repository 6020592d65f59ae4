# frozen_string_literal: true

module GraphUpload
  # Reads a source of the caller on a thread of its own, while a callback of the library waits for the bytes.
  #
  # Each callback comes on another thread, which an enumerator or a connection of a database does not bear. And so a wait ends
  # with the upload, whatever the source does.
  #
  # @private
  class Reader
    # Given to a waiting read when the upload ends.
    STOPPED = Object.new.freeze

    # @param body [#call] gets the reader; takes requests with {#request} and answers each with {#answer}
    def initialize(run, body)
      @run = run
      @body = body
      @requests = Thread::Queue.new
      @answers = Thread::Queue.new
      @rest = "".b
      run.reader = self
    end

    # Bytes for a callback; empty at the end, nil if it has to stop.
    #
    # @param offset [Integer, nil] nil for the next ones
    def read(offset, length)
      return cut(@rest, length) unless offset || @rest.empty?
      return nil if @run.stopped?

      start
      @requests << [offset, length]
      part = @answers.pop
      return nil if @run.stopped? || STOPPED.equal?(part)
      raise part if part.is_a?(Exception)

      cut(part, length, keep: offset.nil?)
    end

    # Ends it. May be called anywhere.
    def stop
      @body = nil
      @requests.close
      @answers << STOPPED
      @thread&.kill
    end
    alias destroyed stop

    # For the body: what is asked for next, an offset and a length; nil if nothing more is.
    def request
      @requests.pop
    end

    # For the body: bytes, or an exception.
    def answer(part)
      part = ::TypeError.new("source: gives #{part.class}, not String") unless part.is_a?(String) || part.is_a?(Exception)
      @answers << part
    end

    # For the body: the source has no more bytes.
    def answer_end
      @answers << ""
    end

    private

    def start
      return if @thread

      body = @body
      @body = nil
      @thread = Thread.new do
        body.call(self)
      rescue Exception => error # rubocop:disable Lint/RescueException
        answer(error)
      ensure
        # An answer without bytes would be the end of the source.
        answer(IOError.new("source: its thread was ended"))
      end
      @thread.report_on_exception = false
    end

    def cut(part, length, keep: true)
      @rest = keep && part.bytesize > length ? part.byteslice(length..) : "".b
      part.bytesize > length ? part.byteslice(0, length) : part
    end
  end
end
