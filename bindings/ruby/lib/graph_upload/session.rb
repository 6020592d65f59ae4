# frozen_string_literal: true

module GraphUpload
  # An upload that the caller feeds. Comes from {Client#session}; one call at a time may use it.
  #
  # All methods that talk to the service wait for it. {#offset} tells where the next bytes must start; after a {SourceError} with
  # the status `:rewind` put them again from there.
  class Session
    # @private
    attr_writer :keeper

    # @private
    def initialize(handle)
      @owner = Owner.made("session", Native.method(:gu_session_free), self) { handle }
    end

    # Sets what is told of the progress, as for {Client#upload}. What it raises ends the call, which raises it.
    #
    # @yieldparam now [Progress]
    # @return [void]
    def on_progress(&block)
      run = Run.new
      watcher = Watcher.new(run, block)
      @owner.use do |session|
        Library.undisturbed do
          Library.call(:gu_session_set_progress, session, Watcher::ON_PROGRESS, Callbacks.context(watcher), Callbacks::DESTROY)
        end
      end
      @run = run
      nil
    end

    # Puts bytes. Any length is fine.
    #
    # @param data [String]
    # @param offset [Integer, nil] where they start, which is a check; nil for {#offset}
    # @return [void]
    def put(data, offset = nil)
      raise ::TypeError, "data: String expected, not #{data.class}" unless data.is_a?(String)

      offset = Library.count(offset, "offset") unless offset.nil?
      # Whoever writes to the string meanwhile gets other bytes.
      bytes = data.dup.freeze
      blocking do |session, cancel|
        Library.call(:gu_put_chunk, session, offset || Native.gu_session_next_offset(session), bytes, bytes.bytesize, cancel)
      end
      nil
    end

    # Ends the upload. Called again, it returns the item again; after an {OutcomeUnknownError} it asks the service whether the
    # file is stored.
    #
    # @return [Item] the stored file
    def finish
      blocking do |session, cancel|
        item = Library.made(:gu_finish, session, cancel, free: :gu_item_free)
        Item.of(item)
      ensure
        Native.gu_item_free(item) if item
      end
    end

    # Asks the service where the upload stands.
    #
    # @return [void]
    def refresh
      blocking { |session, cancel| Library.call(:gu_session_refresh, session, cancel) }
      nil
    end

    # Abandons the upload, so that nothing is left at the service.
    #
    # @return [void]
    def discard
      blocking { |session, cancel| Library.call(:gu_session_discard, session, cancel) }
      nil
    end

    # The state for {Client#resume}. Without a key it is a secret: with it anyone can write to the upload.
    #
    # @param key [String, nil] 32 bytes that seal it
    # @return [String]
    def save(key = nil)
      key = Library.key(key)
      @owner.use do |session|
        Library.undisturbed do
          state = Library.made(:gu_session_save, session, key, key ? key.bytesize : 0, free: :gu_state_free)
          Keeper.bytes(state)
        ensure
          Native.gu_state_free(state) if state
        end
      end
    end

    # @return [Integer] where the next {#put} must start
    def offset
      @owner.use { |session| Native.gu_session_next_offset(session) }
    end

    # @return [Integer] bytes that the service has confirmed, from the start of the file without a gap
    def confirmed
      @owner.use { |session| Native.gu_session_confirmed(session) }
    end

    # @return [Integer]
    def size
      @owner.use { |session| Native.gu_session_size(session) }
    end

    # Closes it. What was neither finished nor discarded stays at the service until it expires.
    #
    # @return [void]
    def close
      @owner.close
      nil
    end

    # @return [String] how far it is
    def inspect
      "#<GraphUpload::Session offset=#{offset} size=#{size}>"
    rescue StateError
      "#<GraphUpload::Session closed>"
    end

    # Saves it from now on, at once for the first time.
    #
    # @private
    def saved_by(save, key)
      keeper = Keeper.new(save)
      @owner.use do |session|
        Library.undisturbed do
          Library.call(:gu_session_set_save_callback, session, key, key ? key.bytesize : 0, Keeper::ON_SAVE,
                       Callbacks.context(keeper), Callbacks::DESTROY)
        end
      end
      state = state_if_any(key)
      save.call(state) if state
      @keeper = keeper
      self
    rescue Exception
      close
      raise
    end

    class << self
      # @private
      def created(client, target, size, save: nil, key: nil)
        size = Library.count(size, "size")
        target = Target.of(target, nil)
        made(save, key) do |cancel|
          client.use do |c|
            target.owner.use { |t| Library.made(:gu_session_create, c, t, size, cancel, free: :gu_session_free) }
          end
        end
      end

      # @private
      def adopted(client, kind, upload_url, size, save: nil, key: nil)
        number = Kind.number_of(kind)
        size = Library.count(size, "size")
        url = Library.text(upload_url, "upload_url")
        made(save, key) do |cancel|
          client.use { |c| Library.made(:gu_session_adopt, c, number, url, size, cancel, free: :gu_session_free) }
        end
      end

      # @private
      def resumed(client, target, state, save: nil, key: nil)
        raise ::TypeError, "state: String expected, not #{state.class}" unless state.is_a?(String)

        target = Target.of(target, nil)
        made(save, key) do |cancel|
          client.use do |c|
            target.owner.use do |t|
              Library.made(:gu_session_resume, c, t, state, state.bytesize, key, key ? key.bytesize : 0, cancel,
                           free: :gu_session_free)
            end
          end
        end
      end

      private

      # The object is made by the block's thread, so that it ends the session if nobody waits any more.
      def made(save, key)
        raise ::TypeError, "save: something to call expected, not #{save.class}" unless save.nil? || save.respond_to?(:call)

        key = Library.key(key)
        session = Blocking.call { |cancel| new(yield(cancel)) }
        save ? session.saved_by(save, key) : session
      end
    end

    private_class_method :new

    private

    # nil if the upload is over, as after {Client#resume} of one whose file turns out to be stored.
    def state_if_any(key)
      save(key)
    rescue StateError => error
      raise unless error.status == :state

      nil
    end

    # Makes a blocking call, and raises what its callbacks have raised.
    def blocking
      @run&.take_raised
      @keeper&.take_raised
      Blocking.call { |cancel| @owner.use { |session| yield session, cancel } }
    rescue CancelledError
      raise @run&.take_raised || $!
    rescue SavedStateError
      raise @keeper&.take_raised || $!
    end
  end

  # The context of a save callback.
  #
  # @private
  class Keeper
    def initialize(save)
      @save = save
    end

    def keep(state)
      bytes = Keeper.bytes(state)
      Callbacks.guarded(:failed, method(:fails)) { @save.call(bytes) } == :failed ? 1 : 0
    end

    def take_raised
      raised = @raised
      @raised = nil
      raised
    end

    ON_SAVE = FFI::Function.new(:int32, [:pointer, :pointer]) do |state, context|
      Callbacks.object(context).keep(state)
    end

    def self.bytes(state)
      length = Native.gu_state_length(state)
      length.zero? ? "".b : Native.gu_state_data(state).read_bytes(length)
    end

    private

    def fails(error)
      @raised = error
    end
  end
end
