# frozen_string_literal: true

# Uploads files to Microsoft Graph: OneDrive, SharePoint, To Do, Outlook, Universal Print.
#
#     require "graph_upload"
#
#     GraphUpload::Client.open(token) do |client|
#       item = client.upload("May.pdf", "drive:/Reports/") { |now| puts now.sent }
#       puts item.web_url
#     end
module GraphUpload
end

begin
  require_relative "graph_upload/native"
rescue LoadError => error
  raise if error.path == "ffi"

  raise LoadError, "the library graph_upload cannot be loaded; install a gem for this platform, or the library, or name its file " \
                   "in GU_LIBRARY (#{error.message})"
end
require_relative "graph_upload/enumerations"
require_relative "graph_upload/errors"
require_relative "graph_upload/library"
require_relative "graph_upload/callbacks"
require_relative "graph_upload/owner"
require_relative "graph_upload/process"
require_relative "graph_upload/item"
require_relative "graph_upload/progress"
require_relative "graph_upload/target"
require_relative "graph_upload/reader"
require_relative "graph_upload/run"
require_relative "graph_upload/source"
require_relative "graph_upload/settings"
require_relative "graph_upload/token"
require_relative "graph_upload/log"
require_relative "graph_upload/options"
require_relative "graph_upload/cancel"
require_relative "graph_upload/job"
require_relative "graph_upload/job_ends"
require_relative "graph_upload/queue"
require_relative "graph_upload/blocking"
require_relative "graph_upload/session"
require_relative "graph_upload/client"

module GraphUpload
  # Version of the library, which is that of the gem.
  VERSION = Native.gu_version_string.force_encoding(Encoding::UTF_8).freeze

  # The limits of each kind of target.
  #
  # @return [Object] what `gu_rules_json()` of the library describes, parsed
  def self.rules
    JSON.parse(Library.string(Native.gu_rules_json))
  end

  # Uploads one file. For more than one make a {Client}, which keeps its connections.
  #
  # @param source see {Client#upload}
  # @param target [Target, String]
  # @param token see {Client#initialize}
  # @param progress [#call, nil]
  # @param timeout [Numeric, nil] in seconds, for the whole upload
  # @param options [Hash] options of the client
  # @yieldparam now [Progress]
  # @return [Item]
  def self.upload(source, target, token, progress: nil, timeout: nil, **options, &block)
    progress = Settings.progress(progress, block)
    Client.open(token, **options) { |client| client.upload(source, target, progress: progress, timeout: timeout) }
  end
end
