// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_VERSION_HPP
#define RENDERBUS_VERSION_HPP

// The only place where the version is written; CMake, pkg-config, Conan and vcpkg read it from here.
#define RENDERBUS_VERSION_MAJOR 0
#define RENDERBUS_VERSION_MINOR 1
#define RENDERBUS_VERSION_PATCH 0
#define RENDERBUS_VERSION_STRING "0.1.0"

#endif
