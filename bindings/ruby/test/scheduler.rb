# frozen_string_literal: true

# A scheduler of fibers, as small as it can be: one that Ruby calls by the interface of Fiber::SchedulerInterface.
class Scheduler
  # The fiber that Ctrl-C ends the wait of, as that of a main thread.
  attr_writer :foreground

  def initialize
    @readable = {}
    @waiting = {}
    @blocked = {}.compare_by_identity
    @ready = Thread::Queue.new
    @wakes, @wake = IO.pipe
  end

  def fiber(&block)
    Fiber.new(blocking: false) { ending(&block) }.tap(&:resume)
  end

  # Waits until the last fiber has ended.
  def close
    run
  ensure
    [@wakes, @wake].each(&:close)
  end

  def run
    turn until @stopped || (@readable.empty? && @waiting.empty? && @blocked.empty? && @ready.empty?)
  end

  def turn
    readable, = IO.select([@wakes, *@readable.values.map(&:first)], nil, nil, left)
    wake_all(readable || [])
  rescue Interrupt => error
    raise unless @foreground&.alive?

    @foreground.raise(error)
  end

  def io_wait(io, _events, timeout)
    fiber = Fiber.current
    @readable[fiber] = [io]
    @waiting[fiber] = now + timeout if timeout
    Fiber.yield
  ensure
    @readable.delete(fiber)
    @waiting.delete(fiber)
  end

  def kernel_sleep(duration = nil)
    block(nil, duration)
    true
  end

  def block(_blocker, timeout = nil)
    fiber = Fiber.current
    @blocked[fiber] = true
    @waiting[fiber] = now + timeout if timeout
    Fiber.yield
  ensure
    @blocked.delete(fiber)
    @waiting.delete(fiber)
  end

  # Called by any thread.
  def unblock(_blocker, fiber)
    @ready << fiber
    @wake.write_nonblock(".", exception: false)
  end

  private

  # What still waits at an exit is left alone.
  def ending
    yield
  rescue SystemExit
    @stopped = true
    raise
  end

  def now
    Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end

  def left
    return 0 unless @ready.empty?

    first = @waiting.values.min
    first && [first - now, 0].max
  end

  def wake_all(readable)
    @wakes.read_nonblock(1000, exception: false)
    ready = Array.new(@ready.size) { @ready.pop }.select { |fiber| @blocked.key?(fiber) }
    late = @waiting.select { |_, time| time <= now }.keys
    woken = @readable.select { |_, (io)| readable.include?(io) }
    woken.each_key { |fiber| fiber.resume(IO::READABLE) if fiber.alive? }
    (ready - woken.keys).each { |fiber| fiber.resume(true) if fiber.alive? }
    (late - ready - woken.keys).each { |fiber| fiber.resume(false) if fiber.alive? }
  end
end
