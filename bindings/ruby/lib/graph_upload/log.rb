# frozen_string_literal: true

module GraphUpload
  # Where messages of the library go.
  #
  # @private
  class Log
    def initialize(log)
      if log.respond_to?(:call)
        @write = log
      elsif log.respond_to?(:info) && log.respond_to?(:warn)
        @write = ->(level, message) { level == :warning ? log.warn(message) : log.info(message) }
      else
        raise ::TypeError, "log: a Logger or something to call expected, not #{log.class}"
      end
    end

    def write(record)
      level = LogLevel.name_of(Native.gu_log_record_level(record))
      message = Library.string(Native.gu_log_record_message(record))
      # It does not end what it is told of.
      failed = ->(error) { warn "graph_upload: the log callback raises #{error.class}: #{error.message}" }
      Callbacks.guarded(nil, failed) { @write.call(level, message) }
    end

    ON_LOG = FFI::Function.new(:void, [:pointer, :pointer]) do |record, context|
      Callbacks.object(context).write(record)
    end
  end
end
