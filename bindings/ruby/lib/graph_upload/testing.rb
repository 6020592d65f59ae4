# frozen_string_literal: true

require "json"
require "net/http"
require "openssl"
require_relative "../graph_upload"

module GraphUpload
  # The simulated service, for tests of programs that upload. It is in a gem of its own, `graph_upload_simulator`.
  #
  #     require "graph_upload/testing"
  #
  #     GraphUpload::Simulator.open do |service|
  #       service.client.upload(StringIO.new("content"), "drive:/May.pdf")
  #       service.file("me/drive/root:/May.pdf") # => "content"
  #     end
  class Simulator
    # @return [String] base URL for the client, without a version
    attr_reader :url
    # @return [String] the token that the service takes
    attr_reader :token
    # @return [String, nil] the certificate authority's file; nil with `--plain`
    attr_reader :ca_file
    # @return [String] a page that shows the uploads; empty with `--no-page`
    attr_reader :page_url

    # Starts it; with a block, ends it after that.
    #
    # @param arguments [Array<String>] of `graph-upload-simulator`, such as `"--rate", "1000000"`
    # @yieldparam service [Simulator]
    # @return the simulator, or what the block returns
    def self.open(*arguments)
      service = new(*arguments)
      return service unless block_given?

      begin
        yield service
      ensure
        service.close
      end
    end

    # @param arguments [Array<String>] of `graph-upload-simulator`
    def initialize(*arguments)
      @pid_of_starter = Process.pid
      ready, line = start(arguments)
      raise "graph-upload-simulator ends with status #{$?.exitstatus}" if line.nil?

      @url = ready["hosts"]["graph"]
      @token = ready["token"]
      @ca_file = ready["caFile"]
      @page_url = ready["pageUrl"] || ""
      @control = URI(ready["controlUrl"])
      @store = OpenSSL::X509::Store.new
      @store.add_cert(OpenSSL::X509::Certificate.new(ready["caPem"])) if ready["caPem"]
    rescue Exception
      # Nobody else can.
      close if @pid
      raise
    end

    # A client for it.
    #
    # @param options [Hash] further ones of {Client}
    # @return [Client]
    def client(token: @token, **options)
      Client.new(token, **self.options, **options)
    end

    # @return [Hash] options of a client for it, beside the token
    def options
      { base_url: @url, loopback: true, ca_file: @ca_file }.compact
    end

    # Arms faults, such as `"piece:2=503;retry-after: 1"`.
    #
    # @param faults [Array<String>]
    # @return [void]
    def fault(*faults)
      control("POST", "/faults", { faults: faults })
      nil
    end

    # @return [Hash{String => String}] what is stored, by address, such as `"me/drive/root:/folder/name"`
    def files
      control("GET", "/files")["files"].to_h { |file| [file["address"], send_request("GET", "/files/#{file["id"]}")] }
    end

    # @param address [String]
    # @return [String] bytes of a stored file
    # @raise [KeyError] names what is stored instead
    def file(address)
      stored = files
      stored.fetch(address) do
        raise KeyError, "#{address} is not stored, but #{stored.empty? ? "nothing" : stored.keys.join(", ")} is"
      end
    end

    # @return [Array<Hash>] the requests that have ended, oldest first
    def requests
      control("GET", "/requests")["requests"]
    end

    # Removes files, sessions, faults and requests.
    #
    # @return [void]
    def reset
      control("POST", "/reset")
      nil
    end

    # A request of the control API, such as `"GET"` of `"/state"`.
    #
    # @param method [String]
    # @param resource [String]
    # @param body [Object] sent as JSON; nil for none
    # @return [Object] the parsed response, or nil
    # @raise [::ArgumentError] a refusal, with its reason
    def control(method, resource, body = nil)
      answer = send_request(method, resource, body)
      answer.empty? ? nil : JSON.parse(answer)
    end

    # Ends it.
    #
    # @return [void]
    def close
      return if @input.closed?

      @input.close
      # It is no child of a forked process.
      Process.wait(@pid) if Process.pid == @pid_of_starter
      nil
    end

    # @return [String] its address, without the token
    def inspect
      "#<GraphUpload::Simulator #{@url}>"
    end

    private

    # What it says when it is ready; nothing if it ends.
    def start(arguments)
      input, @input = IO.pipe
      reader, writer = IO.pipe
      always = ["--ready-fd", writer.fileno.to_s, "--until-stdin-closes", "--quiet"]
      @pid = Process.spawn([program, "graph-upload-simulator"], *always, *arguments,
                           writer => writer, in: input, out: File::NULL)
      [input, writer].each(&:close)
      line = reader.read
      return [JSON.parse(line), line] unless line.empty?

      @input.close
      Process.wait(@pid)
      nil
    ensure
      [input, reader, writer].compact.each { |io| io.close unless io.closed? }
    end

    def program
      named = ENV.fetch("GU_SIMULATOR", "")
      return named unless named.empty?

      require "graph_upload_simulator"
      GraphUploadSimulator.program
    rescue LoadError
      raise LoadError, "the simulator is missing; install it with: gem install graph_upload_simulator"
    end

    def send_request(method, resource, body = nil)
      # A connection of its own: any thread, and a forked child, may ask. No proxy of the environment.
      http = Net::HTTP.new(@control.host, @control.port, nil)
      http.use_ssl = @control.scheme == "https"
      http.cert_store = @store
      data = body && JSON.generate(body)
      response = http.start do
        http.send_request(method, "#{@control.path}/#{resource.delete_prefix("/")}", data, "Content-Type" => "application/json")
      end
      return response.body.to_s.b if response.is_a?(Net::HTTPSuccess)

      raise ::ArgumentError, "the simulator refuses #{method} #{resource}: #{response.code} #{response.body}"
    end
  end
end
