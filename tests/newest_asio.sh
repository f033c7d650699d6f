#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Compiles every public header against another Asio, and builds and runs the tests against it, all by hand:
#   RENDERBUS_ASIO_DIR=/path/to/asio/include tests/newest_asio.sh [BUILD_FOLDER]
set -euo pipefail
: "${RENDERBUS_ASIO_DIR:?the folder that holds asio.hpp}"
build=$(realpath -m -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../build/newest_asio}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake --preset asan -B "$build" --log-level=NOTICE "-DRENDERBUS_ASIO_DIR=$RENDERBUS_ASIO_DIR" -UASIO_INCLUDE_DIR
found=$(sed -n 's/^ASIO_INCLUDE_DIR:PATH=//p' "$build/CMakeCache.txt")
echo "Asio $(sed -n 's|.*define ASIO_VERSION .*// ||p' "$found/asio/version.hpp") in $found"
cmake --build "$build" -- --quiet
ctest --test-dir "$build" -j2 --output-on-failure -LE repository
