# frozen_string_literal: true

require "base64"

module GraphUpload
  # What a token callback is asked for.
  #
  # @!attribute [r] rejected
  #   @return [Boolean] whether the service refused the last token, so that a cached one is of no use
  # @!attribute [r] claims
  #   @return [String] the claims that the service wants in the token, as JSON; empty if it wants none
  TokenRequest = Struct.new(:rejected, :claims, keyword_init: true) do
    # @return [Boolean] whether the service refused the last token
    def rejected?
      rejected
    end
  end

  # Fetches tokens for a client. Its callback runs on threads of queues, one at a time.
  #
  # @private
  class TokenSource
    # The scope of all permissions that an application has.
    SCOPE = "https://graph.microsoft.com/.default"

    # What the last fetch has raised.
    attr_reader :raised

    def initialize(token, scope)
      @fetch = fetcher(token, scope)
    end

    # Tells the client, whose token is set when it comes later.
    def attach(client)
      @client = client
    end

    # What the token callback returns.
    def answer(sink)
      @raised = nil
      request = TokenRequest.new(rejected: Native.gu_token_sink_was_rejected(sink) != 0,
                                 claims: decoded(Library.string(Native.gu_token_sink_claims(sink)))).freeze
      token = Callbacks.guarded(nil, method(:fails)) { @fetch.call(request) }
      return -1 if @raised
      return later(token) if TokenSource.later?(token)

      Library.call(:gu_token_sink_put, sink, TokenSource.checked(token))
      0
    rescue Exception => error # rubocop:disable Lint/RescueException
      fails(error)
      -1
    end

    ON_TOKEN = FFI::Function.new(:int32, [:pointer, :pointer]) do |sink, context|
      Callbacks.object(context).answer(sink)
    end

    def self.later?(token)
      !token.is_a?(String) && (token.respond_to?(:value!) || token.respond_to?(:value))
    end

    # A token that a callback returns. nil would be none of the client's.
    def self.checked(token)
      raise ::TypeError, "token: String expected, not #{token.class}" unless token.is_a?(String)

      Library.text(token, "token")
    end

    private

    def fails(error)
      @raised = error
    end

    # No thread of the library waits: the upload does, until the token is set.
    def later(pending)
      thread = Thread.new do
        put(TokenSource.checked(pending.respond_to?(:value!) ? pending.value! : pending.value))
      rescue Exception => error # rubocop:disable Lint/RescueException
        fails(error)
        # Whatever waits for a token ends.
        put(nil)
      end
      thread.report_on_exception = false
      Native::GU_TOKEN_LATER
    end

    def put(token)
      @client.use { |client| Library.call(:gu_client_set_token, client, token) }
    rescue StateError
      # The client is closed, and nothing waits.
    end

    def fetcher(token, scope)
      return provided(token, scope) if token.respond_to?(:get_authorization_token)
      return ->(request) { token.get_token(scope, **claims_of(request)).token } if token.respond_to?(:get_token)

      unless token.respond_to?(:call)
        raise ::TypeError, "token: a String, something to call, or a credential expected, not #{token.class}"
      end

      arity = token.is_a?(Proc) || token.is_a?(Method) ? token.arity : token.method(:call).arity
      arity.zero? ? ->(_) { token.call } : token
    end

    # An access token provider of Kiota, such as that of microsoft_kiota_authentication_oauth.
    def provided(provider, scope)
      url = scope.delete_suffix("/.default")
      lambda do |request|
        given = provider.get_authorization_token(url, claims_of(request))
        given.is_a?(Fiber) ? resumed(given) : given
      end
    end

    # The blocks of those fibers end by `return`.
    def resumed(fiber)
      fiber.resume
    rescue LocalJumpError => error
      raise unless error.reason == :return

      error.exit_value
    end

    def claims_of(request)
      request.claims.empty? ? {} : { claims: request.claims }
    end

    # Claims as sign-in libraries take them: the service encodes them in Base64.
    def decoded(claims)
      Base64.strict_decode64(claims + "=" * (-claims.size % 4)).force_encoding(Encoding::UTF_8)
    rescue ::ArgumentError
      claims
    end
  end
end
