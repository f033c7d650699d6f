#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Measures the scene readers (scene.py) with Blender beside them, which is large. Needs 6 GB on the disk and 6 GB of memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

. cmake/packages.sh
install_packages blender
exec tests/bench/run.sh scene
