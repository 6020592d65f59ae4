# frozen_string_literal: true

module GraphUpload
  # A place that a file can be uploaded to. The class methods make one for each kind.
  #
  # Their keywords are the properties of that kind: for drives `conflict` (`:fail`, `:replace`, `:rename`), `created`, `modified`
  # and `accessed` (`Time`), `description`, `if_match`, `if_none_match` and others; for attachments `content_type`, for those of
  # Outlook also `inline` and `content_id`.
  class Target
    # Properties that are a `Time`; with "_ms" at their end the library takes milliseconds.
    #
    # @private
    TIMES = %w[created modified accessed].freeze

    class << self
      # A file in a drive by its path from the root. A file of that name stays unless `conflict` says otherwise.
      #
      # @param path [String]
      # @param drive [String, nil] such as `"/users/ID/drive"`, `"/drives/ID"` or a sharing URL; default: the signed-in user's
      # @param properties [Hash]
      # @return [Target]
      def drive_path(path, drive: nil, **properties)
        made(:gu_target_drive_path, properties, %i[drive], drive: drive, path: path)
      end

      # A file in a drive by the id of its folder and its name.
      #
      # @param folder [String]
      # @param name [String]
      # @param drive [String, nil]
      # @param properties [Hash]
      # @return [Target]
      def drive_child(folder, name, drive: nil, **properties)
        made(:gu_target_drive_child, properties, %i[drive], drive: drive, folder: folder, name: name)
      end

      # A file by its path below a special folder.
      #
      # @param special [String] `"approot"`, `"documents"`, `"photos"`, `"cameraroll"`, `"music"` or `"desktop"`
      # @param path [String]
      # @param drive [String, nil]
      # @param properties [Hash]
      # @return [Target]
      def drive_special(special, path, drive: nil, **properties)
        made(:gu_target_drive_special, properties, %i[drive], drive: drive, special: special, path: path)
      end

      # An existing file in a drive by its id; its content is replaced.
      #
      # @param item [String]
      # @param drive [String, nil]
      # @param properties [Hash]
      # @return [Target]
      def drive_item(item, drive: nil, **properties)
        made(:gu_target_drive_item, properties, %i[drive], drive: drive, item: item)
      end

      # A shared file by its sharing URL; its content is replaced.
      #
      # @param share [String]
      # @param properties [Hash]
      # @return [Target]
      def drive_share(share, **properties)
        made(:gu_target_drive_share, properties, [], share: share)
      end

      # An attachment of a Microsoft To Do task.
      #
      # @param list [String]
      # @param task [String]
      # @param name [String]
      # @param user [String, nil] id or principal name; default: the signed-in user
      # @param properties [Hash]
      # @return [Target]
      def todo_task(list, task, name, user: nil, **properties)
        made(:gu_target_todo_task, properties, %i[user], user: user, list: list, task: task, name: name)
      end

      # An attachment of an Outlook message, which is a draft.
      #
      # @param message [String]
      # @param name [String]
      # @param user [String, nil]
      # @param folder [String, nil]
      # @param properties [Hash]
      # @return [Target]
      def message(message, name, user: nil, folder: nil, **properties)
        made(:gu_target_message, properties, %i[user folder], user: user, folder: folder, message: message, name: name)
      end

      # An attachment of an event in a calendar.
      #
      # @param event [String]
      # @param name [String]
      # @param user [String, nil]
      # @param calendar [String, nil]
      # @param properties [Hash]
      # @return [Target]
      def event(event, name, user: nil, calendar: nil, **properties)
        made(:gu_target_event, properties, %i[user calendar], user: user, calendar: calendar, event: event, name: name)
      end

      # An attachment of an event in a group's calendar.
      #
      # @param group [String]
      # @param event [String]
      # @param name [String]
      # @param by_calendar [Boolean] whether the event is addressed by the group's calendar
      # @param properties [Hash]
      # @return [Target]
      def group_event(group, event, name, by_calendar: false, **properties)
        made(:gu_target_group_event, properties, [], group: group, by_calendar: by_calendar ? true : false, event: event, name: name)
      end

      # An attachment of a post in a group's thread.
      #
      # @param group [String]
      # @param thread [String]
      # @param post [String]
      # @param name [String]
      # @param properties [Hash]
      # @return [Target]
      def group_post(group, thread, post, name, **properties)
        made(:gu_target_group_post, properties, [], group: group, thread: thread, post: post, name: name)
      end

      # An attachment of a post that replies to another one.
      #
      # @param group [String]
      # @param conversation [String]
      # @param thread [String]
      # @param post [String]
      # @param name [String]
      # @param properties [Hash]
      # @return [Target]
      def group_post_in_reply_to(group, conversation, thread, post, name, **properties)
        made(:gu_target_group_post_in_reply_to, properties, [], group: group, conversation: conversation, thread: thread, post: post,
                                                            name: name)
      end

      # A document of a print job of a printer.
      #
      # @param printer [String]
      # @param job [String]
      # @param document [String]
      # @param name [String]
      # @param properties [Hash]
      # @return [Target]
      def print_document(printer, job, document, name, **properties)
        made(:gu_target_print_document, properties, [], printer: printer, job: job, document: document, name: name)
      end

      # A document of a print job of a printer share.
      #
      # @param share [String]
      # @param job [String]
      # @param document [String]
      # @param name [String]
      # @param properties [Hash]
      # @return [Target]
      def print_share_document(share, job, document, name, **properties)
        made(:gu_target_print_share_document, properties, [], share: share, job: job, document: document, name: name)
      end

      # A target from a string, such as `"drive:/Reports/May.pdf"` or `"todo:LIST/TASK"`.
      #
      # @param text [String]
      # @param user [String, nil]
      # @param name [String, nil] the file's own name, used where the string has none or ends in a slash
      # @param properties [Hash]
      # @return [Target]
      def parse(text, user: nil, name: nil, **properties)
        made(:gu_target_parse, properties, %i[user name], text: text, user: user, name: name)
      end

      # A target that a caller has given, perhaps as a string.
      #
      # @private
      def of(value, name)
        return value if value.is_a?(Target)
        return parse(value, name: name) if value.is_a?(String)

        raise ::TypeError, "target: Target or String expected, not #{value.class}"
      end

      private

      def made(function, properties, optional, **parameters)
        words = parameters.map do |name, value|
          case value
          when true then 1
          when false then 0
          else Library.text(value, name, optional: optional.include?(name))
          end
        end
        new(properties) { Library.made(function, *words, free: :gu_target_free) }
      end
    end

    private_class_method :new

    # @private
    attr_reader :owner

    # @private
    def initialize(properties, &handle)
      @owner = Owner.made("target", Native.method(:gu_target_free), self, &handle)
      properties.each { |name, value| set(name, value) }
    end

    # Sets a property by its name.
    #
    # @param name [Symbol, String]
    # @param value [String, Symbol, Integer, Boolean, Time, Array]
    # @return [void]
    def set(name, value)
      name = name.to_s
      # A Time has it only after `require "time"` or "date".
      if value.is_a?(Time) || value.respond_to?(:to_time)
        value = value.to_time unless value.is_a?(Time)
        name += "_ms" unless name.end_with?("_ms")
      elsif TIMES.include?(name)
        raise ::TypeError, "#{name}: Time expected, not #{value.class}"
      end
      @owner.use { |target| Library.call(:gu_target_set, target, Library.text(name, "name"), Library.text(word(value, name), name)) }
      nil
    end

    # @return [String] nothing of its address, which may be a secret
    def inspect
      "#<GraphUpload::Target>"
    end

    private

    def word(value, name)
      case value
      when Time then (value.to_r * 1000).round.to_s
      when true then "1"
      when false then "0"
      when Array then value.map { |one| word(one, name) }.join(",")
      when nil, String, Symbol, Numeric then value.to_s
      else raise ::TypeError, "#{name}: String, Symbol, Integer, Boolean, Time or Array expected, not #{value.class}"
      end
    end
  end
end
