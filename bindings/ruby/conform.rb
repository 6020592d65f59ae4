# frozen_string_literal: true

# The driver of the conformance suite; ../conformance/README.md describes what it does.

require "json"
require "graph_upload"
require_relative "test/scheduler"

# What callbacks raise.
class Boom < StandardError; end

# Events on standard output.
module Events
  CHILD = {}
  @ending = false

  class << self
    def event(name, **members)
      # One system call, without a lock: finalizers print as well.
      $stdout.syswrite("#{JSON.generate({ event: name, **members, **CHILD })}\n")
    end

    # Tells when nothing refers to a value any more.
    def released(what, of, value)
      ObjectSpace.define_finalizer(value, teller(what, of))
      value
    end

    # Finalizers that run because the process ends tell nothing.
    def ending
      @ending = true
    end

    def result(of, value: nil, error: nil)
      case error
      when nil
        event("result", of: of, status: "GU_OK", **(value.is_a?(GraphUpload::Item) ? { item: item_fields(value) } : {}))
      when Interrupt
        event("result", of: of, status: "GU_ERR_CANCELLED")
      when GraphUpload::Error
        item = error.item if error.is_a?(GraphUpload::DiffersError)
        event("result", of: of, status: error.status_name, error: error_fields(error), **(item ? { item: item_fields(item) } : {}))
      else
        event("result", of: of, raised: error.is_a?(Boom) ? error.message : "#{error.class}: #{error.message}")
      end
    end

    private

    def teller(what, of)
      proc { event("released", what: what, of: of) unless @ending }
    end

    def error_fields(error)
      names = %i[status_name message http_status service_codes request_id host diagnostics claims retry_after_ms os_error offset
                 attempts]
      names.to_h { |name| [name, error.public_send(name)] }
           .merge(retryable: error.retryable?, in_doubt: error.in_doubt?, session_kept: error.session_kept?)
    end

    def item_fields(item)
      { id: item.id, name: item.name, size: item.size || -1, etag: item.etag, web_url: item.web_url, integrity: item.integrity,
        recovered: item.recovered? }
    end
  end
end

# What the sources of a wish give.
class Feed
  attr_reader :content

  def initialize(wish)
    @content = File.binread(wish["file"])
    @wish = wish
    @end = @content.bytesize - wish.fetch("short_by", 0)
  end

  def at(offset, length)
    raise Boom, "boom" if offset >= @wish.fetch("raise_at", Float::INFINITY)

    hang = @wish.fetch("hang_at", @end)
    sleep if hang < @end && offset >= hang
    length = [length, @wish.fetch("chunk", length), (hang < @end ? hang : @end) - offset].min
    length.positive? ? @content.byteslice(offset, length) : nil
  end
end

class Forward
  def initialize(wish)
    @feed = Feed.new(wish)
    @at = 0
  end

  def read(length)
    part = @feed.at(@at, length)
    @at += part.bytesize if part
    part
  end
end

class Seekable < Forward
  def pos
    @at
  end

  def size
    @feed.content.bytesize
  end

  def seek(offset, whence = IO::SEEK_SET)
    raise ::ArgumentError unless whence == IO::SEEK_SET

    @at = offset
  end
end

# Gives strings by `each`, as the body of a Rack response does.
class Parts
  def initialize(wish)
    @wish = wish
  end

  def each
    feed = Feed.new(@wish)
    at = 0
    while (part = feed.at(at, 65_536))
      at += part.bytesize
      yield part
    end
  end
end

# What is given to the package.
module Given
  class << self
    # A source, and the settings that belong to it.
    def source(wish, of)
      path = wish["file"]
      case wish["kind"]
      when "path" then [Pathname.new(path), {}]
      when "handle" then [File.open(path, "rb"), {}]
      when "pipe" then [pipe(wish), {}]
      when "memory" then [Events.released("source", of, StringIO.new(File.binread(path))), {}]
      when "seekable" then [Events.released("source", of, Seekable.new(wish)), {}]
      when "forward" then [Events.released("source", of, Forward.new(wish)), { size: File.size(path) }]
      when "stream" then [Events.released("source", of, Parts.new(wish)), {}]
      when "async" then [Events.released("source", of, produced(wish)), {}]
      end
    end

    def target(wish)
      words = wish.reject { |name, _| %w[kind properties].include?(name) }.merge(wish.fetch("properties", {})).transform_keys(&:to_sym)
      maker = GraphUpload::Target.method(wish["kind"])
      order = maker.parameters.filter_map { |kind, name| name if kind == :req }
      maker.call(*order.map { |name| words.delete(name) }, **words)
    end

    def progress(wish, of)
      Events.released("progress", of, lambda do |now|
        Events.event("progress", of: of, sent: now.sent, confirmed: now.confirmed, total: now.total || 0, spooled: now.spooled)
        raise Boom, "boom" if now.sent >= wish.fetch("raise_at", Float::INFINITY)

        :cancel if now.sent >= wish.fetch("stop_at", Float::INFINITY)
      end)
    end

    # Source, target and settings of an upload.
    def uploading(step)
      source, settings = source(step["source"], step["as"])
      settings[:progress] = progress(step["progress"], step["as"]) if step["progress"]
      step.fetch("settings", {}).each do |name, value|
        settings[name.to_sym] = name == "key" ? [value].pack("H*") : value
      end
      [source, target(step["target"]), settings]
    end

    def client_options(step, service)
      of = step.fetch("as", "client")
      options = { base_url: service["base_url"], loopback: true }
      options[:ca_file] = service["ca_file"] if step.fetch("trust", true)
      options.merge!(step.fetch("options", {}).transform_keys(&:to_sym))
      options[:log] = log(options[:log], of) if options[:log]
      [step.key?("token") ? token(step["token"], of) : service["token"], options]
    end

    private

    def pipe(wish)
      reader, writer = IO.pipe
      thread = Thread.new do
        Parts.new(wish).each { |part| writer.write(part) }
        writer.close
      end
      thread.report_on_exception = false
      reader
    end

    # A queue that a thread fills.
    def produced(wish)
      queue = Thread::SizedQueue.new(2)
      Thread.new do
        Parts.new(wish).each { |part| queue << part }
        queue.close
      rescue Boom => error
        queue << error
      end
      queue
    end

    def token(wish, of)
      return nil if wish["kind"] == "none"

      tokens = Tokens.new(wish, of)
      value = case wish["kind"]
              when "callback" then ->(request) { tokens.following(request.rejected?, request.claims) }
              when "async"
                lambda do |request|
                  Thread.new do
                    Thread.current.report_on_exception = false
                    Thread.pass
                    tokens.following(request.rejected?, request.claims)
                  end
                end
              when "credential" then Provider.new(tokens)
              end
      Events.released("token", of, value)
    end

    def log(wish, of)
      Events.released("log", of, lambda do |level, message|
        Events.event("log", of: of, level: level, message: message)
        raise Boom, "boom" if wish["raise"]
      end)
    end
  end

  class Tokens
    def initialize(wish, of)
      @tokens = wish.fetch("tokens", []).dup
      @raise = wish["raise"]
      @of = of
    end

    def following(rejected, claims)
      Events.event("token", of: @of, rejected: rejected, claims: claims)
      raise Boom, "boom" if @raise

      @tokens.size > 1 ? @tokens.shift : @tokens.first
    end
  end

  # As the access token providers of Kiota, which do not tell what was rejected.
  class Provider
    def initialize(tokens)
      @tokens = tokens
    end

    def get_authorization_token(uri, additional_properties = {})
      raise "not for #{uri}" unless uri == "https://graph.microsoft.com"

      Fiber.new { return @tokens.following(false, additional_properties.fetch(:claims, "")) }
    end
  end
end

# The steps of a scenario.
class Steps
  # Without a result of their own.
  SILENT = %w[counts offset collect forget resources exit submit sync drop ticks fork drain wait].freeze
  # A step in the background; its queue is closed at the end.
  Background = Struct.new(:ended, :cancel)

  # @param form [String] whether the steps are threads or fibers of a scheduler
  def initialize(service, form)
    @service = service
    @spawn = form == "fiber" ? Fiber.method(:schedule) : Thread.method(:new)
    @things = {}
    @told = {}.compare_by_identity
  end

  def run(steps)
    steps.each do |step|
      verb = step["do"]
      of = step.fetch("as", verb)
      Events.event("step", do: verb, of: step.fetch("of", of))
      if step["background"]
        cancel = GraphUpload::Cancel.new if verb == "upload"
        ended = Thread::Queue.new
        @things[of] = Background.new(ended, cancel)
        @spawn.call do
          one(step, verb, of, cancel)
          ended.close
        end
      else
        one(step, verb, of, nil)
      end
    end
  end

  private

  def one(step, verb, of, cancel)
    value = verb == "upload" ? upload(step, cancel) : send(:"step_#{verb}", step)
    Events.result(of, value: value) unless SILENT.include?(verb)
  rescue Interrupt => error
    Events.event("interrupted")
    Events.result(of, error: error)
  rescue StandardError => error
    Events.result(of, error: error)
  end

  # The result of a job, once.
  def tell(name, job)
    return if @told[job]

    @told[job] = true
    error = job.exception(0)
    error ? Events.result(name, error: error) : Events.result(name, value: job.result(0))
  end

  def name_of(job)
    @things.key(job) || File.basename(job.path)
  end

  def key(step)
    step["key"] ? { key: [step["key"]].pack("H*") } : {}
  end

  def upload(step, cancel)
    source, target, settings = Given.uploading(step)
    settings[:timeout] = step["timeout_ms"] / 1000.0 if step["timeout_ms"]
    @things[step["client"]].upload(source, target, cancel: cancel, **settings)
  end

  def step_client(step)
    token, options = Given.client_options(step, @service)
    @things[step["as"]] = GraphUpload::Client.new(token, **options)
  end

  def step_cancel(step)
    thing = @things[step["of"]]
    thing.is_a?(Background) ? thing.cancel.request : thing.cancel
  end

  def step_wait(step)
    thing = @things[step["of"]]
    if thing.is_a?(Background)
      thing.ended.pop
    else
      thing.wait
      tell(step["of"], thing)
    end
  end

  def step_close(step)
    @things[step["of"]].close
  end

  def step_queue(step)
    options = { at_once: step.fetch("at_once", 1), **key(step) }
    options.update(max_waiting: step["room"]["most"], room_timeout: step["room"]["wait_ms"] / 1000.0) if step["room"]
    options[:state_folder] = step["state_folder"] if step["state_folder"]
    @things[step["as"]] = @things[step["client"]].queue(**options)
  end

  def step_submit(step)
    source, target, settings = Given.uploading(step)
    @things[step["as"]] = @things[step["queue"]].submit(source, target, **settings)
  end

  def step_drain(step)
    @things[step["queue"]].as_completed { |job| tell(name_of(job), job) }
  end

  def step_pause(step)
    @things[step["of"]].pause
  end

  def step_continue(step)
    @things[step["of"]].resume
  end

  def step_front(step)
    @things[step["of"]].move_to_front
  end

  def step_counts(step)
    Events.event("counts", of: step["of"], **@things[step["of"]].counts.to_h)
  end

  def step_session(step)
    @things[step["as"]] = @things[step["client"]].session(Given.target(step["target"]), step["size"])
  end

  def step_put(step)
    part = File.binread(step["file"], step["length"], step["offset"])
    @things[step["session"]].put(part || "", step["offset"])
  end

  def step_finish(step)
    @things[step["session"]].finish
  end

  def step_discard(step)
    @things[step["session"]].discard
  end

  def step_refresh(step)
    @things[step["session"]].refresh
  end

  def step_save(step)
    File.binwrite(step["to"], @things[step["session"]].save(*key(step).values))
  end

  def step_resume(step)
    state = File.binread(step["from"])
    @things[step["as"]] = @things[step["client"]].resume(Given.target(step["target"]), state, **key(step))
  end

  def step_offset(step)
    session = @things[step["of"]]
    Events.event("offset", of: step["of"], next: session.offset, confirmed: session.confirmed, size: session.size)
  end

  def step_set_token(step)
    @things[step["client"]].set_token(step["token"])
  end

  def step_sync(step)
    Events.event("sync", name: step["name"])
    $stdin.gets
  end

  def step_collect(_)
    5.times do
      # What earlier calls have left on the stack would be taken for references, and so would what threads have that end.
      overwrite(200)
      GC.start
      sleep 0.01
    end
  end

  def overwrite(depth)
    a = b = c = d = e = f = g = h = depth
    overwrite(depth - 1) if depth.positive?
    [a, b, c, d, e, f, g, h].sum
  end

  def step_forget(step)
    thing = @things.delete(step["of"])
    @told.delete(thing)
  end

  def step_drop(step)
    wish = { "as" => "drop", "token" => { "kind" => "callback", "tokens" => ["x"] }, "options" => { "log" => {} } }
    step["count"].times do
      token, options = Given.client_options(wish, @service)
      client = GraphUpload::Client.new(token, **options)
      client.queue
      GraphUpload::Target.drive_path("never")
    end
  end

  def step_resources(step)
    Events.event("resources", of: step["as"], descriptors: Dir.children("/proc/self/fd").size,
                              threads: Dir.children("/proc/self/task").size)
  end

  def step_ticks(step)
    longest = 0
    now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    finish = now + step["ms"] / 1000.0
    while now < finish
      last = now
      sleep 0.01
      File.read("/proc/self/stat")
      now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      longest = [longest, now - last].max
    end
    Events.event("ticks", of: step["as"], longest_ms: (longest * 1000).round)
  end

  def step_fork(step)
    child = fork do
      Events::CHILD[:process] = "child"
      run(step["steps"])
      Events.event("done")
      Events.ending
    end
    _, status = Process.wait2(child)
    Events.event("child", exit: status.exitstatus)
  end

  def step_exit(step)
    exit(step["status"])
  end
end

def play(scenario)
  Steps.new(scenario["service"], scenario["form"]).run(scenario["steps"])
  Events.event("done")
  Events.ending
end

scenario = JSON.parse($stdin.gets)
if scenario["form"] == "fiber"
  Fiber.set_scheduler(scheduler = Scheduler.new)
  Fiber.schedule do
    scheduler.foreground = Fiber.current
    play(scenario)
  end
else
  play(scenario)
end
