# frozen_string_literal: true

module GraphUpload
  # A flag that ends uploads. Give it to any number of them, and request the end from any thread or from a handler of `trap`.
  class Cancel
    def initialize
      @requested = false
      @ends = {}.compare_by_identity
    end

    # @return [Boolean]
    def requested?
      @requested
    end

    # Ends the uploads that were given it, and all later ones.
    #
    # @return [void]
    def request
      @requested = true
      @ends.each_value.to_a.each(&:call)
      nil
    end

    # @private
    def ends(key, stop)
      # Without a mutex, which a handler of a signal could not lock: whoever comes second sees what the first has set.
      @ends[key] = stop
      stop.call if @requested
      yield
    ensure
      @ends.delete(key)
    end
  end
end
