# frozen_string_literal: true

require_relative "helper"

# Ctrl-C, exit and fork: what interpreters do at the edges.
class ProcessTest < UploadTest
  CALLS = {
    upload: 'client.upload(StringIO.new(content), "drive:/a.bin")',
    timeout: 'client.upload(StringIO.new(content), "drive:/a.bin", timeout: 600)',
    job: 'client.queue.submit(StringIO.new(content), "drive:/a.bin").result',
    completed: 'client.queue.tap { |queue| queue.submit(StringIO.new(content), "drive:/a.bin") }.as_completed { |job| p job }',
    put: 'client.session("drive:/a.bin", content.bytesize).put(content)'
  }.freeze

  CALLS.each do |name, call|
    define_method(:"test_ctrl_c_during_#{name}") do
      @service.fault("piece:*=stall:100000")
      program = program(call) do |running|
        until_open("piece")
        running.signal("INT")
      end
      assert_match(/Interrupt/, program.errors)
      assert_equal Signal.list["INT"], program.status.termsig
    end
  end

  def test_a_handler_of_a_signal_runs_during_an_upload_and_may_end_it
    @service.fault("piece:*=stall:100000")
    program = program(<<~RUBY) do |running|
      stop = GraphUpload::Cancel.new
      trap("USR1") { puts "handled" }
      trap("TERM") { stop.request }
      begin
        client.upload(StringIO.new(content), "drive:/a.bin", cancel: stop)
      rescue GraphUpload::CancelledError
        puts "cancelled"
      end
      queue = client.queue
      job = queue.submit(StringIO.new(content), "drive:/b.bin")
      trap("TERM") { job.cancel }
      puts "waits"
      puts job.exception.class
      job = queue.submit(StringIO.new(content), "drive:/c.bin")
      trap("TERM") { queue.cancel }
      puts "waits"
      puts job.exception.class
    RUBY
      until_open("piece")
      running.signal("USR1")
      assert_equal "handled", running.line
      running.signal("TERM")
      assert_equal "cancelled", running.line
      2.times do
        assert_equal "waits", running.line
        running.signal("TERM")
        assert_equal "GraphUpload::CancelledError", running.line
      end
    end
    assert_predicate program.status, :success?, program.errors
  end

  def test_exit_with_callbacks_of_all_kinds_under_way
    @service.control("PUT", "/settings", { "link.rate" => 300_000 })
    5.times do |round|
      program = program(<<~RUBY)
        class Slow
          def initialize(content) = (@content, @at = content, 0)
          attr_reader :at
          def size = @content.bytesize
          def pos = @at
          def seek(at) = @at = at
          def read(length) = @content.byteslice(@at, [length, 1000].min).tap { |part| @at += part.bytesize }
        end
        begun = Thread::Queue.new
        log = ->(*) {}
        4.times do |number|
          Thread.new do
            Thread.current.report_on_exception = false
            client.upload(Slow.new(content), "drive:/#{round}-\#{number}.bin") { begun << true }
          end
        end
        4.times { begun.pop }
        exit 3
      RUBY
      assert_equal [3, ""], [program.status.exitstatus, program.errors]
    end
  end

  def test_a_callback_that_never_returns_does_not_keep_the_process
    program = program(<<~RUBY)
      GraphUpload::Library.send(:remove_const, :EXIT_SECONDS)
      GraphUpload::Library::EXIT_SECONDS = 0.2
      inside = Thread::Queue.new
      queue = client.queue
      queue.submit(StringIO.new(content), "drive:/a.bin") { inside << true; sleep }
      inside.pop
      exit 3
    RUBY
    assert_equal [3, ""], [program.status.exitstatus, program.errors]
  end

  def test_uploads_from_a_handler_of_at_exit
    program = program(<<~RUBY)
      at_exit do
        client.upload(StringIO.new("late"), "drive:/a.bin")
        queue = client.queue
        queue.submit(StringIO.new(content), "drive:/b.bin") { sleep 0.01 }
      end
      client.upload(StringIO.new("early"), "drive:/c.bin")
    RUBY
    assert_equal [true, ""], [program.status.success?, program.errors]
    assert_equal "late", stored
  end

  # As Puma's: the parent has used the client, the workers upload each, and the parent goes on.
  def test_a_server_that_forks_its_workers
    program = program(<<~RUBY)
      tokens = 0
      client = GraphUpload::Client.new(-> { tokens += 1; token }, base_url: url, ca_file: ca_file, loopback: true)
      client.upload(StringIO.new("before"), "drive:/before.bin")
      busy = Thread.new { client.upload([content].each, "drive:/busy.bin") }
      workers = Array.new(3) do |number|
        fork do
          client.upload(StringIO.new("in \#{number}"), "drive:/worker-\#{number}.bin") { |now| now }
          client.queue { |queue| queue.submit(["in queue of \#{number}"], "drive:/queue-\#{number}.bin") }
          grandchild = fork { client.upload(StringIO.new("below"), "drive:/below-\#{number}.bin") }
          Process.wait(grandchild)
          exit!(1) unless $?.success?
        end
      end
      client.upload(StringIO.new("meanwhile"), "drive:/meanwhile.bin")
      puts workers.map { |pid| Process.wait2(pid)[1].success? }.inspect
      busy.join
      client.upload(StringIO.new("after"), "drive:/after.bin")
    RUBY
    assert_equal ["[true, true, true]\n", "", true], [program.output, program.errors, program.status.success?]
    names = @service.files.keys.map { |address| address[%r{[^/]*\z}] }
    below = Array.new(3) { |number| ["worker-#{number}.bin", "queue-#{number}.bin", "below-#{number}.bin"] }.flatten
    assert_equal (%w[:before.bin :busy.bin :meanwhile.bin :after.bin].map { |name| name.delete(":") } + below).sort, names.sort
  end

  def test_what_a_child_inherits_can_be_closed
    @service.fault("piece:1=delay:300")
    program = program(<<~RUBY)
      queue = client.queue
      job = queue.submit(StringIO.new(content), "drive:/a.bin")
      waiting = Thread.new { job.result }
      child = fork do
        begin
          queue.submit(StringIO.new("x"), "drive:/b.bin")
        rescue GraphUpload::StateError => error
          puts error.status
        end
        job.close
        queue.close
        client.close
      end
      Process.wait(child)
      puts $?.success?
      puts waiting.value.name
    RUBY
    assert_equal ["state\ntrue\na.bin\n", ""], [program.output, program.errors]
  end

  def test_a_child_may_close_the_simulator
    child = fork do
      @service.close
      exit!(0)
    rescue Exception # rubocop:disable Lint/RescueException
      exit!(1)
    end
    assert_predicate Process.wait2(child)[1], :success?
    @service.reset
  end

  def test_nothing_is_printed_and_nothing_is_left
    program = program(<<~RUBY)
      measure = -> { GC.start; [Dir.children("/proc/self/fd").size, Thread.list.size] }
      upload = ->(name) { client.upload(["x"], "drive:/\#{name}.bin") { |now| now } }
      upload.(:first)
      before = measure.()
      20.times(&upload)
      # Threads end in their own time.
      1000.times { measure.() == before and break or sleep 0.01 }
      left = [GraphUpload::Callbacks::CONTEXTS, GraphUpload::Callbacks::THREADS, GraphUpload::EndOfProcess::RUNNING,
              GraphUpload::EndOfProcess::FREEING]
      abort "\#{before} \#{measure.()} \#{left}" unless measure.() == before && left.all?(&:empty?)
    RUBY
    assert_equal ["", "", true], [program.output, program.errors, program.status.success?]
  end
end
