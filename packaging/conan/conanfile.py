"""Packages the release's archive for the system, as recipes of libraries do whose compiler Conan does not have."""

import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.files import copy, get

required_conan_version = ">=2.0"


class GraphUpload(ConanFile):
    name = "graph-upload"
    version = "@VERSION@"
    description = "Uploads files to Microsoft Graph through upload sessions"
    license = "MIT OR Apache-2.0"
    url = "https://github.com/graph-upload/graph-upload"
    homepage = "https://github.com/graph-upload/graph-upload"
    topics = ("microsoft-graph", "onedrive", "upload")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "libc": ["glibc", "musl"]}
    default_options = {"shared": True, "libc": "glibc"}

    def config_options(self):
        if self.settings.os != "Linux":
            del self.options.libc

    def configure(self):
        # The interface is C.
        self.settings.rm_safe("compiler.cppstd")
        self.settings.rm_safe("compiler.libcxx")

    def package_id(self):
        del self.info.settings.compiler
        del self.info.settings.build_type

    @property
    def _target(self):
        processor = {"x86_64": "x86_64", "armv8": "aarch64"}.get(str(self.settings.arch))
        if self.settings.os == "Windows":
            return {"x86_64": "x86_64-pc-windows-gnu", "aarch64": "aarch64-pc-windows-gnullvm"}.get(processor)
        if self.settings.os == "Linux" and processor:
            return f"{processor}-unknown-linux-{'musl' if self.options.libc == 'musl' else 'gnu'}"
        return None

    def validate(self):
        if self._target not in self.conan_data["sources"][self.version]:
            raise ConanInvalidConfiguration(f"no archive for {self.settings.os} on {self.settings.arch}")
        if self.settings.os == "Windows" and not self.options.shared:
            raise ConanInvalidConfiguration("for Windows there is the DLL alone")

    def build(self):
        get(self, **self.conan_data["sources"][self.version][self._target], strip_root=True)

    def package(self):
        documents = os.path.join(self.build_folder, "share", "doc", "graph_upload")
        for pattern in ("LICENSE-*", "THIRD-PARTY.md", "licenses/*", "BUILD.md", "*.cdx.json"):
            copy(self, pattern, documents, os.path.join(self.package_folder, "licenses"))
        copy(self, "*", os.path.join(self.build_folder, "include"), os.path.join(self.package_folder, "include"))
        libraries = ["libgraph_upload.so*", "*.dll.a", "*.lib"] if self.options.shared else ["libgraph_upload.a"]
        for pattern in libraries:
            copy(self, pattern, os.path.join(self.build_folder, "lib"), os.path.join(self.package_folder, "lib"))
        if self.options.shared:
            copy(self, "*.dll", os.path.join(self.build_folder, "bin"), os.path.join(self.package_folder, "bin"))

    def package_info(self):
        self.cpp_info.libs = ["graph_upload"]
        self.cpp_info.set_property("cmake_file_name", "graph_upload")
        self.cpp_info.set_property("cmake_target_name", "graph_upload::graph_upload")
        self.cpp_info.set_property("pkg_config_name", "graph_upload")
        if not self.options.shared:
            # scripts/targets.sh has the same.
            musl = self.options.libc == "musl"
            self.cpp_info.system_libs = ["gcc_s", "c"] if musl else ["gcc_s", "util", "rt", "pthread", "m", "dl", "c"]
