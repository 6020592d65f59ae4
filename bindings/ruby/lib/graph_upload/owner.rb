# frozen_string_literal: true

module GraphUpload
  # A handle, which is freed once: when it is closed and no call uses it.
  #
  # It is used in handlers of signals and in finalizers, where no mutex can be locked. Each step is one that CRuby does not
  # interrupt, and the order of the steps makes it safe: a user counts itself before it looks whether the handle is closed,
  # and whoever frees takes the handle out first.
  #
  # @private
  class Owner
    # Makes an owner of the handle that the block makes, which no interrupt gets between.
    def self.made(name, free, object)
      Library.undisturbed { new(yield, name, free).belongs_to(object) }
    end

    # @param free [#call] gets the handle
    def initialize(handle, name, free)
      @handle = handle
      @name = name
      @free = free
      @users = 0
      @closed = false
      @forks = EndOfProcess.forks
      EndOfProcess.arm
    end

    def closed?
      @closed
    end

    # Yields the handle, which is not freed meanwhile.
    def use
      forget_users if @forks != EndOfProcess.forks
      @users += 1
      # Not earlier: an interrupt before this is not counted.
      begin
        raise StateError.new("the #{@name} is closed", status: :state, status_name: "GU_ERR_STATE") if @closed

        yield @handle
      ensure
        Library.undisturbed do
          @users -= 1
          free_if_last
        end
      end
    end

    # An interrupt on the way would leave it closed and never freed.
    def close
      Library.undisturbed do
        forget_users if @forks != EndOfProcess.forks
        @closed = true
        free_if_last
      end
    end

    # Closes it with an object at the latest.
    def belongs_to(object)
      ObjectSpace.define_finalizer(object, Owner.closer(self))
      self
    end

    # What closes an owner, and refers to nothing else.
    def self.closer(owner)
      # When the process ends there is nothing left to free.
      proc { owner.close unless EndOfProcess.now? }
    end

    private

    # Their threads do not exist in a forked child.
    def forget_users
      @forks = EndOfProcess.forks
      @users = 0
    end

    def free_if_last
      return unless @closed && @users.zero?

      handle = @handle
      @handle = nil
      @free.call(handle) if handle
    end
  end
end
