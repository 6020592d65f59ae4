# frozen_string_literal: true

require_relative "helper"
require_relative "scheduler"

# Waits under a scheduler of fibers: others go on.
class FiberTest < UploadTest
  CONTENT = ("x" * 700_000).freeze

  # Runs a block as a program of a scheduler.
  def scheduled(&block)
    Thread.new do
      Fiber.set_scheduler(Scheduler.new)
      Fiber.schedule(&block)
    end.join
  end

  # Steps of another fiber while a block of one runs.
  def steps_meanwhile
    steps = 0
    scheduled do
      ended = false
      Fiber.schedule do
        until ended
          steps += 1
          sleep 0.001
        end
      end
      yield
      ended = true
    end
    steps
  end

  def test_others_go_on_during_an_upload
    @service.fault("piece:1=delay:300")
    item = nil
    steps = steps_meanwhile { item = client.upload(StringIO.new(CONTENT), "drive:/a.bin") { |now| now } }
    assert_equal "a.bin", item.name
    assert_operator steps, :>, 10
  end

  def test_others_go_on_during_calls_of_a_session
    @service.fault("piece:1=delay:300")
    item = nil
    steps = steps_meanwhile do
      item = client.session("drive:/a.bin", CONTENT.bytesize) do |session|
        session.put(CONTENT)
        session.finish
      end
    end
    assert_equal "a.bin", item.name
    assert_operator steps, :>, 10
  end

  def test_many_fibers_wait_for_one_queue
    names = []
    queue = client.queue
    scheduled do
      jobs = Array.new(6) { |number| queue.submit(StringIO.new(CONTENT), "drive:/#{number}.bin") }
      jobs.each { |job| Fiber.schedule { names << job.result.name } }
      Fiber.schedule { queue.as_completed { |job| flunk unless job.done? } }
    end
    assert_equal (0..5).map { |number| "#{number}.bin" }, names.sort
  ensure
    queue.close
  end

  def test_several_uploads_at_once
    names = []
    scheduled do
      4.times { |number| Fiber.schedule { names << client.upload([CONTENT], "drive:/#{number}.bin").name } }
    end
    assert_equal %w[0.bin 1.bin 2.bin 3.bin], names.sort
  end
end
