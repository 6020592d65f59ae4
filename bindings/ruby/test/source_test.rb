# frozen_string_literal: true

require_relative "helper"
require "delegate"
require "zlib"

class SourceTest < UploadTest
  CONTENT = Random.new(1).bytes(900_000).freeze

  # A path of a file with the content.
  def file
    @file ||= Tempfile.create(binmode: true).tap { |made| made.write(CONTENT) }.tap(&:flush)
    @file.path
  end

  def teardown
    File.unlink(@file) if @file
    super
  end

  def uploaded(source, **settings)
    client.upload(source, GraphUpload::Target.drive_path("a.bin", conflict: :replace), **settings)
    stored
  end

  def test_paths
    assert_equal CONTENT, uploaded(file)
    assert_equal CONTENT, uploaded(Pathname.new(file))
  end

  def test_a_file_is_read_from_its_position_on
    File.open(file, "rb") do |io|
      assert_equal CONTENT, uploaded(io)
      io.seek(1000)
      assert_equal CONTENT.byteslice(1000..), uploaded(io)
    end
  end

  def test_a_file_that_ruby_has_buffered_some_bytes_of
    File.open(file, "rb") do |io|
      first = io.read(10)
      assert_equal CONTENT, first + uploaded(io)
    end
  end

  def test_what_ruby_has_not_written_yet_is_part_of_a_file
    Tempfile.create do |io|
      io.write("written")
      io.rewind
      io.seek(0, IO::SEEK_END)
      io.write(" and buffered")
      io.rewind
      assert_equal "written and buffered", uploaded(io)
    end
  end

  def test_a_tempfile
    made = Tempfile.new
    made.write("temporary")
    made.rewind
    assert_equal "temporary", uploaded(made)
  ensure
    made.close!
  end

  def test_bytes_in_memory
    assert_equal CONTENT, uploaded(StringIO.new(CONTENT))
    assert_equal "", uploaded(StringIO.new(""))
    assert_equal "späte", uploaded(StringIO.new("eine späte").tap { |io| io.seek(5) }).force_encoding("UTF-8")
  end

  def test_bytes_that_are_changed_after_the_submission
    bytes = CONTENT.dup
    client.queue do |queue|
      queue.pause
      job = queue.submit(StringIO.new(bytes), "drive:/a.bin")
      bytes.replace("other")
      GC.start
      GC.compact if GC.respond_to?(:compact)
      queue.resume
      job.result
    end
    assert_equal CONTENT, stored
  end

  def test_a_pipe
    IO.pipe do |reader, writer|
      writer << "through a pipe"
      writer.close
      assert_equal "through a pipe", uploaded(reader)
    end
  end

  def test_a_pipe_that_ruby_has_buffered_some_bytes_of
    IO.pipe do |reader, writer|
      writer << "a line\nand more"
      writer.close
      reader.gets
      assert_equal "and more", uploaded(reader)
    end
  end

  def test_a_descriptor
    IO.pipe do |reader, writer|
      writer << "by its number"
      writer.close
      assert_equal "by its number", uploaded(reader.fileno)
    end
  end

  def test_what_can_only_be_read_and_says_so_by_readpartial
    packed = StringIO.new(Zlib.gzip(CONTENT))
    assert_equal CONTENT, uploaded(Zlib::GzipReader.new(packed))
  end

  def test_a_socket
    UNIXSocket.pair do |here, there|
      writing = Thread.new do
        there.write(CONTENT)
        there.close
      end
      assert_equal CONTENT, uploaded(here, size: CONTENT.bytesize)
      writing.join
    end
  end

  def test_enumerators_which_only_one_thread_may_resume
    lines = Enumerator.new { |yielder| 1000.times { |number| yielder << "line #{number}\n" } }
    read = Class.new do
      def initialize(lines)
        @lines = lines
      end

      def read(_)
        @lines.next
      rescue StopIteration
        nil
      end
    end
    expected = lines.to_a.join
    assert_equal expected, uploaded(lines)
    assert_equal expected, uploaded(lines.lazy)
    assert_equal expected, uploaded(lines.to_a)
    assert_equal expected, uploaded(read.new(lines))
  end

  def test_empty_parts_are_not_the_end
    assert_equal "ab", uploaded(["a", "", "b", ""])
    queue = Thread::Queue.new
    ["a", "", "b"].each { |part| queue << part }
    queue.close
    assert_equal "ab", uploaded(queue)
  end

  def test_parts_that_are_longer_than_asked_for
    assert_equal CONTENT * 3, uploaded([CONTENT * 3])
    assert_equal CONTENT * 3, uploaded([CONTENT * 3], size: CONTENT.bytesize * 3)
  end

  def test_the_block_of_each_ends_when_the_upload_does
    ended = Thread::Queue.new
    endless = Enumerator.new do |yielder|
      loop { yielder << "x" * 1000 }
    ensure
      ended << true
    end
    assert_raises(GraphUpload::LimitError) { uploaded(endless, spool_max_bytes: 10_000) }
    assert ended.pop
  end

  def test_a_source_that_waits_does_not_hold_up_its_end
    waits = Thread::Queue.new
    cancel = GraphUpload::Cancel.new
    upload = Thread.new { assert_raises(GraphUpload::CancelledError) { uploaded(waits, cancel: cancel) } }
    until_true { waits.num_waiting == 1 }
    cancel.request
    assert_kind_of GraphUpload::CancelledError, upload.value
    until_true { waits.num_waiting.zero? }
  end

  def test_what_a_producer_pushes_as_an_exception_is_raised
    queue = Thread::Queue.new
    boom = KeyError.new("boom")
    queue << "some" << boom
    assert_same boom, assert_raises(KeyError) { uploaded(queue) }
    assert_empty @service.files
  end

  def test_a_source_that_ends_its_thread_does_not_end_the_file
    ends = Enumerator.new do |yielder|
      yielder << "half"
      Thread.exit
    end
    assert_match(/its thread was ended/, assert_raises(IOError) { uploaded(ends) }.message)
    assert_empty @service.files
  end

  def test_errors_name_what_is_wrong
    assert_equal "source: gives Symbol, not String", assert_raises(TypeError) { uploaded([:symbol]) }.message
    message = assert_raises(TypeError) { uploaded(nil) }.message
    assert_match(/\Asource: .* expected, not NilClass\z/, message)
    assert_match(/\Asource: NUL/, assert_raises(ArgumentError) { uploaded("a\0b") }.message)
    assert_match(/\Asize: /, assert_raises(ArgumentError) { uploaded(file, size: 3) }.message)
    assert_raises(IOError) { uploaded(File.open(file).tap(&:close)) }
    assert_empty @service.files
  end

  # Gives its parts in turn, and then the last one again and again.
  class Parts
    def initialize(*parts)
      @parts = parts
    end

    def read(_)
      @parts.size > 1 ? @parts.shift : @parts.first
    end
  end

  # Has no `read`.
  class Partial
    def initialize(*parts)
      @parts = parts
    end

    def readpartial(_)
      @parts.empty? ? raise(EOFError) : @parts.shift
    end
  end

  # Gives an empty string before each part.
  class Hesitating < StringIO
    def read(*)
      (@turn = !@turn) ? "" : super
    end
  end

  def test_a_part_that_is_nil_is_not_the_end
    assert_equal "source: gives NilClass, not String", assert_raises(TypeError) { uploaded(["a", nil, "b"].each) }.message
    queue = Thread::Queue.new
    ["a", nil, "b"].each { |part| queue << part }
    assert_equal "source: gives NilClass, not String", assert_raises(TypeError) { uploaded(queue) }.message
    queue = Thread::Queue.new
    upload = Thread.new { assert_raises(TypeError) { uploaded(queue) } }
    until_true { queue.num_waiting == 1 }
    queue << nil
    upload.join
    queue = Thread::Queue.new
    ["a", nil, "b"].each { |part| queue << part }
    queue.close
    assert_raises(TypeError) { uploaded(queue) }
    assert_empty @service.files
  end

  def test_a_read_that_gives_nothing_once_is_not_the_end
    assert_equal "ab", uploaded(Parts.new("a", "", "b", nil))
    assert_equal "ab", uploaded(Parts.new("a", "", "b", ""))
    assert_equal "a", uploaded(Parts.new("a", "", nil))
    assert_equal "ab", uploaded(Partial.new("a", "", "b"))
    assert_equal "ab", uploaded(Partial.new("a", "", "b", "", ""))
    assert_equal CONTENT, uploaded(Class.new(SimpleDelegator).new(Hesitating.new(CONTENT)))
  end

  def test_an_object_with_readpartial_alone
    assert_equal CONTENT, uploaded(Partial.new(CONTENT.byteslice(0, 500_000), CONTENT.byteslice(500_000..)))
    assert_equal "ab", uploaded(Partial.new("a", "b"), size: 2)
  end

  def queue_of(*parts)
    parts.each_with_object(Thread::Queue.new) { |part, queue| queue << part }.tap(&:close)
  end

  def test_more_bytes_than_the_size
    [["abcdef"], %w[abc def], ["abc", "", "d"], ["a" * 2_000_000]].each do |parts|
      [parts.each, queue_of(*parts)].each do |source|
        message = assert_raises(GraphUpload::SourceError, ArgumentError) { uploaded(source, size: 3) }.message
        assert_match(/\Asize: 3 bytes, but the source gives more\z/, message)
      end
    end
    assert_raises(ArgumentError) { uploaded(["a"].each, size: 0) }
    assert_empty @service.files
    assert_equal "abc", uploaded(["ab", "c", ""].each, size: 3)
    assert_equal "abc", uploaded(queue_of("ab", "c", ""), size: 3)
    assert_equal "", uploaded([].each, size: 0)
    reused = Enumerator.new do |yielder|
      buffer = +"abc"
      yielder << buffer
      buffer.clear
    end
    assert_equal "abc", uploaded(reused, size: 3)
    # What can be read is read so far.
    assert_equal "abc", uploaded(Partial.new("abcdef"), size: 3)
    File.open(file, "rb") do |io|
      assert_equal CONTENT.byteslice(0, 3), uploaded(io, size: 3)
    end
  end

  def test_fewer_bytes_than_the_size
    [["ab"].each, queue_of("ab"), Partial.new("ab"), Parts.new("ab", nil)].each do |source|
      assert_raises(GraphUpload::SourceError) { uploaded(source, size: 3) }
    end
    assert_empty @service.files
  end

  def test_wrong_sizes
    ["3", 3.0, :three].each do |size|
      assert_equal "size: Integer expected, not #{size.class}", assert_raises(TypeError) { uploaded(["abc"], size: size) }.message
    end
    assert_equal "size: -1 is negative", assert_raises(ArgumentError) { uploaded(["abc"], size: -1) }.message
    IO.pipe do |reader, _|
      assert_match(/\Asize: /, assert_raises(ArgumentError) { uploaded(reader.fileno, size: 3) }.message)
    end
    assert_empty @service.files
  end

  def test_a_position_behind_the_end
    File.open(file, "rb") do |io|
      io.seek(CONTENT.bytesize + 10)
      assert_equal "", uploaded(io)
    end
  end

  def test_a_closed_string_io
    assert_raises(IOError) { uploaded(StringIO.new("a").tap(&:close)) }
    assert_raises(IOError) { uploaded(StringIO.new("a").tap(&:close_read)) }
    assert_empty @service.files
  end

  def test_a_target_as_a_string_gets_the_name_of_the_file
    client.upload(file, "drive:/")
    assert_equal CONTENT, stored(File.basename(file))
    File.open(file, "rb") { |io| assert_raises(GraphUpload::ConflictError) { client.upload(io, "drive:/", size: 5) } }
    uploaded_file = Struct.new(:original_filename, :io) do
      def read(length)
        io.read(length)
      end
    end
    client.upload(uploaded_file.new("form.txt", StringIO.new("of a form")), "drive:/")
    assert_equal "of a form", stored("form.txt")
  end
end
