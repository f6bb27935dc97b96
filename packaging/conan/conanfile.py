# SPDX-License-Identifier: MIT
# conan create packaging/conan -s compiler.cppstd=20 --build=missing
import os
import re

from conan import ConanFile
from conan.errors import ConanException
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load

required_conan_version = ">=2.1"


class CallviewConan(ConanFile):
    name = "callview"
    description = "Decoder of Twilio Event Streams webhooks, on simdjson"
    license = "MIT"
    topics = ("twilio", "cloudevents", "json", "simdjson", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        # The header defines the version.
        config = load(self, os.path.join(self._root, "include", "callview", "detail", "config.hpp"))
        version = ".".join(
            re.search(rf"#define CALLVIEW_VERSION_{part} (\d+)", config)[1] for part in ("MAJOR", "MINOR", "PATCH")
        )
        if self.version not in (None, version):
            raise ConanException(f"these headers are callview {version}, not {self.version}")
        self.version = version

    def export_sources(self):
        for pattern in ("include/*", "LICENSE"):
            copy(self, pattern, self._root, self.export_sources_folder)

    def layout(self):
        # The recipe is two folders below the root of the sources.
        self.folders.root = os.path.join("..", "..")
        self.folders.source = "."
        self.folders.build = os.path.join("build", "conan")
        self.folders.generators = os.path.join("build", "conan")
        # The include directory of an editable package.
        self.cpp.source.includedirs = ["include"]

    def requirements(self):
        # Conan passes the headers and libraries of simdjson on to consumers, because callview is a header library.
        self.requires("simdjson/[>=3.0.1 <5]")

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "callview")
        self.cpp_info.set_property("cmake_target_name", "callview::callview")
        # Before 1.0, a minor version can break source compatibility.
        self.cpp_info.set_property("cmake_config_version_compat", "SameMinorVersion")
        self.cpp_info.set_property("pkg_config_name", "callview")
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
