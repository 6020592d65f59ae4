# frozen_string_literal: true

require "open3"
require_relative "helper"

# The examples of README.md run as they stand, against the simulated service.
class ReadmeTest < UploadTest
  # Of the gem, if it is installed.
  README = File.join(Gem.loaded_specs["graph_upload"]&.full_gem_path || File.dirname(__dir__), "README.md")
  # What a program has before: a token, a file, and the simulator in place of the service.
  BEFORE = <<~RUBY
    require "graph_upload"
    SERVICE = { base_url: ARGV[0], ca_file: ARGV[1], loopback: true }.freeze
    TOKEN = ARGV[2]
    GraphUpload::Client.prepend(Module.new { def initialize(token, **options) = super(token, **SERVICE, **options) })
    def token = TOKEN
    def sign_in(refresh:, claims:) = TOKEN
  RUBY

  examples = File.read(README, encoding: "UTF-8").split(/^## /).flat_map do |part|
    part.scan(/^```ruby\n(.*?)^```$/m).map { |(code)| [part[/.*/], code] }
  end
  raise "no examples" if examples.size < 9

  examples.each_with_index do |(title, code), number|
    define_method(:"test_#{number}_#{title.downcase.gsub(/\W+/, "_")}") do
      output, errors, status = run_example(code)
      assert_predicate status, :success?, errors
      assert_match(/\b0 failures, 0 errors/, output) if code.include?("minitest")
      # The first one starts its own; the last does too, and one is refused.
      refute_empty @service.files unless code.include?("graph_upload/testing") || code.include?("expired")
      assert_includes output, "May.txt: 18 bytes, verified\n" if number.zero?
    end
  end

  def run_example(code)
    program = code.include?("graph_upload/testing") ? code : BEFORE + code
    Dir.mktmpdir do |folder|
      File.binwrite(File.join(folder, "May.pdf"), "%PDF" * 1000)
      arguments = [@service.url, @service.ca_file, @service.token]
      arguments = [] if code.include?("minitest")
      output, errors, status = Open3.capture3(RbConfig.ruby, "-e", program, *arguments, chdir: folder)
      [output, errors, status]
    end
  end
end
