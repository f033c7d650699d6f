# SPDX-License-Identifier: BSL-1.0
"""The same request with Python's requests, which the service's own client is made of.

Usage: network.py port authority.pem requests
"""
import resource
import sys

import requests

port, authority, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
head = {"accessId": "9f2a1c7e5b8d4f60a3e1", "channel": "4", "platform": "2", "UTCTimestamp": "1735689600", "nonce": "123456",
        "version": "1.0.0", "signature": "uJ3mYvQ0Xw1n8tq5cT2f4pEYbV7s9kzR6hLdGxWoA1I=", "Content-Type": "application/json",
        "languageFlag": "1"}
session = requests.Session()
session.verify = authority
session.trust_env = False


def ask():
    answer = session.post(f"https://localhost:{port}/api/render/setUp/queryUserSetting", data="{}", headers=head)
    if answer.status_code != 200 or answer.json()["code"] != 200:
        sys.exit("no answer")


def processor_time():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1e6


for _ in range(count // 10 + 1):
    ask()
began = processor_time()
for _ in range(count):
    ask()
print(f"{(processor_time() - began) / count:.3f}")
