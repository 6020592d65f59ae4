# frozen_string_literal: true

require_relative "helper"

class SessionTest < UploadTest
  CONTENT = Random.new(2).bytes(1_000_000).freeze

  def session(**settings, &block)
    client.session("drive:/a.bin", CONTENT.bytesize, **settings, &block)
  end

  def test_bytes_over_time
    item = session do |open|
      assert_equal [0, 0, 1_000_000], [open.offset, open.confirmed, open.size]
      open.put(CONTENT.byteslice(0, 400_000))
      assert_equal 400_000, open.offset
      assert_raises(GraphUpload::ArgumentError) { open.put("x", 5) }
      open.put(CONTENT.byteslice(400_000..), 400_000)
      open.finish
    end
    assert_equal [:verified, CONTENT], [item.integrity, stored]
  end

  def test_wrong_numbers
    assert_equal "size: -1 is negative", assert_raises(ArgumentError) { client.session("drive:/a.bin", -1) }.message
    assert_equal "size: Integer expected, not NilClass", assert_raises(TypeError) { client.session("drive:/a.bin", nil) }.message
    assert_match(/\Asize: /, assert_raises(ArgumentError) { client.adopt(:drive_item, "https://localhost/x", -1) }.message)
    assert_match(/\Aupload_url: /, assert_raises(TypeError) { client.adopt(:drive_item, nil, 5) }.message)
    session { |open| assert_match(/\Aoffset: -1/, assert_raises(ArgumentError) { open.put("x", -1) }.message) }
  end

  def test_inspect
    session do |open|
      open.put("x" * 400_000)
      assert_equal "#<GraphUpload::Session offset=400000 size=1000000>", open.inspect
      open.close
      assert_equal "#<GraphUpload::Session closed>", open.inspect
    end
  end

  def test_a_session_closes_itself_after_a_block
    open = session { |one| one }
    assert_equal "the session is closed", assert_raises(GraphUpload::StateError) { open.put("x") }.message
    open.close
  end

  def test_incomplete_and_discarded
    session do |open|
      open.put("x" * 400_000)
      open.refresh
      assert_equal 327_680, open.confirmed
      error = assert_raises(GraphUpload::StateError) { open.finish }
      assert_equal [:incomplete, 400_000], [error.status, error.offset]
      open.discard
      assert_raises(GraphUpload::StateError) { open.put("x") }
    end
    assert_empty @service.control("GET", "/state")["sessions"]
  end

  def test_a_state_continues
    key = "k" * 32
    state = session do |open|
      open.put(CONTENT.byteslice(0, 400_000))
      open.save(key)
    end
    assert_raises(GraphUpload::SavedStateError) { client.resume("drive:/a.bin", state) }
    client.resume("drive:/a.bin", state, key: key) do |open|
      assert_equal 327_680, open.offset
      open.put(CONTENT.byteslice(327_680..))
      open.finish
    end
    assert_equal CONTENT, stored
  end

  def test_states_are_saved_before_each_request
    states = []
    open = session(save: ->(state) { states << state })
    refute_empty states
    before = states.size
    open.put(CONTENT)
    open.finish
    assert_operator states.size, :>, before
    again = client.resume("drive:/a.bin", states.last)
    assert_equal "a.bin", again.finish.name
  end

  def test_what_a_save_callback_raises
    boom = IOError.new("disk full")
    open = nil
    open = session(save: ->(_) { raise boom if open })
    assert_same boom, assert_raises(IOError) { open.put(CONTENT) }
    open.discard
    assert_same boom, assert_raises(IOError) { session(save: ->(_) { raise boom }) }
    assert_raises(TypeError) { session(save: 5) }
  end

  def test_progress
    open = session
    seen = []
    open.on_progress { |now| seen << now.sent }
    open.put(CONTENT)
    assert_equal 1_000_000, seen.last
    assert_raises(TypeError) { open.on_progress }
    open = client.session("drive:/b.bin", CONTENT.bytesize)
    boom = RuntimeError.new("boom")
    raising = true
    open.on_progress { raise boom if raising }
    assert_same boom, assert_raises(RuntimeError) { open.put(CONTENT) }
    raising = false
    open.put(CONTENT.byteslice(open.offset..))
    assert_equal "b.bin", open.finish.name
  end

  def test_an_interrupt_ends_a_call_and_the_session_can_be_used_on
    @service.fault("piece:1=stall:100000")
    open = session
    assert_raises(Timeout::Error) { Timeout.timeout(0.2) { open.put(CONTENT) } }
    until_true { GraphUpload::EndOfProcess::RUNNING.empty? }
    open.put(CONTENT.byteslice(open.offset..))
    assert_equal "a.bin", open.finish.name
    assert_equal CONTENT, stored
  end

  def test_one_call_at_a_time
    @service.fault("piece:1=stall:100000")
    open = session
    putting = Thread.new { open.put(CONTENT) }
    putting.report_on_exception = false
    until_open("piece")
    assert_raises(GraphUpload::BusyError) { open.put("x") }
    putting.kill.join
  end

  def test_an_adopted_session
    url = created_elsewhere("a.bin")
    client.adopt(:drive_item, url, CONTENT.bytesize) do |open|
      open.put(CONTENT)
      assert_equal "a.bin", open.finish.name
    end
    assert_equal CONTENT, stored
  end

  # The upload URL of a session that a server hands out to its clients.
  def created_elsewhere(name)
    url = URI("#{@service.url}/v1.0/me/drive/root:/#{name}:/createUploadSession")
    options = { use_ssl: true, ca_file: @service.ca_file }
    Net::HTTP.start(url.host, url.port, nil, **options) do |http|
      JSON.parse(http.post(url.path, "{}", "Authorization" => "Bearer #{@service.token}", "Content-Type" => "application/json").body)
    end.fetch("uploadUrl")
  end

  def test_an_adopted_session_needs_a_known_kind
    assert_raises(ArgumentError) { client.adopt(:nothing, "https://localhost/x", 5) }
    assert_raises(GraphUpload::ArgumentError) { client.adopt(:drive_item, "https://elsewhere.example/x", 5) }
  end
end
