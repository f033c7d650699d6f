#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# The whole way on this machine: a farm on loopback, a scene sent to it over TLS, frames back on disk.
#   examples/demo.sh [SCENE [OPTION...]]      options of renderbus_submit: --allow-missing, --software VERSION, ...
# The last line is for scripts: demo: frames=N uploaded_bytes=M folder=PATH
set -euo pipefail
scene=${1:-}
shift $(($# > 0))
[ -z "$scene" ] || scene=$(realpath -m -- "$scene")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scene=${scene:-$PWD/examples/scene/shot.ma}
if [ ! -r "$scene" ]; then
    echo "$scene: no such scene file, or it cannot be read; give the path of a scene" >&2
    exit 1
fi

. cmake/packages.sh
install_packages "${build_packages[@]}" openssl
# One demo at a time: they share the build, the farm's files and the record of what was sent.
mkdir -p build
exec 9>build/demo.lock
flock 9
cmake --preset release --log-level=NOTICE >/dev/null
cmake --build --preset release --target renderbus_farm renderbus_submit -- --quiet

programs=$PWD/build/release/examples
state=$PWD/build/demo
mkdir -p "$state/workspace" "$state/frames"
run=$(mktemp -d "$state/run.XXXXXX")
farm=
finish() {
    if [ -n "$farm" ]; then
        kill "$farm" 2>/dev/null || true
        wait "$farm" 2>/dev/null || true
    fi
    rm -rf "$run"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Keys of this run alone, which the farm and the client both read from the environment.
export RAYVISION_API_ACCESS_ID=demo
RAYVISION_API_KEY=$(openssl rand -hex 16)
export RAYVISION_API_KEY

"$programs/renderbus_farm" --port 0 --root "$state/farm" --certificate-dir "$run" --pace "${RENDERBUS_DEMO_PACE:-150}" \
    --ready-file "$run/ready" >"$state/farm.log" 2>&1 9>&- &
farm=$!
for ((tries = 0; tries < 200; tries++)); do
    [ -s "$run/ready" ] && break
    if ! kill -0 "$farm" 2>/dev/null; then
        echo "the farm ended before it was ready; it said:" >&2
        cat "$state/farm.log" >&2
        exit 1
    fi
    sleep 0.05
done
if [ ! -s "$run/ready" ]; then
    echo "the farm was not ready within ten seconds; see $state/farm.log" >&2
    exit 1
fi
url=$(sed -n 's/^farm=//p' "$run/ready")
authority=$(sed -n 's/^ca=//p' "$run/ready")

frames=$state/frames/$(basename "${scene%.*}")
rm -rf "$frames"  # of an earlier run, whose scene may have had other frames
"$programs/renderbus_submit" --farm "$url" --ca "$authority" --workspace "$state/workspace" --frames "$frames" "$@" "$scene"
