# frozen_string_literal: true

require_relative "helper"

class QueueTest < UploadTest
  CONTENT = ("x" * 400_000).freeze

  def content
    StringIO.new(CONTENT)
  end

  def test_a_block_waits_for_all_jobs
    jobs = client.queue(at_once: 2) do |queue|
      Array.new(5) { |number| queue.submit(content, "drive:/#{number}.bin") }
    end
    assert(jobs.all?(&:done?))
    assert_equal %w[0.bin 1.bin 2.bin 3.bin 4.bin], jobs.map { |job| job.result.name }.sort
    assert_equal [1, 2, 3, 4, 5], jobs.map(&:id)
    assert_equal 5, @service.files.size
  end

  def test_a_block_that_raises_cancels_the_jobs
    job = nil
    assert_raises(KeyError) do
      client.queue do |queue|
        queue.pause
        job = queue.submit(content, "drive:/a.bin")
        raise KeyError
      end
    end
    assert_kind_of GraphUpload::CancelledError, job.exception
    assert_empty @service.files
  end

  def test_jobs_come_in_the_order_of_ending_and_once
    queue = client.queue(at_once: 1)
    jobs = Array.new(3) { |number| queue.submit(content, "drive:/#{number}.bin") }
    assert_equal jobs, queue.as_completed.to_a
    assert_nil queue.next
    waited_for = queue.submit(content, "drive:/3.bin")
    assert waited_for.wait
    assert_nil queue.next
    asked = queue.submit(content, "drive:/4.bin")
    until_true { asked.done? }
    assert_equal [asked], queue.as_completed.to_a
    queue.close
  end

  def test_counts_progress_and_stages
    queue = client.queue(at_once: 1)
    queue.pause
    jobs = Array.new(2) { |number| queue.submit(content, "drive:/#{number}.bin") }
    # The whole queue is paused, not each of its jobs.
    assert_equal 2, queue.counts.waiting + queue.counts.paused
    assert_includes %i[waiting paused], jobs[0].stage
    assert_nil queue.next(0)
    assert_raises(Timeout::Error) { jobs[0].result(0) }
    assert_raises(Timeout::Error) { queue.as_completed(0.01) { flunk } }
    jobs[1].move_to_front
    queue.resume
    assert_equal jobs.reverse, queue.as_completed.to_a
    assert_equal GraphUpload::QueueCounts.new(waiting: 0, running: 0, paused: 0, stored: 2, failed: 0), queue.counts
    assert_equal [800_000, 800_000], [queue.progress.confirmed, queue.progress.total]
    assert_equal [400_000, :ended], [jobs[0].progress.confirmed, jobs[0].stage]
    queue.close
  end

  def test_a_job_is_paused_and_cancelled
    queue = client.queue
    queue.pause
    paused = queue.submit(content, "drive:/a.bin")
    cancelled = queue.submit(content, "drive:/b.bin")
    paused.pause
    cancelled.cancel
    assert_kind_of GraphUpload::CancelledError, cancelled.exception
    queue.resume
    paused.resume
    assert_equal "a.bin", paused.result.name
    paused.cancel
    queue.cancel
    queue.close
  end

  def test_a_full_queue
    queue = client.queue(at_once: 1, max_waiting: 1, room_timeout: 0)
    queue.pause
    queue.submit(content, "drive:/0.bin")
    assert_raises(GraphUpload::BusyError) { queue.submit(content, "drive:/1.bin") }
    queue.resume
    queue.wait
    queue.close
    # Without a time it waits for room.
    client.queue(at_once: 1, max_waiting: 1) do |limited|
      10.times { |number| limited.submit(content, "drive:/again-#{number}.bin") }
    end
    assert_equal 11, @service.files.size
  end

  def test_an_interrupt_ends_the_wait_for_room
    queue = client.queue(max_waiting: 1)
    queue.pause
    queue.submit(content, "drive:/0.bin")
    assert_raises(Timeout::Error) { Timeout.timeout(0.1) { queue.submit(content, "drive:/1.bin") } }
    assert_equal 1, queue.counts.waiting + queue.counts.paused
    queue.close
  end

  def test_many_threads_wait_for_one_queue
    queue = client.queue(at_once: 4)
    jobs = Array.new(30) { |number| queue.submit(content, "drive:/#{number}.bin") }
    waiting = jobs.first(10).map { |job| Thread.new { job.result.name } }
    taking = Array.new(4) do
      Thread.new do
        taken = []
        while (job = queue.next)
          taken << job
        end
        taken
      end
    end
    assert_equal Array.new(10) { |number| "#{number}.bin" }, waiting.map(&:value)
    taken = taking.flat_map(&:value)
    assert_equal taken.uniq, taken
    assert_empty jobs.last(20) - taken
    assert_equal 30, @service.files.size
    queue.close
  end

  def test_a_watching_thread_that_is_ended_leaves_the_watch_to_another
    queue = client.queue
    queue.pause
    job = queue.submit(content, "drive:/a.bin")
    watching = Thread.new { job.wait }
    until_true { watching.stop? }
    others = Array.new(3) { Thread.new { job.result.name } }
    until_true { others.all?(&:stop?) }
    watching.kill.join
    queue.resume
    assert_equal ["a.bin"] * 3, others.map(&:value)
    queue.close
  end

  def test_close_while_others_wait
    @service.fault("piece:*=stall:100000")
    queue = client.queue
    job = queue.submit(content, "drive:/a.bin")
    until_open("piece")
    waiting = [Thread.new { job.exception }, Thread.new { queue.next&.exception }]
    until_true { waiting.all?(&:stop?) }
    queue.close
    queue.close
    assert_kind_of GraphUpload::CancelledError, waiting[0].value
    assert_includes [NilClass, GraphUpload::CancelledError], waiting[1].value.class
    assert_equal "the queue is closed", assert_raises(GraphUpload::StateError) { queue.submit(content, "drive:/b.bin") }.message
    assert_raises(GraphUpload::StateError) { queue.counts }
  end

  def test_a_closed_job_goes_on
    queue = client.queue
    queue.pause
    queue.submit(content, "drive:/a.bin").close
    queue.resume
    assert_equal ["a.bin"], queue.as_completed.map { |job| job.result.name }
    queue.close
  end

  def test_failures_of_jobs
    @service.fault("create:*@denied=403")
    queue = client.queue
    boom = RuntimeError.new("boom")
    denied = queue.submit(content, "drive:/denied.bin")
    raising = queue.submit(content, "drive:/raising.bin") { raise boom }
    fine = queue.submit(content, "drive:/fine.bin")
    assert_equal 3, queue.as_completed.count
    assert_kind_of GraphUpload::DeniedError, denied.exception
    assert_same boom, raising.exception
    assert_same boom, assert_raises(RuntimeError) { raising.result }
    assert_nil fine.exception
    queue.close
  end

  def test_jobs_in_a_folder_survive_their_queue
    Dir.mktmpdir do |folder|
      file = File.join(folder, "May.pdf")
      File.binwrite(file, CONTENT)
      settings = { state_folder: File.join(folder, "state"), key: "k" * 32 }
      first = client.queue(**settings)
      first.pause
      first.submit(file, "drive:/May.pdf")
      first.close
      assert_raises(GraphUpload::SavedStateError) { client.queue(**settings, key: "l" * 32) }
      names = client.queue(**settings) { |second| second.as_completed.map { |job| [job.path, job.result.name] } }
      assert_equal [[File.realpath(file), "May.pdf"]], names
    end
    assert_equal CONTENT, stored("May.pdf")
  end

  def test_the_block_of_as_completed_may_take_longer_than_its_timeout
    client.queue do |queue|
      queue.submit(content, "drive:/a.bin")
      queue.submit(content, "drive:/b.bin")
      until_true { queue.counts.stored == 2 }
      assert_equal(%w[a.bin b.bin], queue.as_completed(0.1).map { |job| sleep(0.2) && job.result.name }.sort)
    end
    client.queue do |queue|
      first = queue.submit(content, "drive:/c.bin")
      until_true { first.done? }
      queue.pause
      queue.submit(content, "drive:/d.bin")
      assert_raises(Timeout::Error) { queue.as_completed(0.1) { sleep 0.2 } }
      queue.resume
    end
  end

  def test_a_cancel_that_raises_does_not_keep_the_queue
    queue = client.queue
    def queue.cancel
      raise Timeout::Error
    end
    assert_raises(Timeout::Error) { queue.close }
    assert_raises(GraphUpload::StateError) { queue.counts }
    until_true { GraphUpload::EndOfProcess::RUNNING.empty? }
  end

  def test_inspect
    queue = client(token: -> { @service.token }).queue
    queue.pause
    job = queue.submit(content, "drive:/a.bin")
    assert_match(/\A#<GraphUpload::Queue waiting=\d running=0 paused=\d stored=0 failed=0>\z/, queue.inspect)
    assert_match(/\A#<GraphUpload::Job 1 (waiting|paused)>\z/, job.inspect)
    queue.resume
    job.wait
    assert_equal "#<GraphUpload::Job 1 ended>", job.inspect
    queue.close
    assert_equal "#<GraphUpload::Queue closed>", queue.inspect
  end

  def test_wrong_numbers
    assert_equal "at_once: Integer expected, not String", assert_raises(TypeError) { client.queue(at_once: "many") }.message
    error = assert_raises(GraphUpload::ArgumentError) { client.queue(at_once: 257) }
    assert_includes error.message, "256"
    assert_raises(TypeError) { client.queue(max_waiting: []) }
    assert_equal "max_waiting: -1 is negative", assert_raises(ArgumentError) { client.queue(max_waiting: -1) }.message
    assert_equal "at_once: -1 is negative", assert_raises(ArgumentError) { client.queue(at_once: -1) }.message
    assert_match(/\Amax_waiting: .* too large/, assert_raises(ArgumentError) { client.queue(max_waiting: 2**40) }.message)
    assert_match(/\Aspool_max_bytes: -1/, assert_raises(ArgumentError) { client.upload(content, "drive:/a", spool_max_bytes: -1) }.message)
    assert_empty GraphUpload::EndOfProcess::RUNNING
  end
end
