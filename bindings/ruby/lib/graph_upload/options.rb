# frozen_string_literal: true

module GraphUpload
  # Options of a client, by name.
  #
  # @private
  module Options
    # Those of two values, for which an array stands. Other options are set once for each element of an array.
    PAIRS = %w[retry_budget backoff_ms client_certificate_files].freeze

    class << self
      # A client of the library.
      def client(token, token_source, log, options)
        # What a setter calls back must not be disturbed, and the options have to be freed.
        Library.undisturbed do
          handle = Library.made(:gu_options_new, free: :gu_options_free)
          options.each { |name, value| set(handle, name.to_s, value) }
          set_token(handle, token, token_source)
          if log
            Library.call(:gu_options_set_log_callback, handle, Log::ON_LOG, Callbacks.context(Log.new(log)), Callbacks::DESTROY)
          end
          Library.made(:gu_client_new, handle, free: :gu_client_free)
        ensure
          Native.gu_options_free(handle) if handle
        end
      end

      private

      def set_token(handle, token, source)
        if source
          Library.call(:gu_options_set_token_callback, handle, TokenSource::ON_TOKEN, Callbacks.context(source), Callbacks::DESTROY)
        elsif token
          Library.call(:gu_options_set_token, handle, Library.text(token, "token"))
        end
      end

      def set(handle, name, value)
        if value.nil?
          nil
        elsif value.is_a?(Array) && !PAIRS.include?(name)
          value.each { |one| set(handle, name, one) }
        elsif name == "ca_pem"
          pem = Library.text(value, name)
          Library.call(:gu_options_add_ca_pem, handle, pem, pem.bytesize)
        else
          Library.call(:gu_options_set, handle, Library.text(name, "option"), Library.text(word(value), name))
        end
      end

      def word(value)
        case value
        when true then "1"
        when false then "0"
        when Array then value.map { |one| word(one) }.join(",")
        when Pathname then value.to_s
        else value.to_s
        end
      end
    end
  end
end
