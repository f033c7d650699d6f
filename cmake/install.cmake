# SPDX-License-Identifier: BSL-1.0
include(CMakePackageConfigHelpers)
set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/renderbus")

install(DIRECTORY include/renderbus DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp")

install(TARGETS renderbus EXPORT renderbus-targets)
install(EXPORT renderbus-targets NAMESPACE renderbus:: DESTINATION "${config_dir}")
foreach(part sqlite redis spdlog curl gzip zstd archive)
    install(TARGETS renderbus_${part} EXPORT renderbus-${part}-targets)
    install(EXPORT renderbus-${part}-targets NAMESPACE renderbus:: DESTINATION "${config_dir}")
endforeach()

configure_package_config_file(cmake/renderbus-config.cmake.in renderbus-config.cmake INSTALL_DESTINATION "${config_dir}")
write_basic_package_version_file(renderbus-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/renderbus-config.cmake" "${PROJECT_BINARY_DIR}/renderbus-config-version.cmake"
              cmake/FindAsio.cmake
        DESTINATION "${config_dir}")

list(TRANSFORM definitions PREPEND "-D" OUTPUT_VARIABLE pc_definitions)
list(JOIN pc_definitions " " pc_definitions)
# The compiler's own folder must not be given with -I: it would come before the compiler's other folders.
set(pc_asio "")
if(NOT ASIO_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
    set(pc_asio " -I${ASIO_INCLUDE_DIR}")
endif()
configure_file(cmake/renderbus.pc.in renderbus.pc @ONLY)
# Headers alone: the same for every processor.
install(FILES "${PROJECT_BINARY_DIR}/renderbus.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/renderbus")
