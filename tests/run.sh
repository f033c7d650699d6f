#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Runs all tests, from a fresh Debian 12 on: packages, configure, build, ctest. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

. cmake/packages.sh
install_packages "${build_packages[@]}" pkg-config libboost-test-dev libspdlog-dev clang-16 libclang-rt-16-dev mold ccache openssl python3 valgrind \
    libcurl4-openssl-dev zlib1g-dev libzstd-dev libarchive-dev p7zip-full libhiredis-dev redis-server nginx-light tinyproxy microsocks dante-server

# A server of the tus protocol, not ours, for uploads; any node from 16 on runs this version.
command -v npm >/dev/null || install_packages nodejs npm
npm install --prefix build/asan --no-save --no-audit --no-fund --silent @tus/server@1.10.2 @tus/file-store@1.5.1 ||
    echo "no @tus/server from npm: its test is skipped" >&2

cmake --preset asan --log-level=NOTICE >/dev/null
cmake --build --preset asan -- --quiet

log=build/asan/ctest.log
status=0
ctest --preset asan -j2 "$@" 2>&1 | tee "$log" || status=$?

total=$(sed -n 's/.* tests\{0,1\} failed out of \([0-9]*\)$/\1/p' "$log" | tail -n 1)
failed=$(sed -n 's/.*, \([0-9]*\) tests\{0,1\} failed out of [0-9]*$/\1/p' "$log" | tail -n 1)
if [ -z "$total" ]; then
    echo "ctest gave no count" >&2
    exit 1
fi
# A room is one test of ctest; Boost.Test counts the cases behind it.
awk '/^Running [0-9]+ test cases?\.\.\.$/ { cases += $2; rooms += 1 }
     END { if (rooms) print cases " cases in " rooms " rooms" }' build/asan/Testing/Temporary/LastTest.log
echo "$((total - failed)) passed, $failed failed"
exit "$status"
