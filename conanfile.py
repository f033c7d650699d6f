# SPDX-License-Identifier: BSL-1.0
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain
from conan.tools.files import load


class Renderbus(ConanFile):
    name = "renderbus"
    license = "BSL-1.0"
    description = "A C++20 SDK for the Renderbus / Fox Renderfarm cloud"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"sqlite": [True, False], "spdlog": [True, False], "curl": [True, False], "gzip": [True, False]}
    default_options = {"sqlite": True, "spdlog": False, "curl": False, "gzip": False}
    exports_sources = "CMakeLists.txt", "LICENSE", "cmake/*", "include/*"
    generators = "CMakeDeps"

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, "include", "renderbus", "version.hpp"))
        self.version = re.search(r'RENDERBUS_VERSION_STRING "([^"]+)"', header).group(1)

    def requirements(self):
        self.requires("asio/[>=1.22.1 <2]", transitive_headers=True)
        self.requires("openssl/[>=3 <4]", transitive_headers=True, transitive_libs=True)
        if self.options.sqlite:
            self.requires("sqlite3/[>=3.35 <4]", transitive_headers=True, transitive_libs=True)
        if self.options.spdlog:
            self.requires("spdlog/[>=1.10 <2]", transitive_headers=True, transitive_libs=True)
        if self.options.curl:
            self.requires("libcurl/[>=7.80 <9]", transitive_headers=True, transitive_libs=True)
        if self.options.gzip:
            self.requires("zlib/[>=1.2.11 <2]", transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["RENDERBUS_BUILD_TESTS"] = False
        toolchain.cache_variables["RENDERBUS_BUILD_EXAMPLES"] = False
        toolchain.cache_variables["RENDERBUS_ASIO_DIR"] = self.dependencies["asio"].cpp_info.includedirs[0]
        toolchain.generate()

    def package(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.install()

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        core = self.cpp_info.components["core"]
        core.set_property("cmake_target_name", "renderbus::renderbus")
        core.set_property("pkg_config_name", "renderbus")
        core.defines = ["ASIO_STANDALONE", "ASIO_HAS_CO_AWAIT", "ASIO_HAS_STD_COROUTINE"]
        core.requires = ["asio::asio", "openssl::openssl"]
        if self.settings.os in ("Linux", "FreeBSD"):
            core.system_libs = ["pthread"]
        if self.options.sqlite:
            sqlite = self.cpp_info.components["sqlite"]
            sqlite.set_property("cmake_target_name", "renderbus::sqlite")
            sqlite.requires = ["core", "sqlite3::sqlite3"]
        if self.options.spdlog:
            spdlog = self.cpp_info.components["spdlog"]
            spdlog.set_property("cmake_target_name", "renderbus::spdlog")
            spdlog.requires = ["core", "spdlog::spdlog"]
        if self.options.curl:
            curl = self.cpp_info.components["curl"]
            curl.set_property("cmake_target_name", "renderbus::curl")
            curl.requires = ["core", "libcurl::libcurl"]
        if self.options.gzip:
            gzip = self.cpp_info.components["gzip"]
            gzip.set_property("cmake_target_name", "renderbus::gzip")
            gzip.requires = ["core", "zlib::zlib"]
