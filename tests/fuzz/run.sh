#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Fuzzes for long: run.sh [SECONDS [TARGET...]], ten minutes of each target by default. The corpus grows in build/fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

. cmake/packages.sh
install_packages clang-16 libclang-rt-16-dev libasio-dev libssl-dev python3

seconds=${1:-600}
[ $# -gt 0 ] && shift
python3 tests/fuzz/check.py --include include --work build --shared ../shared --seconds "$seconds" \
    --define ASIO_STANDALONE --define ASIO_HAS_CO_AWAIT --define ASIO_HAS_STD_COROUTINE "$@"
