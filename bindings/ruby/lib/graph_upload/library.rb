# frozen_string_literal: true

require "json"

module GraphUpload
  # How calls of the C functions are made, and how they fail.
  #
  # @private
  module Library
    # For `ms` of a wait: as long as it takes.
    FOREVER = 0xFFFFFFFF
    # Longest wait for uploads that are cancelled at exit or with their queue, in seconds.
    EXIT_SECONDS = 5.0

    if Native.gu_version_number / 1000 != Native::GU_VERSION_NUMBER / 1000
      raise LoadError, "the library at #{LIBRARY_PATH} has version #{Native.gu_version_string}, which this gem does not fit"
    end

    module_function

    # Makes a fallible call.
    def call(function, *arguments)
      error = FFI::MemoryPointer.new(:pointer)
      status = Native.public_send(function, *arguments, error)
      raise described(error.read_pointer, status) unless status.zero?
    ensure
      # Also if an interrupt comes after the call, or before there is anything.
      Native.gu_error_free(error.read_pointer) if error
    end

    # Makes a fallible call that gives an object, which `free` frees if an interrupt comes after the call.
    def made(function, *arguments, free:)
      handle = FFI::MemoryPointer.new(:pointer)
      kept = false
      call(function, *arguments, handle)
      made = handle.read_pointer
      kept = true
      made
    ensure
      Native.public_send(free, handle.read_pointer) unless kept || handle.nil? || handle.read_pointer.null?
    end

    # The exception for an error object, which stays.
    def described(error, status)
      name = string(Native.gu_status_name(status))
      message = string(Native.gu_error_message(error))
      Error.for_status(Status.name_of(status)).new(
        message.empty? ? name : message,
        status: Status.name_of(status),
        status_name: name,
        http_status: Native.gu_error_http_status(error),
        service_codes: string(Native.gu_error_service_codes(error)).split.freeze,
        request_id: string(Native.gu_error_request_id(error)),
        host: string(Native.gu_error_host(error)),
        diagnostics: string(Native.gu_error_diagnostics(error)),
        claims: string(Native.gu_error_claims(error)),
        retry_after_ms: Native.gu_error_retry_after_ms(error),
        os_error: Native.gu_error_os_error(error),
        retryable: Native.gu_error_is_retryable(error) != 0,
        in_doubt: Native.gu_error_in_doubt(error) != 0,
        session_kept: Native.gu_error_session_kept(error) != 0,
        offset: Native.gu_error_offset(error),
        attempts: Native.gu_error_attempts(error)
      )
    end

    # A string of the library.
    def string(value)
      value.force_encoding(Encoding::UTF_8)
    end

    # A string as the library wants it. It would end at a NUL.
    def text(value, what, optional: false)
      return nil if value.nil? && optional
      raise ::TypeError, "#{what}: String expected, not #{value.class}" unless value.respond_to?(:to_str)

      utf8 = utf8(value.to_str)
      raise ::ArgumentError, "#{what}: NUL inside" if utf8.include?("\0")

      utf8
    end

    # A number as the library wants it, of so many bits. ffi would take -1 for a large one.
    def count(value, what, bits = 64)
      raise ::TypeError, "#{what}: Integer expected, not #{value.class}" unless value.is_a?(::Integer)
      raise ::ArgumentError, "#{what}: #{value} is negative" if value.negative?
      raise ::ArgumentError, "#{what}: #{value} is too large" if value.bit_length > bits

      value
    end

    # A path as the library wants it.
    def path(value, what)
      raise ::TypeError, "#{what}: a path expected, not #{value.class}" unless value.respond_to?(:to_str) || value.respond_to?(:to_path)

      text(value.respond_to?(:to_path) ? value.to_path : value, what)
    end

    # A sealing key.
    def key(value)
      return nil if value.nil?
      raise ::TypeError, "key: String expected, not #{value.class}" unless value.is_a?(String)
      raise ::ArgumentError, "key: 32 bytes expected, not #{value.bytesize}" unless value.bytesize == 32

      value
    end

    # Seconds, or nil, as a time of the monotonic clock.
    def deadline(seconds)
      seconds && (now + Float(seconds))
    end

    # How many seconds are left, never less than 0; nil for any number.
    def left(deadline)
      deadline && [deadline - now, 0.0].max
    end

    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end

    # Keeps `Thread#raise` and `Thread#kill` out of calls that call back: they would unwind the library's frames.
    def undisturbed(&block)
      Thread.handle_interrupt(Object => :never, &block)
    end

    def utf8(value)
      return value if value.encoding == Encoding::UTF_8
      return value.dup.force_encoding(Encoding::UTF_8) if value.encoding == Encoding::BINARY

      value.encode(Encoding::UTF_8)
    end
  end
end
