# frozen_string_literal: true

require_relative "helper"

class TokenTest < UploadTest
  # Uploads with tokens that come from somewhere, and returns what was asked for.
  def assert_uploads(token, **options)
    client(token: token, **options).upload(StringIO.new("x"), "drive:/a.bin")
    assert_equal "x", stored
  end

  def test_something_to_call_with_and_without_a_parameter
    requests = []
    assert_uploads(lambda do |request|
      requests << request
      requests.size == 1 ? "stale" : @service.token
    end)
    assert_equal [false, true], requests.map(&:rejected?)
    @service.reset
    assert_uploads(-> { @service.token })
    @service.reset
    assert_uploads(@service.method(:token))
    @service.reset
    token = @service.token
    callable = Object.new
    callable.define_singleton_method(:call) { token }
    assert_uploads(callable)
  end

  def test_a_thread_whose_value_comes_later
    go = Thread::Queue.new
    client = client(token: -> { Thread.new { go.pop && @service.token } })
    uploads = Array.new(3) { |number| Thread.new { client.upload(StringIO.new("x"), "drive:/#{number}.bin").name } }
    until_true { go.num_waiting == 1 }
    go << true
    assert_equal %w[0.bin 1.bin 2.bin], uploads.map(&:value)
  end

  def test_a_future_that_raises_by_another_method
    future = Struct.new(:token) do
      def value
        nil
      end

      def value!
        token or raise KeyError, "boom"
      end
    end
    assert_uploads(-> { future.new(@service.token) })
    assert_equal "boom", assert_raises(KeyError) { assert_uploads(-> { future.new(nil) }) }.message
  end

  # As that of microsoft_kiota_authentication_oauth: its fibers end by `return`.
  def test_an_access_token_provider_of_kiota
    provider = Class.new do
      attr_reader :asked

      def initialize(token)
        @token = token
      end

      def get_authorization_token(url, properties = {})
        @asked = [url, properties]
        Fiber.new { return @token if @token }
      end
    end.new(@service.token)
    assert_uploads(provider)
    assert_equal ["https://graph.microsoft.com", {}], provider.asked
    @service.reset
    assert_uploads(provider, scope: "https://graph.microsoft.us/.default")
    assert_equal "https://graph.microsoft.us", provider.asked[0]
  end

  def test_a_credential_that_gets_tokens
    token = @service.token
    credential = Object.new
    credential.define_singleton_method(:get_token) { |scope, **| Struct.new(:token, :scope).new(token, scope) }
    assert_uploads(credential)
  end

  def test_wrong_tokens
    assert_match(/\Atoken: String expected, not NilClass/, assert_raises(TypeError) { assert_uploads(-> {}) }.message)
    assert_match(/\Atoken: String expected, not Integer/, assert_raises(TypeError) { assert_uploads(-> { Thread.new { 5 } }) }.message)
    assert_raises(GraphUpload::SignInError) { assert_uploads("wrong") }
    assert_raises(GraphUpload::SignInError) { assert_uploads(nil) }
    assert_raises(GraphUpload::ArgumentError) { assert_uploads("not visible\n") }
    assert_empty @service.files
  end

  def test_a_token_is_set_in_the_middle
    client = client(token: "wrong")
    client.set_token(@service.token)
    client.upload(StringIO.new("x"), "drive:/a.bin")
    client.set_token(nil)
    assert_raises(GraphUpload::SignInError) { client.upload(StringIO.new("x"), "drive:/b.bin") }
    refute_includes client.inspect, @service.token
  end
end
