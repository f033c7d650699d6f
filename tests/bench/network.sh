#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# What one API request costs the client's processor, and what a new connection costs: this library beside a bare OpenSSL loop,
# libcurl and Python's requests. All in one run, client and server on one processor, one after another in each round; printed
# are medians of the rounds and of their ratios, and instructions a request (callgrind, the client alone).
# Usage: network.sh [rounds] [requests]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-11}
requests=${2:-2000}

. cmake/packages.sh
install_packages "${build_packages[@]}" libcurl4-openssl-dev python3-requests valgrind util-linux

work=$(mktemp -d)
trap 'exec 9>&-; wait; rm -rf "$work"' EXIT
flags=(-std=c++20 -O2 -DNDEBUG -DASIO_STANDALONE -DASIO_HAS_CO_AWAIT -DASIO_HAS_STD_COROUTINE -Iinclude)
echo "$(g++ --version | head -n 1); g++ ${flags[*]}; $(openssl version); $(lscpu | sed -n 's/^Model name: *//p')"
for program in server peers ours; do
    g++ "${flags[@]}" "tests/bench/network_$program.cpp" -o "$work/$program" -lcurl -lssl -lcrypto -pthread
done

mkfifo "$work/end"
taskset -c 0 "$work/server" "$work" <"$work/end" &
exec 9>"$work/end"
while [ ! -f "$work/ports" ]; do sleep 0.1; done
port() { sed -n "s/^$1 //p" "$work/ports"; }

# cost NAME: what one round of it measures.
cost() {
    local fewer=$((requests / 10))
    case $1 in
        openssl | asio | curl) taskset -c 0 "$work/peers" "$1" "$(port kept)" "$work/authority.pem" "$requests" ;;
        transport | curl_transport | client) taskset -c 0 "$work/ours" "$1" "$(port kept)" "$work/authority.pem" "$requests" ;;
        requests) taskset -c 0 python3 -P tests/bench/network.py "$(port kept)" "$work/authority.pem" "$fewer" ;;
        openssl_full) taskset -c 0 "$work/peers" openssl_new "$(port full)" "$work/authority.pem" "$fewer" ;;
        openssl_resumed) taskset -c 0 "$work/peers" openssl_new "$(port resumed)" "$work/authority.pem" "$fewer" ;;
        curl_resumed) taskset -c 0 "$work/peers" curl_new "$(port resumed)" "$work/authority.pem" "$fewer" ;;
        transport_full) taskset -c 0 "$work/ours" transport_new "$(port full)" "$work/authority.pem" "$fewer" ;;
        transport_resumed) taskset -c 0 "$work/ours" transport_new "$(port resumed)" "$work/authority.pem" "$fewer" ;;
    esac
}
names=(openssl asio curl requests transport curl_transport client
       openssl_full openssl_resumed curl_resumed transport_full transport_resumed)
for ((round = 0; round < rounds; ++round)); do
    for name in "${names[@]}"; do echo "$round $name $(cost "$name")"; done
done >"$work/costs"

counted() { sed -n 's/^summary: //p' "$work/callgrind.$1"; }
# instructions PROGRAM NAME: of one request, from two runs that differ in their number.
instructions() {
    local few=200 many=1200 n
    for n in $few $many; do
        valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.$n" \
            "$work/$1" "$2" "$(port kept)" "$work/authority.pem" "$n" >/dev/null 2>&1
    done
    # Each run warms up with a tenth more.
    echo $((($(counted $many) - $(counted $few)) * 10 / 11 / (many - few)))
}
for each in "peers openssl" "peers asio" "peers curl" "ours transport" "ours curl_transport" "ours client"; do
    # shellcheck disable=SC2086
    echo "${each#* } $(instructions $each)"
done >"$work/instructions"

python3 - "$work/costs" "$work/instructions" <<'END'
import statistics
import sys

rounds = {}
for line in open(sys.argv[1]):
    number, name, cost = line.split()
    rounds.setdefault(name, []).append(float(cost))
print("\nclient's processor time, microseconds a request (median of", len(rounds["openssl"]), "rounds)")
for name, costs in rounds.items():
    print(f"  {name:18} {statistics.median(costs):9.1f}   from {min(costs):.1f} to {max(costs):.1f}")
print("ratios (medians of the rounds' ratios)")
for a, b, goal in [("transport", "openssl", "<= 1.5"), ("transport", "asio", ""), ("asio", "openssl", ""), ("transport", "curl", "<= 0.6"), ("client", "openssl", "<= 1.5"),
                   ("client", "curl", "<= 0.6"), ("requests", "client", ">= 20"), ("requests", "transport", ">= 20"),
                   ("transport_resumed", "transport_full", "<= 0.7"), ("openssl_resumed", "openssl_full", ""),
                   ("transport_resumed", "openssl_resumed", ""), ("transport_resumed", "curl_resumed", ""),
                   ("curl_transport", "curl", "")]:
    ratio = statistics.median(x / y for x, y in zip(rounds[a], rounds[b]))
    print(f"  {a} / {b}: {ratio:.2f}   {goal}")
print("instructions a request (callgrind); asked are 45,000 at most")
for line in open(sys.argv[2]):
    name, count = line.split()
    print(f"  {name:18} {int(count):9,}")
END
