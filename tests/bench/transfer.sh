#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Moving files to and from nginx (WebDAV over TLS, one worker): this library's HTTP engine beside curl -Z, rclone and aria2. All in one
# run, in turn in each round and the other way round in every second one; printed are medians of the rounds: files a second, MiB a
# second, the client's processor seconds, and ratios. rclone is told not to pace itself (--tpslimit 0), but asks about every folder and
# file, so it gets "few" of the small files. "far" are the small files over a line with 40 ms of round trip; "unhashed" is this library
# where stamps alone tell whether a file changed on its way, "unsynced" without bringing what came onto the disk, as the others do.
# nginx takes a body in pieces of a megabyte: with its usual 16 KiB (BODY_BUFFER=16k) files of that size keep it busier than any
# client, and it alone is measured. "farm" and "tus" are this library with two servers more: the farm of the examples (its storage,
# large files by tus in parts), which "farm-curl" talks to as well, and the tus project's own on node, where there is one.
# Everything lies below TMPDIR: a folder in memory (TMPDIR=/dev/shm) keeps the disk's moods out of it.
# Usage: transfer.sh [rounds [race]], where a race is such as "get large"; all by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-5} race=${2:-} body_buffer=${BODY_BUFFER:-1m}

. cmake/packages.sh
install_packages "${build_packages[@]}" nginx-light libnginx-mod-http-dav-ext curl rclone aria2 openssl time python3

work=$(mktemp -d)
. tests/bench/transfer_servers.sh
trap 'stop_servers; rm -rf "$work"' EXIT
flags=(-std=c++20 -O2 -DNDEBUG -DRENDERBUS_SEPARATE_COMPILATION -DASIO_STANDALONE -DASIO_HAS_CO_AWAIT -DASIO_HAS_STD_COROUTINE -Iinclude)
echo "$(g++ --version | head -n 1); g++ ${flags[*]}; $(openssl version); $(lscpu | sed -n 's/^Model name: *//p'); $(curl --version | head -n 1); $(rclone version | head -n 1)"
g++ "${flags[@]}" -c cmake/compiled/core.cpp -o "$work/core.o"
g++ "${flags[@]}" tests/bench/transfer_ours.cpp "$work/core.o" -o "$work/ours" -lssl -lcrypto -pthread
g++ "${flags[@]}" tests/bench/far_line.cpp -o "$work/far_line" -pthread

races=("put small ours 64" "put small curl 50" "put few ours 64" "put few rclone 16" "put far ours 128" "put far curl 50"
    "get small ours 64" "get small unsynced 64" "get small curl 50" "get small aria2 16"
    "put middle ours 4" "put middle unhashed 4" "put middle curl 50" "get middle ours 4" "get middle unsynced 4" "get middle curl 50"
    "put large ours 1" "put large unhashed 1" "put large curl 1" "put large rclone 1"
    "get large ours 1" "get large unsynced 1" "get large curl 1" "get large rclone 1"
    "put middle farm 4" "get middle farm 4" "put large farm 1" "put large farm-curl 1" "get large farm 1" "get large farm-curl 1"
    "put middle tus 4" "put large tus 1")
# Whether any race that is to be run is with such a server.
runs() { printf '%s\n' "${races[@]}" | grep "^$race" | grep " $1" >/dev/null; }
start_nginx
if runs farm; then
    for one in farm picture; do
        g++ "${flags[@]}" -c "cmake/compiled/$one.cpp" -o "$work/$one.o"
    done
    g++ "${flags[@]}" examples/farm.cpp "$work"/{core,farm,picture}.o -o "$work/farm_program" -lssl -lcrypto -lpng -pthread
    start_farm
fi
if runs tus && command -v node >/dev/null; then start_tus; fi

# files COUNT SIZE: that many files of random bytes, in $work/KIND/files.
files() {
    mkdir -p "$work/$1/files"
    python3 - "$work/$1/files" "$2" "$3" <<'END'
import os, sys
folder, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for i in range(count):
    with open(f"{folder}/{i:05}", "wb") as out:
        for _ in range(0, size, 1 << 20):
            out.write(os.urandom(min(size, 1 << 20)))
END
}
files small 10000 4096
files few 500 4096
files middle 200 1048576
files large 1 2147483648
ln -s small "$work/far"
large_digest=$(openssl dgst -sha256 -binary "$work/large/files/00000" | base64)
farm_url=https://localhost:${farm_port:-}/storage/input/10201-100001
to() { if [ "$1" = far ]; then echo "$far_port"; else echo "$port"; fi; }

# timed NAME COMMAND...: wall and processor seconds, and the most memory in KiB.
timed() { /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >/dev/null 2>"$work/said" || { head -c 1000 "$work/said" >&2; return 1; }
    awk '{ print $1, $2 + $3, $4 }' "$work/time"; }

# With each file that is made, ext4 passes over all that were deleted a minute ago, one by one: many small files stay until the end.
# Much memory that was freed goes back to a virtual machine's host within seconds, and who writes first fetches it again, page by
# page: so all begin after the same pause, be they ones that hash before or not.
clean() {
    local old
    for old in "$work/served/box" "$work/$1/came" "$work/tus" "${farm_box:-$work/farm_box}"; do
        case $1 in
            small | few | far) [ ! -e "$old" ] || mv "$old" "$(mktemp -d "$work/past.XXXXXX")" ;;
            *) rm -rf "$old" ;;
        esac
        mkdir -p "$old"
    done
    case $1 in middle | large) sleep 4 ;; esac
}
serve() { clean "$1"; cp "$work/$1/files"/* "$work/served/box"; }
# The files as curl's own list of what to do.
list_for_curl() {
    local file to
    to=$(to "$2")
    for file in "$work/$2/files"/*; do
        if [ "$1" = put ]; then printf 'upload-file = "%s"\nurl = "https://localhost:%s/box/%s"\n' "$file" "$to" "${file##*/}"
        else printf 'output = "%s"\nurl = "https://localhost:%s/box/%s"\n' "$work/$2/came/${file##*/}" "$to" "${file##*/}"; fi
    done
}
put() {
    clean "$1"
    case $2 in
        ours) "$work/ours" put webdav "$(to "$1")" "$work/authority.pem" "$work/$1" "$3" ;;
        unhashed) "$work/ours" put webdav "$(to "$1")" "$work/authority.pem" "$work/$1" "$3" stamps ;;
        curl) list_for_curl put "$1" >"$work/list"
            timed curl -s --no-progress-meter --cacert "$work/authority.pem" -Z --parallel-max "$3" -K "$work/list" ;;
        rclone) timed rclone copy --config "$work/rclone.conf" --tpslimit 0 --transfers "$3" --checkers 8 --no-check-dest --ca-cert "$work/authority.pem" \
            --retries 1 --webdav-url "https://localhost:$port/" "$work/$1/files" :webdav:box ;;
        farm) "$work/ours" put farm "$farm_port" "$work/authority.pem" "$work/$1" "$3" ;;
        farm-curl) timed curl -s --cacert "$work/authority.pem" -u "$farm_user" -H "Repr-Digest: sha-256=:$large_digest:" \
            -T "$work/$1/files/00000" "$farm_url/00000" ;;
        tus) "$work/ours" put tus "$tus_port" "$work/authority.pem" "$work/$1" "$3" ;;
    esac
}
get() {
    if [[ $2 == farm* ]]; then put "$1" farm "$3" >/dev/null; else serve "$1"; fi
    case $2 in
        ours) "$work/ours" get webdav "$port" "$work/authority.pem" "$work/$1" "$3" ;;
        unsynced) "$work/ours" get webdav "$port" "$work/authority.pem" "$work/$1" "$3" unsynced ;;
        curl) list_for_curl get "$1" >"$work/list"
            timed curl -s --no-progress-meter --cacert "$work/authority.pem" -Z --parallel-max "$3" -K "$work/list" ;;
        rclone) timed rclone copyurl --config "$work/rclone.conf" --ca-cert "$work/authority.pem" "https://localhost:$port/box/00000" "$work/$1/came/00000" ;;
        aria2) (cd "$work/$1/files" && printf "https://localhost:$port/box/%s\n" *) >"$work/list"
            timed aria2c -q -j "$3" --ca-certificate="$work/authority.pem" -d "$work/$1/came" -i "$work/list" ;;
        farm) "$work/ours" get farm "$farm_port" "$work/authority.pem" "$work/$1" "$3" ;;
        farm-curl) timed curl -s --cacert "$work/authority.pem" -u "$farm_user" -o "$work/$1/came/00000" "$farm_url/00000" ;;
    esac
}
touch "$work/rclone.conf"
for ((round = 0; round < rounds; ++round)); do
    for ((turn = 0; turn < ${#races[@]}; ++turn)); do
        one=${races[round % 2 ? ${#races[@]} - 1 - turn : turn]}
        [[ "$one" == "$race"* ]] || continue
        read -r way kind name at_once <<<"$one"
        [ "$name" != tus ] || [ -n "${tus_port:-}" ] || continue  # no node here
        if figures=$($way "$kind" "$name" "$at_once"); then echo "$way $kind $name $figures"
        else echo "$one: failed in round $round" >&2; fi
    done
done >"$work/costs"
python3 - "$work" <<'END'
import collections, os, statistics, sys
work = sys.argv[1]
costs = collections.defaultdict(list)
for line in open(f"{work}/costs"):
    way, kind, name, *figures = line.split()
    costs[way, kind, name].append([float(one) for one in figures])
variants = ("ours", "unhashed", "unsynced")
others = ("farm", "tus")
for (way, kind, name), rounds in costs.items():
    folder = f"{work}/{kind}/files"
    count, size = len(os.listdir(folder)), sum(one.stat().st_size for one in os.scandir(folder))
    wall, processor, memory = (statistics.median(column) for column in zip(*rounds))
    text = f"{way} {kind:6} {name:9} {count / wall:9,.0f} files/s {size / wall / 2**20:7,.0f} MiB/s {processor / count * 1e6:10,.0f} us CPU a file"
    if name in variants + others:
        print(f"{text} {memory / 1024:5.1f} MiB beyond the start")
        continue
    for mine_name in ("farm",) if name.startswith("farm-") else variants:
        if (way, kind, mine_name) not in costs:
            continue
        mine = costs[way, kind, mine_name]
        faster = statistics.median(theirs[0] / one[0] for theirs, one in zip(rounds, mine))
        cheaper = statistics.median(one[1] / theirs[1] for theirs, one in zip(rounds, mine))
        text += f"; {mine_name} is {faster:.2f} times as quick, at {cheaper:.2f} of its processor time"
    print(text)
END
