# frozen_string_literal: true

module GraphUpload
  # A stored file, as the service describes it. Strings that the service did not say are empty.
  #
  # @!attribute [r] id
  #   @return [String]
  # @!attribute [r] name
  #   @return [String]
  # @!attribute [r] size
  #   @return [Integer, nil] in bytes; nil if the service did not say. Of attachments a few per cent more than the file's size
  # @!attribute [r] etag
  #   @return [String]
  # @!attribute [r] web_url
  #   @return [String] a link to open in a browser
  # @!attribute [r] location
  #   @return [String] the Location header of the last response
  # @!attribute [r] integrity
  #   @return [Symbol] whether the stored file is what was sent, as far as the service reports: `:verified`, `:unverifiable` or
  #     `:differs`
  # @!attribute [r] recovered
  #   @return [Boolean] whether the last response was missing and the file was found by looking it up
  # @!attribute [r] description
  #   @return [Hash] the service's description. Do not log it: it may contain a URL from which anyone can download the file
  Item = Struct.new(:id, :name, :size, :etag, :web_url, :location, :integrity, :recovered, :description, keyword_init: true) do
    # @private
    def self.of(handle)
      size = Native.gu_item_size(handle)
      description = Library.string(Native.gu_item_json(handle))
      new(
        id: Library.string(Native.gu_item_id(handle)),
        name: Library.string(Native.gu_item_name(handle)),
        size: size.negative? ? nil : size,
        etag: Library.string(Native.gu_item_etag(handle)),
        web_url: Library.string(Native.gu_item_web_url(handle)),
        location: Library.string(Native.gu_item_location(handle)),
        integrity: Integrity.name_of(Native.gu_item_integrity(handle)),
        recovered: Native.gu_item_recovered(handle) != 0,
        description: description.empty? ? {} : JSON.parse(description)
      ).freeze
    end

    # @return [Boolean] whether the last response was missing and the file was found by looking it up
    def recovered?
      recovered
    end

    # @return [String] without the description
    def inspect
      shown = to_h.except(:description).map { |name, value| "#{name}=#{value.inspect}" }
      "#<GraphUpload::Item #{shown.join(", ")}>"
    end
    alias_method :to_s, :inspect
  end
end
