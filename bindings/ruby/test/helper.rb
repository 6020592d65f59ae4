# frozen_string_literal: true

require "minitest/autorun"
require "tempfile"
require "tmpdir"
require "timeout"
require "graph_upload/testing"

# A simulator of its own for each test.
class UploadTest < Minitest::Test
  # Nothing that is tested takes so long: a test that hangs fails.
  SECONDS = 60

  def setup
    @service = GraphUpload::Simulator.new
  end

  def teardown
    @clients&.each(&:close)
    @service.close
  end

  def run
    # Whatever hangs ends with its thread, and the others still run.
    Timeout.timeout(SECONDS) { super }
  rescue Timeout::Error => error
    failures << Minitest::UnexpectedError.new(error)
    Minitest::Result.from(self)
  end

  # Every file goes by an upload session, in pieces.
  def client(**options)
    @clients ||= []
    @clients << @service.client(one_request_bytes: 0, piece_bytes: 327_680, **options)
    @clients.last
  end

  def stored(name = "a.bin")
    @service.file("me/drive/root:/#{name}")
  end

  # Waits until the service has so many open requests of that kind.
  def until_open(kind, count = 1)
    until_true { @service.control("GET", "/requests")["open"].count { |one| one["kind"] == kind } >= count }
  end

  def until_true
    Timeout.timeout(30) { sleep 0.01 until yield }
  end

  # Runs a program beside this one, with a client for the simulator.
  def program(text, &block)
    start = <<~RUBY
      require "graph_upload"
      $stdout.sync = true
      url, ca_file, token = ARGV
      client = GraphUpload::Client.new(token, base_url: url, ca_file: ca_file, loopback: true, one_request_bytes: 0, piece_bytes: 983_040)
      content = "x" * 3_000_000
    RUBY
    Program.run(start + text, [@service.url, @service.ca_file, @service.token], &block)
  end

  # A program beside this one, and what it has printed.
  class Program
    attr_reader :pid, :output, :errors, :status

    def self.run(text, arguments)
      program = new(text, arguments)
      yield program if block_given?
      program.finish
    ensure
      program&.kill
    end

    def initialize(text, arguments)
      @reader, writer = IO.pipe
      @error_reader, error_writer = IO.pipe
      @pid = Process.spawn(RbConfig.ruby, "-e", text, *arguments, out: writer, err: error_writer, in: File::NULL)
      [writer, error_writer].each(&:close)
    end

    def signal(name)
      Process.kill(name, @pid)
    end

    # A line that it prints.
    def line
      @reader.gets&.chomp
    end

    def finish
      @output, @errors = [@reader, @error_reader].map { |io| Thread.new { io.read } }.map(&:value)
      _, @status = Process.wait2(@pid)
      @pid = nil
      self
    end

    def kill
      return unless @pid

      Process.kill("KILL", @pid)
      Process.wait(@pid)
    end
  end
end
