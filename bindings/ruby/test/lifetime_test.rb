# frozen_string_literal: true

require_relative "helper"

# What is let go of, and when.
class LifetimeTest < UploadTest
  # Collects until something holds: what stands on a stack by chance is found again later.
  def until_collected
    until_true do
      GC.start
      yield
    end
  end

  # Those that the gem has started.
  def own_threads
    Thread.list.select { |thread| thread.inspect.include?("/graph_upload/") }
  end

  def setup
    super
    @others = GraphUpload::Callbacks::CONTEXTS.keys
  end

  # Those of this test: another one may have left a client that its own block refers to.
  def contexts
    GraphUpload::Callbacks::CONTEXTS.keys - @others
  end

  def test_dropped_objects_are_freed
    before = Dir.children("/proc/self/fd").size
    # No block that is given refers to what is dropped.
    token = -> { "x" }
    log = ->(*) {}
    20.times do
      @service.client(token: token, log: log).queue
      GraphUpload::Target.drive_path("never")
    end
    until_collected { contexts.empty? && GraphUpload::EndOfProcess::RUNNING.empty? }
    until_collected { Dir.children("/proc/self/fd").size <= before }
  end

  def test_a_dropped_queue_ends_its_jobs
    @service.fault("piece:*=stall:100000")
    submit = -> { client.queue.submit(StringIO.new("x" * 1_000_000), "drive:/a.bin") && nil }
    Thread.new(&submit).join
    until_open("piece")
    until_collected { GraphUpload::EndOfProcess::RUNNING.empty? && GraphUpload::EndOfProcess::FREEING.empty? }
    assert_empty @service.control("GET", "/state")["sessions"]
  end

  def test_contexts_and_threads_end_with_an_upload
    client.upload(["x" * 1_000_000], "drive:/a.bin") { |now| now }
    assert_raises(GraphUpload::LimitError) { client.upload(["x" * 10], "drive:/b.bin", spool_max_bytes: 5) }
    assert_raises(GraphUpload::ArgumentError) { client.upload(["x"], "drive:/a:b") { |now| now } }
    assert_raises(TypeError) { client.upload(["x"], "drive:/c.bin", progress: 5) }
    until_true { contexts.empty? && own_threads.empty? }
  end

  def test_a_source_is_read_by_one_thread
    readers = []
    source = Class.new do
      define_method(:each) do |&block|
        3.times do
          block.call("x" * 1000)
          readers << Thread.current
        end
      end
    end.new
    client.upload(source, "drive:/a.bin")
    assert_equal 1, readers.uniq.size
    refute_equal Thread.current, readers.first
    until_true { !readers.first.alive? }
  end

  def test_a_client_closed_during_an_upload
    @service.fault("piece:1=delay:300")
    used = client
    upload = Thread.new { used.upload(StringIO.new("x" * 1_000_000), "drive:/a.bin").name }
    until_open("piece")
    used.close
    assert_equal "a.bin", upload.value
  end

  def test_bytes_stay_in_their_place_while_others_are_moved
    small = Array.new(40) { |number| "small #{number} " * (number % 5 + 1) }
    @service.client.queue(at_once: 8) do |queue|
      small.each_with_index do |bytes, number|
        queue.submit(StringIO.new(bytes), "drive:/#{number}.bin")
        GC.compact if GC.respond_to?(:compact) && (number % 10).zero?
      end
    end
    assert_equal small.sort, @service.files.values.sort
  end
end
