# Installs a Homebrew formula and runs its test, with classes in place of Homebrew's: formula.rb FORMULA FOLDER VERSION
require "digest"
require "fileutils"
require "pathname"

class Pathname
  def install(*names)
    mkpath
    FileUtils.cp_r(names, self)
  end
end

module Compiler
  def cc = fetch("CC", "cc")
end
ENV.extend(Compiler)

class Formula
  FIELDS = %i[desc homepage url sha256 license].freeze
  class << self
    attr_reader :given, :needs, :tests

    FIELDS.each do |name|
      define_method(name) { |value = nil| value ? (@given ||= {})[name] = value : @given[name] }
    end

    def depends_on(what) = (@needs ||= []) << what
    def test(&block) = @tests = block
  end

  attr_reader :prefix, :testpath, :version

  def initialize(folder, version)
    @prefix, @testpath, @version = Pathname(folder)/"prefix", Pathname(folder)/"test", version
    [prefix, testpath].each(&:mkpath)
  end

  def include = prefix/"include"
  def lib = prefix/"lib"
  def doc = prefix/"share/doc/graph-upload"

  def system(*command)
    Kernel.system(*command.map(&:to_s)) || abort("failed: #{command.join(" ")}")
  end

  def shell_output(command) = IO.popen({ "LD_LIBRARY_PATH" => lib.to_s }, command, &:read)

  def assert_equal(expected, found)
    abort("expected #{expected}, got #{found}") unless expected == found
  end
end

formula, folder, version = ARGV
load formula
missing = Formula::FIELDS - GraphUpload.given.keys
abort("the formula has no #{missing.join(", ")}") unless missing.empty?
abort("the description is too long for an audit") if GraphUpload.desc.length > 80
abort("Rust is not asked for") unless GraphUpload.needs.include?({ "rust" => :build })

archive = Pathname(GraphUpload.url.delete_prefix("file://"))
abort("the sum is not that of the archive") unless Digest::SHA256.file(archive).hexdigest == GraphUpload.sha256
FileUtils.mkdir_p(folder)
system("tar", "-C", folder, "-xzf", archive.to_s) || abort("no archive")
built = GraphUpload.new(folder, version)
Dir.chdir(Dir.glob("#{folder}/graph-upload-*").first) { built.install }
Dir.chdir(built.testpath) { built.instance_exec(&GraphUpload.tests) }
puts "the formula installs graph-upload #{version}, and a program runs with it"
