# SPDX-License-Identifier: BSL-1.0
"""The same answers as blend_answers.py without Blender, as a Python program gives them that walks over the file's blocks and reads
its list of structures (DNA): blend_walker.py FILE"""
import os
import struct
import sys


class Structure:
    def __init__(self, name, size):
        self.name, self.size, self.fields = name, size, {}


class BlendFile:
    """All blocks of a file by their addresses, and its structures."""

    def __init__(self, path):
        self.stream = open(path, "rb")
        header = self.stream.read(12)
        if header[:7] != b"BLENDER":
            raise ValueError(f"{path} is no Blender file")
        self.pointer = 8 if header[7:8] == b"-" else 4
        self.order = "<" if header[8:9] == b"v" else ">"
        self.head = struct.Struct(self.order + "4si" + ("Q" if self.pointer == 8 else "I") + "ii")
        self.blocks, self.by_address = [], {}
        self.structures = []
        while True:
            read = self.stream.read(self.head.size)
            if len(read) < self.head.size:
                break
            code, size, address, index, count = self.head.unpack(read)
            code = code.rstrip(b"\0").decode()
            if code == "ENDB":
                break
            block = (code, self.stream.tell(), size, index, count)
            if code == "DNA1":
                self.read_structures(self.stream.read(size))
                continue
            self.blocks.append(block)
            self.by_address[address] = block
            self.stream.seek(size, os.SEEK_CUR)

    def read_structures(self, dna):
        def texts(at):
            count, = struct.unpack_from(self.order + "i", dna, at)
            at += 4
            found = []
            for _ in range(count):
                end = dna.index(b"\0", at)
                found.append(dna[at:end].decode())
                at = end + 1
            return found, (at + 3) & ~3

        names, at = texts(8)
        types, at = texts(at + 4)
        sizes = struct.unpack_from(f"{self.order}{len(types)}h", dna, at + 4)
        at = (at + 4 + 2 * len(types) + 3) & ~3
        count, = struct.unpack_from(self.order + "i", dna, at + 4)
        at += 8
        self.by_name = {}
        for _ in range(count):
            kind, fields = struct.unpack_from(self.order + "2h", dna, at)
            at += 4
            made = Structure(types[kind], sizes[kind])
            offset = 0
            for _ in range(fields):
                of, name = struct.unpack_from(self.order + "2h", dna, at)
                at += 4
                full = names[name]
                bare = full.strip("*()").split("[")[0].rstrip(")")
                items = 1
                for part in full.split("[")[1:]:
                    items *= int(part.rstrip("]"))
                size = (self.pointer if full[0] in "*(" else sizes[of]) * items
                made.fields[bare] = (types[of], full[0] in "*(", offset, size)
                offset += size
            self.structures.append(made)
            self.by_name[made.name] = made

    def data(self, block):
        self.stream.seek(block[1])
        return self.stream.read(block[2])

    def get(self, block, data, path, default=None):
        """A field of a block's structure: `r.frs_sec`."""
        structure, place = self.structures[block[3]], 0
        for part in path.split("."):
            if structure is None or part not in structure.fields:
                return default
            kind, is_pointer, offset, size = structure.fields[part]
            place += offset
            structure = self.by_name.get(kind)
        if is_pointer:
            return struct.unpack_from(self.order + ("Q" if self.pointer == 8 else "I"), data, place)[0]
        if kind == "char" and size > 1:
            return data[place:place + size].split(b"\0")[0].decode("utf-8", "surrogateescape")
        return struct.unpack_from(self.order + {"short": "h", "int": "i", "float": "f", "char": "b"}[kind], data, place)[0]


def answers(path, lines, seen, is_library=False):
    file = BlendFile(path)
    for block in file.blocks:
        if block[0] not in ("IM", "LI", "SC"):
            continue
        data = file.data(block)
        if file.get(block, data, "id.lib"):
            continue
        if block[0] == "IM":
            if file.get(block, data, "source") in (1, 2, 3, 6) and not file.get(block, data, "packedfile") and not file.get(block, data, "packedfiles.first"):
                lines.add("image " + (file.get(block, data, "filepath") or file.get(block, data, "name")))
        elif block[0] == "LI":
            stored = file.get(block, data, "name")
            if not file.get(block, data, "parent"):
                lines.add("library " + stored)
            real = os.path.join(os.path.dirname(path), stored[2:]) if stored.startswith("//") else stored
            if os.path.exists(real) and os.path.realpath(real) not in seen:
                seen.add(os.path.realpath(real))
                answers(real, lines, seen, True)
        elif not is_library:
            value = lambda field, default=None: file.get(block, data, field, default)
            camera = file.by_address.get(value("camera"))
            camera = file.get(camera, file.data(camera), "id.name")[2:] if camera else "none"
            lines.add(f"scene {value('id.name')[2:]} {value('r.sfra')}-{value('r.efra')}[{max(1, value('r.frame_step', 1))}] "
                      f"{value('r.xsch')}x{value('r.ysch')} {value('r.frs_sec') / value('r.frs_sec_base'):.3f} {camera}")


found = set()
answers(os.path.abspath(sys.argv[1]), found, {os.path.realpath(sys.argv[1])})
print("\n".join(sorted(found)))
