# frozen_string_literal: true

require "pathname"
require "stringio"

module GraphUpload
  # Sources: whatever a caller has, as one of the sources of the library.
  #
  # @private
  module Source
    # Bytes of less than this may lie in the object of the string, which the collector can move.
    COPIED_BYTES = 4096

    ON_READ = FFI::Function.new(:int32, [:pointer, :uint32, :pointer, :pointer]) do |buffer, length, count, context|
      Source.answer(context, nil, buffer, length, count)
    end

    ON_READ_AT = FFI::Function.new(:int32, [:uint64, :pointer, :uint32, :pointer, :pointer]) do |offset, buffer, length, count, context|
      Source.answer(context, offset, buffer, length, count)
    end

    # A reader, and the upload that it belongs to.
    #
    # @private
    Reading = Struct.new(:run, :reader) do
      def destroyed
        reader.stop
      end
    end

    class << self
      # What a read callback returns.
      def answer(context, offset, buffer, length, count)
        reading = Callbacks.object(context)
        part = reading.reader.read(offset, length)
        return Native::GU_READ_STOP if part.nil?

        buffer.put_bytes(0, part)
        count.put_uint32(0, part.bytesize)
        0
      rescue Exception => error # rubocop:disable Lint/RescueException
        reading.run.fails(error)
        Native::GU_READ_FAILED
      end

      # Gives a source to an upload of the library.
      def set(upload, source, size, run)
        size = Library.count(size, "size") unless size.nil?
        case source
        when String, Pathname then set_path(upload, source, size)
        when StringIO then set_memory(upload, source, size)
        when ::Integer then set_descriptor(upload, source, size)
        when Thread::Queue, Thread::SizedQueue then set_parts(upload, size, run, popped(source))
        else set_object(upload, source, size, run)
        end
      end

      # The name of a source that is a file.
      def name_of(source)
        case source
        when String, Pathname then basename(source.to_s)
        when File then basename(source.path)
        else basename(source.original_filename) if source.respond_to?(:original_filename)
        end
      end

      private

      def basename(path)
        # A wrong path is told of when it is set.
        return nil if path.nil? || path.empty? || path.include?("\0")

        File.basename(path)
      end

      def set_path(upload, path, size)
        raise ::ArgumentError, "size: a file has its own" if size

        Library.call(:gu_upload_set_file, upload, Library.path(path, "source"))
      end

      def set_memory(upload, source, size)
        raise ::ArgumentError, "size: a StringIO has its own" if size
        # Its string can still be had then.
        raise IOError, "source: not opened for reading" if source.closed_read?

        # A frozen copy shares its bytes, and whoever writes to the original gets new ones.
        rest = source.string.byteslice(source.pos..) || ""
        bytes = rest.bytesize < COPIED_BYTES ? FFI::MemoryPointer.from_string(rest) : rest.freeze
        Library.call(:gu_upload_set_memory, upload, bytes, rest.bytesize, Callbacks.context(bytes), Callbacks::DESTROY)
      end

      def set_descriptor(upload, descriptor, size)
        raise ::ArgumentError, "size: a descriptor is read to its end; give an IO" if size

        Library.call(:gu_upload_set_stream_handle, upload, descriptor)
      end

      def set_object(upload, source, size, run)
        source = source.to_io if defined?(::Tempfile) && source.is_a?(::Tempfile)
        if source.is_a?(IO)
          set_io(upload, source, size, run)
        elsif source.respond_to?(:read)
          set_duck(upload, source, size, run)
        elsif source.respond_to?(:readpartial)
          set_reader(upload, size, run, read_of(source))
        elsif source.respond_to?(:each)
          set_parts(upload, size, run, ->(&block) { source.each(&block) })
        else
          raise ::TypeError, "source: a path, an IO, a StringIO, an object with read, readpartial or each, or a Queue expected, " \
                             "not #{source.class}"
        end
      end

      def set_io(upload, io, size, run)
        flush(io)
        position = raw_position(io)
        regular = io.stat.file?
        if regular && size.nil? && position == 0 && !WINDOWS
          Library.call(:gu_upload_set_file_handle, upload, io.fileno)
        elsif regular
          set_read_at(upload, io, size || [io.stat.size - io.pos, 0].max, io.pos, run)
        elsif size.nil? && position == :pipe && !WINDOWS
          # The library's own wait can be cancelled.
          Library.call(:gu_upload_set_stream_handle, upload, io.fileno)
        else
          set_reader(upload, size, run, read_of(io))
        end
      end

      # Writes what Ruby still holds of a file that is also written to.
      def flush(io)
        io.flush
      rescue IOError
        raise if io.closed?
      end

      # Position of an IO of which Ruby has buffered nothing, `:pipe` for one without; nil if something is buffered.
      def raw_position(io)
        io.sysseek(0, IO::SEEK_CUR)
      rescue Errno::ESPIPE
        :pipe
      rescue IOError
        raise if io.closed?

        nil
      end

      def set_duck(upload, source, size, run)
        return set_reader(upload, size, run, read_of(source)) unless source.respond_to?(:seek) && source.respond_to?(:pos)

        base = source.pos
        size ||= [size_of(source) - base, 0].max
        set_read_at(upload, source, size, base, run)
      end

      def size_of(source)
        return source.size if source.respond_to?(:size)

        base = source.pos
        source.seek(0, IO::SEEK_END)
        size = source.pos
        source.seek(base)
        size
      end

      def set_read_at(upload, source, size, base, run)
        body = proc do |reader|
          while (offset, length = reader.request)
            source.seek(base + offset)
            pass(reader) { source.read(length) }
          end
        end
        give(upload, run, body, :gu_upload_set_read_at, size, ON_READ_AT)
      end

      # What gives parts is asked to its end: more bytes than `size` would be cut off unseen.
      def set_parts(upload, size, run, parts)
        # Of nothing the library reads nothing, unless it is a stream.
        set_reader(upload, size&.zero? ? nil : size, run, parts_of(parts, size))
      end

      def set_reader(upload, size, run, body)
        if size
          give(upload, run, body, :gu_upload_set_read, size, ON_READ)
        else
          give(upload, run, body, :gu_upload_set_stream, ON_READ)
        end
      end

      def give(upload, run, body, function, *parameters)
        context = Callbacks.context(Reading.new(run, Reader.new(run, body)))
        Library.call(function, upload, *parameters, context, Callbacks::DESTROY)
      end

      # Bodies of readers.

      def read_of(source)
        partial = source.respond_to?(:readpartial)
        proc do |reader|
          while (_, length = reader.request)
            pass(reader) { partial ? partial(source, length) : source.read(length) }
          end
        end
      end

      # Passes on what a read gives. An empty string may also mean that nothing is there yet: it is asked once more.
      def pass(reader)
        part = yield
        part = yield if nothing?(part)
        part.nil? || nothing?(part) ? reader.answer_end : reader.answer(part)
      end

      def nothing?(part)
        part.is_a?(String) && part.empty?
      end

      def partial(source, length)
        source.readpartial(length)
      rescue EOFError
        nil
      end

      # The part that reaches the size is kept back until it turns out to be the last one.
      def parts_of(parts, size)
        proc do |reader|
          last = nil
          given = 0
          next unless (wanted = reader.request)

          parts.call do |part|
            # An empty part is not the end.
            next if nothing?(part)

            given += part.bytesize if part.is_a?(String)
            # The source may use its string again.
            next last = part.dup if part.is_a?(String) && given == size

            reader.answer(size && given > size ? too_long(size) : part)
            break unless (wanted = reader.request)
          end
          wanted &&= reader.answer(last) && reader.request if last
          reader.answer_end if wanted
        end
      end

      def too_long(size)
        ::ArgumentError.new("size: #{size} bytes, but the source gives more")
      end

      # Yields what is in a queue, until it is closed and empty.
      def popped(queue)
        lambda do |&block|
          loop do
            waits = queue.empty?
            part = queue.pop
            break if part.nil? && waits && queue.closed?
            # A nil that somebody has pushed.
            block.call(part)
          end
        end
      end
    end
  end
end
