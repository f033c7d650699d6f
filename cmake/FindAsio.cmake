# SPDX-License-Identifier: BSL-1.0
# Finds standalone Asio, which is headers alone, and defines Asio::Asio. RENDERBUS_ASIO_DIR may name the folder of asio.hpp.
find_path(ASIO_INCLUDE_DIR asio.hpp HINTS "${RENDERBUS_ASIO_DIR}" "$ENV{RENDERBUS_ASIO_DIR}")
mark_as_advanced(ASIO_INCLUDE_DIR)

if(ASIO_INCLUDE_DIR)
    file(STRINGS "${ASIO_INCLUDE_DIR}/asio/version.hpp" asio_version_line REGEX "define ASIO_VERSION ")
    string(REGEX REPLACE ".*// ([0-9.]+).*" "\\1" ASIO_VERSION "${asio_version_line}")
    unset(asio_version_line)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS ASIO_INCLUDE_DIR VERSION_VAR ASIO_VERSION)

if(Asio_FOUND AND NOT TARGET Asio::Asio)
    add_library(Asio::Asio INTERFACE IMPORTED)
    if(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
        set_target_properties(Asio::Asio PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()
    set_target_properties(Asio::Asio PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${ASIO_INCLUDE_DIR}")
endif()
