# frozen_string_literal: true

module GraphUpload
  # An upload failed. The class tells what the caller can do about it, and `message` what happened.
  class Error < StandardError
    # @private
    FIELDS = {
      status: :bug, status_name: "", http_status: 0, service_codes: [].freeze, request_id: "", host: "", diagnostics: "",
      claims: "", retry_after_ms: 0, os_error: 0, retryable: false, in_doubt: false, session_kept: false, offset: 0, attempts: 0
    }.freeze

    # @return [Symbol, Integer] a name of {Status}, such as `:network`; a number that this version does not know as it is
    attr_reader :status
    # @return [String] the name in C, such as `"GU_ERR_NETWORK"`
    attr_reader :status_name
    # @return [Integer] HTTP status of the response that caused the error, or 0
    attr_reader :http_status
    # @return [Array<String>] the service's error codes, from the outermost to the most specific
    attr_reader :service_codes
    # @return [String] the id by which the service's operators find the request, or ""
    attr_reader :request_id
    # @return [String] the host that responded or could not be reached, or ""
    attr_reader :host
    # @return [String] the service's diagnostics for its operators, or ""
    attr_reader :diagnostics
    # @return [String] the claims challenge of a 401 response, or ""
    attr_reader :claims
    # @return [Integer] how long the service asked to wait, in milliseconds, or 0
    attr_reader :retry_after_ms
    # @return [Integer] the operating system's error number, or 0; see `Errno`
    attr_reader :os_error
    # @return [Integer] the offset in the file that the error is about
    attr_reader :offset
    # @return [Integer] the number of attempts in a row without progress
    attr_reader :attempts

    # @param message [String, nil]
    # @param fields [Hash] the attributes
    def initialize(message = nil, **fields)
      super(message)
      unknown = fields.keys - FIELDS.keys
      raise ::ArgumentError, "unknown fields: #{unknown.join(", ")}" unless unknown.empty?

      FIELDS.merge(fields).each { |name, value| instance_variable_set(:"@#{name}", value) }
    end

    # @return [Boolean] whether repeating the same call later may help
    def retryable?
      @retryable
    end

    # @return [Boolean] whether the file may be stored although the call failed
    def in_doubt?
      @in_doubt
    end

    # @return [Boolean] whether the upload session still exists at the service
    def session_kept?
      @session_kept
    end

    # @return [String] the service's most specific error code, or ""
    def service_code
      service_codes.last || ""
    end

    # @return [Hash{Symbol => Object}] all attributes, such as for a log
    def to_h
      FIELDS.keys.to_h { |name| [name, instance_variable_get(:"@#{name}")] }
    end

    # @private
    def self.for_status(status)
      CLASSES.fetch(status, Error)
    end
  end

  # An argument is wrong, or the service refused the request (`http_status` is not 0 then).
  class ArgumentError < Error; end

  # An object is not in a state for this call: closed, discarded, incomplete, or of another process.
  class StateError < Error; end

  # Another call on the same session is running, or the queue is full.
  class BusyError < StateError; end

  # The upload was cancelled.
  class CancelledError < Error; end

  # The upload was cancelled because its timeout has passed.
  class DeadlineError < CancelledError; end

  # A saved upload cannot be used: damaged, of another upload, or sealed with another key.
  class SavedStateError < Error; end

  # The source cannot be read, is too short, has changed, or cannot be read again.
  class SourceError < Error; end

  # The process is out of memory, descriptors or threads, or a disk is full.
  class ResourceError < Error; end

  # The connection failed or broke, the peer is not trusted, or a timeout passed.
  class NetworkError < Error; end

  # There is no token, or the service refused it.
  class SignInError < Error; end

  # The token does not permit this.
  class DeniedError < Error; end

  # The target does not exist.
  class NotFoundError < Error; end

  # The name is taken, the item is locked, or a condition does not hold.
  class ConflictError < Error; end

  # The file is too large or too small, or the space is used up.
  class LimitError < Error; end

  # The service failed, or its response makes no sense.
  class ServiceError < Error; end

  # The service is overloaded and asks to wait; see {Error#retry_after_ms}.
  class ThrottledError < ServiceError; end

  # The file may or may not be stored. The same upload with the same state file finds out.
  class OutcomeUnknownError < Error; end

  # The stored file is not what was sent; {#item} describes it.
  class DiffersError < Error
    # @return [Item, nil]
    attr_accessor :item
  end

  # A fault of the library. Please report it.
  class BugError < Error; end

  class Error
    # @private
    CLASSES = {
      argument: ArgumentError, state: StateError, busy: BusyError, cancelled: CancelledError, saved_state: SavedStateError,
      incomplete: StateError, stored: StateError, source_unreadable: SourceError, source_short: SourceError,
      source_changed: SourceError, rewind: SourceError, memory: ResourceError, resources: ResourceError,
      network: NetworkError, tls: NetworkError, timeout: NetworkError, sign_in: SignInError, denied: DeniedError,
      not_found: NotFoundError, conflict: ConflictError, too_large: LimitError, too_small: LimitError, quota: LimitError,
      throttled: ThrottledError, server: ServiceError, expired: ServiceError, unexpected_response: ServiceError,
      outcome_unknown: OutcomeUnknownError, differs: DiffersError, bug: BugError
    }.freeze
  end
end
