# frozen_string_literal: true

# GU_VERSION and GU_PLATFORM are set by build.sh. Without a platform the gem has no library, and loads that of the system.
Gem::Specification.new do |spec|
  spec.name = "graph_upload"
  spec.version = ENV.fetch("GU_VERSION") { File.read(File.join(__dir__, "../../Cargo.toml"))[/^version = "(.+)"/, 1] }
  spec.summary = "Uploads files to Microsoft Graph: OneDrive, SharePoint, To Do, Outlook and Universal Print"
  spec.description = "Uploads files of any size through upload sessions of Microsoft Graph. Faults are retried, uploads continue " \
                     "after a crash, and one that ends says truthfully whether the file is stored."
  spec.authors = ["The graph-upload authors"]
  spec.licenses = ["MIT", "Apache-2.0"]
  spec.metadata = { "rubygems_mfa_required" => "true" }

  spec.required_ruby_version = ">= 3.1"
  platform = ENV.fetch("GU_PLATFORM", "")
  unless platform.empty?
    # As parts: a RubyGems before 3.3.22 would drop that of the C library, and take musl for glibc.
    spec.platform = Gem::Platform.new(platform.split("-"))
    spec.required_rubygems_version = ">= 3.3.22" if platform.end_with?("musl")
  end
  spec.add_dependency "ffi", "~> 1.15"

  spec.files = Dir.chdir(__dir__) do
    Dir["lib/**/*.{rb,so,dylib,dll}", "sig/*", "README.md", "LICENSE-*", ".yardopts", "notices/**/*"]
      .select { |file| File.file?(file) }.sort
  end
end
