# frozen_string_literal: true

module GraphUpload
  # Uploads files and waits for them. Any thread may use it, and a forked child.
  #
  # Close it. It is also closed when nothing refers to it any more, but a block that fetches tokens or takes messages refers to all
  # variables around it, often to the client itself.
  #
  # While it waits, a thread is free for a scheduler of fibers, and `Timeout`, `Thread#raise` and Ctrl-C cancel the upload.
  class Client
    # Makes a client; with a block, closes it at its end.
    #
    # @param token see {#initialize}
    # @param options [Hash] see {#initialize}
    # @yieldparam client [Client]
    # @return the client, or what the block returns
    def self.open(token = nil, **options)
      client = new(token, **options)
      return client unless block_given?

      begin
        yield client
      ensure
        client.close
      end
    end

    # @param token [String, #call, #get_authorization_token, #get_token, nil] a token; or something to call that returns one,
    #   perhaps with a {TokenRequest} as its parameter; or an access token provider of Kiota. What is called may also return
    #   something with a `value`, such as a `Thread`, which is waited for in the background
    # @param scope [String] what a credential is asked for
    # @param log [Logger, #call, nil] a logger, or something to call with the level (`:info`, `:warning`) and the message
    # @param options [Hash] those of `gu_options_set()`, such as `user_agent: "NONISV|Company|App/1.0"`, `proxy:`, `ca_file:`,
    #   `rate_limit:`, `piece_bytes:`, `retry_budget: [attempts, ms]`
    def initialize(token = nil, scope: TokenSource::SCOPE, log: nil, **options)
      @token = TokenSource.new(token, scope) unless token.nil? || token.is_a?(String)
      @owner = Owner.made("client", Native.method(:gu_client_free), self) { Options.client(token, @token, log, options) }
      @token&.attach(@owner)
    end

    # Uploads, and returns the stored file. What a callback or the source raises ends the upload, and is raised here.
    #
    # @param source [String, Pathname, IO, StringIO, #read, #readpartial, #each, Thread::Queue, Integer] a path, a file, bytes as a `StringIO`,
    #   an object that gives bytes, a queue of strings that ends when it is closed, or a descriptor that is read to its end
    # @param target [Target, String]
    # @param size [Integer, nil] the size of a source that can only be read forward; without it, it is first spooled to disk. Of
    #   what is read, so many bytes are taken; of what gives parts, these must be all
    # @param progress [#call, nil] gets a {Progress}, as does a block in its place; if it returns `:cancel`, the upload is cancelled
    # @param timeout [Numeric, nil] in seconds, for the whole upload
    # @param cancel [Cancel, nil] ends it from elsewhere
    # @param settings [Hash]
    # @option settings [String, Pathname] :state_file where the upload is saved while it runs; the same call continues it, also
    #   in another process
    # @option settings [String] :key 32 bytes that seal the state file
    # @option settings [Boolean] :keep_on_cancel whether a cancelled upload keeps its session, so that it can be continued
    # @option settings [Boolean] :differs_is_error whether a stored file that is not what was sent is a {DiffersError}
    # @option settings [String, Pathname] :spool_folder
    # @option settings [Integer] :spool_max_bytes the longest stream
    # @yieldparam now [Progress]
    # @return [Item]
    # @raise [Error]
    def upload(source, target, size: nil, progress: nil, timeout: nil, cancel: nil, **settings, &block)
      raise ::TypeError, "cancel: GraphUpload::Cancel expected, not #{cancel.class}" unless cancel.nil? || cancel.is_a?(Cancel)

      # As late as possible the clock starts; a wrong time is told before anything is sent.
      timeout &&= Float(timeout)
      progress = Settings.progress(progress, block)
      queue = Queue.new(@owner, @token, 1)
      job = queue.submit(source, target, size: size, progress: progress, **settings)
      cancel ? cancel.ends(job, job.method(:cancel)) { await(job, timeout) } : await(job, timeout)
      job.result
    ensure
      # A second interrupt waits for that.
      Library.undisturbed do
        give_up(job) if job && !job.ended?
      ensure
        queue&.release
      end
    end

    # Makes a queue, which runs several uploads at a time. With a block, waits for all jobs at its end and closes the queue.
    #
    # @param at_once [Integer] 1 to 256
    # @param max_waiting [Integer, nil] how many jobs may wait; {Queue#submit} then waits for room
    # @param room_timeout [Numeric, nil] for so many seconds; nil for as long as it takes
    # @param state_folder [String, Pathname, nil] where the jobs are saved until they end; the next queue with that folder takes
    #   them up
    # @param key [String, nil] 32 bytes that seal them
    # @yieldparam queue [Queue]
    # @return the queue, or what the block returns
    def queue(at_once: 4, max_waiting: nil, room_timeout: nil, state_folder: nil, key: nil)
      queue = Queue.new(@owner, @token, at_once, max_waiting: max_waiting, room_timeout: room_timeout,
                                                 state_folder: state_folder, key: key)
      return queue unless block_given?

      begin
        result = yield queue
        queue.wait
        result
      ensure
        queue.close
      end
    end

    # Creates an upload session that the caller feeds. With a block, closes it at its end.
    #
    # @param target [Target, String]
    # @param size [Integer]
    # @param save [#call, nil] gets each new state for {#resume}: once the session is created, and before each request that
    #   changes anything at the service. It is called on another thread. What it raises ends the call before that request, and is
    #   raised by it
    # @param key [String, nil] 32 bytes that seal these states
    # @yieldparam session [Session]
    # @return the session, or what the block returns
    def session(target, size, save: nil, key: nil, &block)
      closed_after(Session.created(@owner, target, size, save: save, key: key), &block)
    end

    # Continues an upload session that someone else has created.
    #
    # @param kind [Symbol] a name of {Kind}, such as `:drive_item`
    # @param upload_url [String]
    # @param size [Integer]
    # @param save [#call, nil]
    # @param key [String, nil]
    # @yieldparam session [Session]
    # @return the session, or what the block returns
    def adopt(kind, upload_url, size, save: nil, key: nil, &block)
      closed_after(Session.adopted(@owner, kind, upload_url, size, save: save, key: key), &block)
    end

    # Continues a session that {Session#save}, or `save` of {#session}, has saved.
    #
    # @param target [Target, String]
    # @param state [String]
    # @param key [String, nil] what it is sealed with, and those that `save` gets
    # @param save [#call, nil]
    # @yieldparam session [Session]
    # @return the session, or what the block returns
    def resume(target, state, key: nil, save: nil, &block)
      closed_after(Session.resumed(@owner, target, state, save: save, key: key), &block)
    end

    # Sets the token for all requests from now on.
    #
    # @param token [String, nil] nil for no token
    # @return [void]
    def set_token(token)
      @owner.use { |client| Library.call(:gu_client_set_token, client, Library.text(token, "token", optional: true)) }
      nil
    end

    # Closes it. Uploads that run go on to their end, also those of its queues.
    #
    # @return [void]
    def close
      @owner.close
      @token = nil
    end

    # @return [String] without the token
    def inspect
      "#<GraphUpload::Client#{" closed" if @owner.closed?}>"
    end

    private

    def await(job, timeout)
      return if job.wait(timeout)

      job.deadline_passed = true
      job.cancel
      job.wait
    end

    # After an interrupt: it goes on ending in the background.
    def give_up(job)
      job.cancel
      job.wait(Blocking::INTERRUPT_SECONDS)
    end

    def closed_after(session)
      return session unless block_given?

      begin
        yield session
      ensure
        session.close
      end
    end
  end
end
