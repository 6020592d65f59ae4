# frozen_string_literal: true

# GU_VERSION and GU_PLATFORM are set by build.sh.
Gem::Specification.new do |spec|
  spec.name = "graph_upload_simulator"
  spec.version = ENV.fetch("GU_VERSION")
  spec.summary = "Simulates the upload sessions of Microsoft Graph, for tests of programs that use graph_upload"
  spec.authors = ["The graph-upload authors"]
  spec.licenses = ["MIT", "Apache-2.0"]
  spec.metadata = { "rubygems_mfa_required" => "true" }

  spec.required_ruby_version = ">= 3.1"
  spec.platform = Gem::Platform.new(ENV.fetch("GU_PLATFORM").split("-"))

  spec.bindir = "exe"
  spec.executables = ["graph-upload-simulator"]
  spec.files = Dir.chdir(__dir__) do
    Dir["exe/*", "lib/**/*", "README.md", "LICENSE-*", "notices/**/*"].select { |file| File.file?(file) }.sort
  end
end
