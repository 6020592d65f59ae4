# frozen_string_literal: true

require_relative "helper"
require "date"
require "logger"

class ClientTest < UploadTest
  CONTENT = ("x" * 1_000_000).freeze

  def content
    StringIO.new(CONTENT)
  end

  def test_the_item_does_not_show_the_description
    item = client.upload(content, "drive:/a.bin")
    assert_equal [:verified, 1_000_000, false], [item.integrity, item.size, item.recovered?]
    refute_empty item.description
    refute_includes item.inspect, "downloadUrl"
    assert_predicate item, :frozen?
  end

  def test_a_client_closes_itself_after_a_block
    client = nil
    assert_equal 3, GraphUpload::Client.open(@service.token, **@service.options) { |made| (client = made) && 3 }
    error = assert_raises(GraphUpload::StateError) { client.upload(content, "drive:/a.bin") }
    assert_equal "the client is closed", error.message
    client.close
    assert_equal "#<GraphUpload::Client closed>", client.inspect
  end

  def test_options_by_name
    error = assert_raises(GraphUpload::ArgumentError) { @service.client(colour: "red") }
    assert_match(/colour.*user_agent/m, error.message)
    error = assert_raises(GraphUpload::ArgumentError) { @service.client(rate_limit: "fast") }
    assert_includes error.message, "rate_limit"
    @service.client(retry_budget: [3, 1000], ca_pem: File.read(@service.ca_file), upload_host: %w[a.example b.example],
                    proxy: nil, ca_file: Pathname.new(@service.ca_file)).close
  end

  def test_errors_have_all_fields
    @service.fault("create:1=403")
    error = assert_raises(GraphUpload::DeniedError) { client.upload(content, "drive:/a.bin") }
    assert_equal [:denied, "GU_ERR_DENIED", 403, "localhost"], [error.status, error.status_name, error.http_status, error.host]
    assert_equal error.service_codes.last.to_s, error.service_code
    refute_predicate error, :retryable?
    refute_predicate error, :in_doubt?
    assert_equal 403, error.to_h[:http_status]
    copy = Marshal.load(Marshal.dump(error))
    assert_equal [error.message, error.to_h], [copy.message, copy.to_h]
  end

  def test_wrong_types_are_told_by_the_name_of_the_argument
    {
      /\Atoken: .*not Integer/ => -> { @service.client(token: 5) },
      /\Atarget: Target or String expected, not Symbol/ => -> { client.upload(content, :here) },
      /\Aprogress: something to call expected, not Integer/ => -> { client.upload(content, "drive:/a", progress: 5) },
      /\Acancel: GraphUpload::Cancel expected/ => -> { client.upload(content, "drive:/a", cancel: true) },
      /\Alog: a Logger or something to call/ => -> { @service.client(log: 5) },
      /\Apath: String expected, not Integer/ => -> { GraphUpload::Target.drive_path(5) },
      /\Akey: String expected/ => -> { client.upload(content, "drive:/a", key: 5) },
      /\Astate_file: a path expected/ => -> { client.upload(content, "drive:/a", state_file: 5) },
      /\Adata: String expected/ => -> { client.session("drive:/a", 3).put(5) }
    }.each { |message, call| assert_match message, assert_raises(TypeError, message) { call.call }.message }
    assert_match(/\Akey: 32 bytes expected, not 3/, assert_raises(ArgumentError) { client.upload(content, "drive:/a", key: "abc") }.message)
    assert_match(/\Aname: NUL/, assert_raises(ArgumentError) { GraphUpload::Target.drive_child("f", "a\0") }.message)
    assert_raises(ArgumentError) { client.upload(content, "drive:/a", timeout: "soon") }
    assert_match(/unknown keyword: :sise/, assert_raises(ArgumentError) { client.upload(content, "drive:/a", sise: 5) }.message)
    assert_empty @service.files
  end

  def test_properties_of_targets
    time = Time.utc(2024, 5, 6, 7, 8, 9)
    target = GraphUpload::Target.drive_path("a.bin", conflict: :replace, modified: time, created: DateTime.new(2024, 5, 6))
    assert_equal "2024-05-06T07:08:09Z", client.upload(content, target).description.dig("fileSystemInfo", "lastModifiedDateTime")[..18] + "Z"
    assert_raises(GraphUpload::ArgumentError) { GraphUpload::Target.drive_path("a.bin", content_id: "x") }
    assert_raises(NoMethodError) { GraphUpload::Target.new }
    GraphUpload::Target.message("M", "a.bin", inline: true, content_id: "logo")
    GraphUpload::Target.drive_path("a.bin", source: %w[teams 1])
  end

  def test_required_texts
    target = GraphUpload::Target
    {
      "path" => -> { target.drive_path(nil) },
      "text" => -> { target.parse(nil) },
      "task" => -> { target.todo_task("l", nil, "x") },
      "folder" => -> { target.drive_child(nil, "x") },
      "name" => -> { target.message("m", nil) }
    }.each do |name, call|
      message = assert_raises(TypeError, name) { call.call }.message
      assert_match(/\A#{name}: .* expected, not NilClass\z/, message)
    end
    target.drive_path("x", drive: nil)
    target.message("m", "x", user: nil, folder: nil)
    target.event("e", "x", calendar: nil)
    target.parse("drive:/x", user: nil, name: nil)
  end

  def test_times_of_targets
    [1_700_000_000, "2024-05-06"].each do |time|
      message = assert_raises(TypeError) { GraphUpload::Target.drive_path("a.bin", modified: time) }.message
      assert_equal "modified: Time expected, not #{time.class}", message
    end
    GraphUpload::Target.drive_path("a.bin", modified_ms: 1_700_000_000_000)
    message = assert_raises(TypeError) { GraphUpload::Target.drive_path("a.bin", description: Object.new) }.message
    assert_match(/\Adescription: .*, not Object\z/, message)
  end

  def test_progress_and_a_block
    [-> { client.upload(content, "drive:/a", progress: ->(_) {}) { nil } },
     -> { client.queue { |queue| queue.submit(content, "drive:/a", progress: ->(_) {}) { nil } } },
     -> { GraphUpload.upload(content, "drive:/a", @service.token, progress: ->(_) {}, **@service.options) { nil } }].each do |call|
      assert_match(/\Aprogress: .*block/, assert_raises(ArgumentError) { call.call }.message)
    end
    assert_empty @service.files
  end

  def test_nothing_shows_secrets
    secret = "secret-of-the-token"
    proxy = "http://user:secret-of-the-proxy@localhost:1"
    require "pp"
    [secret, -> { secret }].each do |token|
      GraphUpload::Client.open(token, proxy: proxy) do |client|
        queue = client.queue
        target = GraphUpload::Target.drive_share("https://share.example/secret")
        job = queue.submit(content, target, key: "secret" * 5 + "xx", state_file: File.join(Dir.tmpdir, "no-such-folder/x"))
        [client, queue, target, job, @service].each do |object|
          [object.inspect, object.pretty_inspect].each do |shown|
            refute_includes shown, "secret"
            refute_includes shown, @service.token
            refute_match(/@\w+=/, shown)
            assert_operator shown.size, :<, 120
          end
        end
        queue.cancel
        queue.close
      end
    end
  end

  def test_progress_by_a_block_on_another_thread
    seen = []
    client.upload(content, "drive:/a.bin") { |now| seen << [now.sent, now.total, Thread.current == Thread.main] }
    assert_equal [1_000_000, 1_000_000, false], seen.last
  end

  def test_what_a_block_returns_by_chance_does_not_cancel
    client.upload(content, "drive:/a.bin") { |now| now.sent > 10**12 }
    client.upload(content, "drive:/b.bin") { nil }
    error = assert_raises(GraphUpload::CancelledError) { client.upload(content, "drive:/c.bin") { :cancel } }
    assert_equal :cancelled, error.status
  end

  def test_what_callbacks_raise_is_raised_as_it_is
    boom = Class.new(Exception).new("boom") # rubocop:disable Lint/InheritException
    assert_same boom, assert_raises(boom.class) { client.upload(content, "drive:/a.bin") { raise boom } }
    assert_same boom, assert_raises(boom.class) { @service.client(token: -> { raise boom }).upload(content, "drive:/a.bin") }
    assert_empty @service.files
    assert_raises(UncaughtThrowError) { client.upload(content, "drive:/a.bin") { throw :away } }
    assert_raises(LocalJumpError) { client.upload(content, "drive:/a.bin") { break } }
    assert_raises(GraphUpload::CancelledError) { client.upload(content, "drive:/a.bin") { Thread.exit } }
    assert_raises(SystemExit) { client.upload(content, "drive:/a.bin") { exit 3 } }
    assert_empty @service.files
    client.upload(content, "drive:/a.bin")
  end

  def test_callbacks_may_upload_themselves
    within = client
    client.upload(content, "drive:/a.bin") { within.upload(StringIO.new("inner"), GraphUpload::Target.drive_path("b.bin", conflict: :replace)) }
    assert_equal "inner", stored("b.bin")
  end

  def test_timeouts
    @service.fault("piece:*=stall:100000")
    error = assert_raises(GraphUpload::DeadlineError) { client.upload(content, "drive:/a.bin", timeout: 0.2) }
    assert_equal [:cancelled, "the timeout has passed"], [error.status, error.message]
    error = assert_raises(Timeout::Error) { Timeout.timeout(0.2) { client.upload(content, "drive:/b.bin") } }
    assert_equal "execution expired", error.message
    until_true { @service.control("GET", "/state")["sessions"].empty? }
    assert_empty GraphUpload::EndOfProcess::RUNNING
  end

  def stalled_upload
    @service.fault("piece:*=stall:100000")
    upload = Thread.new { client.upload(content, "drive:/a.bin") }
    upload.report_on_exception = false
    until_open("piece")
    upload
  end

  def test_another_thread_raises_in_an_upload
    upload = stalled_upload
    upload.raise("from outside")
    assert_equal "from outside", assert_raises(RuntimeError) { upload.value }.message
    until_true { @service.control("GET", "/state")["sessions"].empty? && GraphUpload::EndOfProcess::RUNNING.empty? }
  end

  def test_another_thread_kills_that_of_an_upload
    upload = stalled_upload
    upload.kill
    assert_nil upload.value
    until_true { @service.control("GET", "/state")["sessions"].empty? && GraphUpload::EndOfProcess::RUNNING.empty? }
  end

  def test_a_flag_ends_several_uploads_and_all_later_ones
    @service.fault("piece:*=stall:100000")
    cancel = GraphUpload::Cancel.new
    uploads = Array.new(2) do |number|
      Thread.new { assert_raises(GraphUpload::CancelledError) { client.upload(content, "drive:/#{number}.bin", cancel: cancel) } }
    end
    until_open("piece", 2)
    refute_predicate cancel, :requested?
    cancel.request
    uploads.each(&:join)
    assert_predicate cancel, :requested?
    assert_raises(GraphUpload::CancelledError) { client.upload(content, "drive:/3.bin", cancel: cancel) }
  end

  def test_log
    messages = Thread::Queue.new
    output = StringIO.new
    @service.client(log: ->(level, message) { messages << [level, message] }).upload(content, "drive:/a.bin")
    @service.client(log: Logger.new(output)).upload(content, "drive:/b.bin")
    level, message = messages.pop
    assert_equal [:info, Encoding::UTF_8], [level, message.encoding]
    assert_match(/INFO.*PUT/, output.string)
    _, errors = capture_io { @service.client(log: ->(*) { raise "boom" }).upload(content, "drive:/c.bin") }
    assert_includes errors, "graph_upload: the log callback raises RuntimeError: boom"
  end

  def test_the_thread_of_an_upload_is_not_needed_by_others
    upload = stalled_upload
    counted = 0
    # This thread runs while the other waits.
    1000.times { counted += 1 and Thread.pass }
    assert_equal 1000, counted
    assert_predicate upload, :alive?
    upload.kill.join
  end

  def test_rules_and_version
    assert_match(/\A\d+\.\d+\.\d+\z/, GraphUpload::VERSION)
    refute_empty GraphUpload.rules
    item = GraphUpload.upload(content, "drive:/a.bin", @service.token, **@service.options)
    assert_equal "a.bin", item.name
  end

  def test_names_of_numbers
    assert_equal [:network, 12_345], [GraphUpload::Status.name_of(20), GraphUpload::Status.name_of(12_345)]
    assert_equal GraphUpload::Kind::DRIVE_ITEM, GraphUpload::Kind.number_of(:drive_item)
    assert_match(/:nothing is none of .*drive_item/, assert_raises(ArgumentError) { GraphUpload::Kind.number_of(:nothing) }.message)
    known = GraphUpload::Status.names.values - [:ok]
    assert_empty known.select { |name| GraphUpload::Error.for_status(name) == GraphUpload::Error }
  end
end
