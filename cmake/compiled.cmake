# SPDX-License-Identifier: BSL-1.0
# The bodies compiled once: link renderbus::compiled (compiled_sqlite, compiled_spdlog, compiled_farm, compiled_picture) instead of
# renderbus::renderbus. Nothing is built unless something links it.
function(renderbus_compiled name source)
    add_library(renderbus_${name} STATIC EXCLUDE_FROM_ALL "${PROJECT_SOURCE_DIR}/cmake/compiled/${source}.cpp")
    add_library(renderbus::${name} ALIAS renderbus_${name})
    target_compile_definitions(renderbus_${name} PUBLIC RENDERBUS_SEPARATE_COMPILATION)
    set_target_properties(renderbus_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(renderbus_${name} PUBLIC ${ARGN})
endfunction()

renderbus_compiled(compiled core renderbus)
renderbus_compiled(compiled_farm farm renderbus_compiled)
if(PNG_FOUND)
    renderbus_compiled(compiled_picture picture renderbus_compiled_farm PNG::PNG)
endif()
if(SQLite3_FOUND)
    renderbus_compiled(compiled_sqlite sqlite renderbus_compiled renderbus_sqlite)
endif()
if(spdlog_FOUND)
    renderbus_compiled(compiled_spdlog spdlog renderbus_compiled renderbus_spdlog)
endif()
