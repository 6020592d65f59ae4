# frozen_string_literal: true

require "open3"
require_relative "helper"

# What is in the gem that is installed.
class GemTest < Minitest::Test
  SPEC = Gem.loaded_specs["graph_upload"]

  def setup
    skip "no gem is installed" unless SPEC
  end

  def test_files
    files = Dir.glob("**/*", File::FNM_DOTMATCH, base: SPEC.full_gem_path)
    library = SPEC.platform == Gem::Platform::RUBY ? [] : ["lib/graph_upload/libgraph_upload.so"]
    assert_equal library, files.grep(/\.(so|dll|dylib)\z/)
    assert_empty %w[README.md LICENSE-MIT LICENSE-APACHE sig/graph_upload.rbs lib/graph_upload.rb lib/graph_upload/testing.rb] - files
    refute_empty files.grep(%r{\Anotices/licenses/}) unless library.empty?
    assert_empty files.grep(/test|conform/) - ["lib/graph_upload/testing.rb"]
  end

  def test_where_the_library_comes_from
    expected = SPEC.platform == Gem::Platform::RUBY ? "graph_upload" : File.join(SPEC.full_gem_path, "lib/graph_upload/libgraph_upload.so")
    assert_equal expected, GraphUpload::LIBRARY_PATH
    GraphUpload::Simulator.open { |service| assert_equal "x", service.client.upload(StringIO.new("x"), "drive:/x").name }
  end

  def test_the_program_of_the_simulator
    simulator = Gem.loaded_specs["graph_upload_simulator"] || Gem::Specification.find_by_name("graph_upload_simulator")
    assert_equal ["graph-upload-simulator"], simulator.executables
    environment = { "PATH" => "#{simulator.base_dir}/bin:#{ENV.fetch("PATH")}" }
    output, status = Open3.capture2e(environment, "graph-upload-simulator", "--help")
    assert_predicate status, :success?, output
    assert_includes output, "--rate"
    _, status = Open3.capture2e(environment, "graph-upload-simulator", "--no-such-argument")
    refute_predicate status, :success?
  end

  def test_version_and_dependencies
    assert_equal GraphUpload::VERSION, SPEC.version.to_s
    assert_equal ["ffi"], SPEC.runtime_dependencies.map(&:name)
    assert_empty SPEC.extensions
  end
end
