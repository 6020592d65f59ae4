# frozen_string_literal: true

require "rbconfig"

module GraphUpload
  # Whether this is Windows, where descriptors cannot be waited for.
  #
  # @private
  WINDOWS = RbConfig::CONFIG["host_os"].match?(/mswin|mingw/)

  # What is loaded: GU_LIBRARY of the environment, the file in the gem, or else the system's library.
  #
  # @private
  LIBRARY_PATH = begin
    suffix = RbConfig::CONFIG["host_os"].include?("darwin") ? "dylib" : "so"
    bundled = File.join(__dir__, WINDOWS ? "graph_upload.dll" : "libgraph_upload.#{suffix}")
    named = ENV.fetch("GU_LIBRARY", "")
    if !named.empty?
      named
    else
      File.exist?(bundled) ? bundled : "graph_upload"
    end
  end
end
