# frozen_string_literal: true

# The simulator of Microsoft Graph's upload sessions; `require "graph_upload/testing"` starts it.
module GraphUploadSimulator
  # @return [String] path of its program
  def self.program
    File.join(__dir__, "graph-upload-simulator")
  end
end
