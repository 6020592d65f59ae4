# frozen_string_literal: true

require_relative "helper"
require "minitest/mock"

# Interrupts that come at a bad moment: the place where each would come raises in its stead.
class InterruptTest < UploadTest
  LIBRARY = GraphUpload::Library

  # Nothing else may run into what raises, such as finalizers of earlier tests.
  def setup
    super
    GC.start
    GC.disable
  end

  def teardown
    GC.enable
    super
  end

  def interrupt
    ->(*) { raise Timeout::Error, "from outside" }
  end

  def assert_interrupted(&block)
    assert_equal "from outside", assert_raises(Timeout::Error, &block).message
  end

  def test_before_a_call
    FFI::MemoryPointer.stub(:new, interrupt) do
      assert_interrupted { LIBRARY.call(:gu_cancel_new) }
      assert_interrupted { LIBRARY.made(:gu_cancel_new, free: :gu_cancel_free) }
    end
  end

  def test_before_the_use_of_a_handle_is_counted
    freed = []
    owner = GraphUpload::Owner.new(:handle, "thing", freed.method(:<<))
    GraphUpload::EndOfProcess.stub(:forks, interrupt) { assert_interrupted { owner.use { flunk } } }
    owner.use do
      owner.close
      assert_empty freed
    end
    assert_equal [:handle], freed
  end

  def test_before_the_thread_of_a_call_is_known
    cancelled = Thread::Queue.new
    before = Thread.method(:new)
    starts = lambda do |&block|
      before.call(&block)
      raise Timeout::Error, "from outside"
    end
    Thread.stub(:new, starts) do
      assert_interrupted do
        GraphUpload::Blocking.call do |flag|
          sleep 0.01 until GraphUpload::Native.gu_cancel_is_requested(flag) != 0
          cancelled << true
        end
      end
    end
    assert cancelled.pop
  end

  def test_while_an_upload_is_given_up
    @service.fault("piece:*=stall:100000")
    uploads = client
    thread = Thread.new { uploads.upload(StringIO.new("x" * 1_000_000), "drive:/a.bin") }
    thread.report_on_exception = false
    until_open("piece")
    thread.raise(Timeout::Error, "first")
    thread.raise(Timeout::Error, "second")
    assert_raises(Timeout::Error) { thread.value }
    until_true { GraphUpload::EndOfProcess::RUNNING.empty? && GraphUpload::EndOfProcess::FREEING.empty? }
  end

  # Whatever place is hit: nothing but the interrupt comes out, nothing is left, and the client works on.
  def test_at_any_time
    shared = client
    queue = shared.queue(max_waiting: 50)
    200.times do |round|
      thread = Thread.new do
        shared.upload(StringIO.new("x"), GraphUpload::Target.drive_path("a.bin", conflict: :replace))
        queue.submit(StringIO.new("x"), GraphUpload::Target.drive_path("b.bin", conflict: :replace)).exception
      end
      thread.report_on_exception = false
      sleep(0.0002 * (round % 40))
      thread.raise(Timeout::Error, "from outside")
      begin
        thread.join
      rescue Timeout::Error => error
        assert_equal "from outside", error.message
      end
    end
    queue.close
    until_true { GraphUpload::EndOfProcess::RUNNING.empty? && GraphUpload::EndOfProcess::FREEING.empty? }
    assert_equal "c.bin", shared.upload(StringIO.new("x"), "drive:/c.bin").name
  end
end
