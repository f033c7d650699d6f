# SPDX-License-Identifier: BSL-1.0
"""Writes the scene's three textures, 8-bit RGB PNGs: python3 make_textures.py"""
import math
import pathlib
import struct
import zlib

folder = pathlib.Path(__file__).resolve().parent / "textures"


def write_png(name, width, height, colour):
    rows = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)


def checker(x, y):
    return (222, 214, 196) if (x // 16 + y // 16) % 2 else (92, 74, 62)


def rings(x, y):
    wave = math.sin(math.hypot(x - 64, (y - 48) * 1.7) / 4.0)
    return int(150 + 40 * wave), int(98 + 30 * wave), int(52 + 18 * wave)


def sky(x, y):
    return int(60 + y * 1.1), int(110 + y * 0.9), int(190 + y * 0.45)


folder.mkdir(exist_ok=True)
write_png("ground.png", 128, 128, checker)
write_png("crate.png", 128, 96, rings)
write_png("sky.png", 256, 128, sky)
