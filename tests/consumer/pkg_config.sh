#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# pkg_config.sh COMPILER PC_FOLDER SOURCE WORK: compiles, links and runs SOURCE with nothing but what renderbus.pc says.
set -eu
export PKG_CONFIG_PATH="$2"
flags=$(pkg-config --cflags --libs renderbus)
# shellcheck disable=SC2086  # flags are words
"$1" -std=c++20 -O0 "$3" $flags -o "$4/by_pkg_config"
[ "$("$4/by_pkg_config")" = "$(pkg-config --modversion renderbus)" ]
