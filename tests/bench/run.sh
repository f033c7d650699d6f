#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Measures the library beside its peers: run.sh [NAME...], all benches (*.py with claims) by default. Programs are compiled with
# -O2 -march=x86-64-v3 into build/bench. Ends with 1 where a claim is missed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

. cmake/packages.sh
install_packages "${build_packages[@]}" rapidjson-dev nlohmann-json3-dev libsimdjson-dev python3 valgrind

status=0
for name in "${@:-json signing compile_time}"; do
    for bench in $name; do
        echo "== $bench"
        PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tests/bench python3 - "$bench" <<'PYTHON' || status=1
import runpy
import sys

import measure

runpy.run_path(f"{measure.here}/{sys.argv[1]}.py", run_name="bench")
sys.exit(1 if measure.missed else 0)
PYTHON
    done
done
exit "$status"
