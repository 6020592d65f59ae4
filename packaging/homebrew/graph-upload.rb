class GraphUpload < Formula
  desc "Upload files to Microsoft Graph through upload sessions, with a C API"
  homepage "https://github.com/graph-upload/graph-upload"
  url "@URL@/graph-upload_@VERSION@.orig.tar.gz"
  sha256 "@SHA256:graph-upload_@VERSION@.orig.tar.gz@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    ENV["PREFIX"] = prefix.to_s
    system "scripts/install.sh", "--locked"
    doc.install "README.md", "CHANGELOG.md", "examples-c"
  end

  test do
    (testpath/"test.c").write <<~C
      #include <graph_upload.h>
      #include <stdio.h>

      int main(void) {
          puts(gu_version_string());
          return gu_version_number() == GU_VERSION_NUMBER ? 0 : 1;
      }
    C
    system ENV.cc, "test.c", "-I#{include}", "-L#{lib}", "-lgraph_upload", "-o", "test"
    assert_equal version.to_s, shell_output("./test").strip
  end
end
