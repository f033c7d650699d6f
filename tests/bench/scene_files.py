# SPDX-License-Identifier: BSL-1.0
"""Writes large scenes to measure readers with: scene_files.py FORMAT MEGABYTES FILE. What they hold besides their meshes are
textures that are not there, so that an answer is more than a count."""
import random
import struct
import sys

dice = random.Random(7)


def number():
    """Nine digits, as Maya writes a float."""
    return f"{dice.uniform(-20, 20):.9g}" if dice.random() > 0.1 else str(dice.randrange(-9, 10))


def wrapped(words, width=88):
    """Words in lines of about that width, behind tabs, as Maya wraps them."""
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > width:
            lines.append(line)
            line = ""
        line += " " + word
    return "\n\t\t".join(lines + [line])


def arrays(attribute, count, part, words_of, kind=""):
    """setAttr statements of an array, in the parts that Maya makes of it."""
    text = f'\tsetAttr -s {count} "{attribute}";\n'
    for begin in range(0, count, part):
        end = min(begin + part, count)
        words = [word for i in range(begin, end) for word in words_of(i)]
        text += f'\tsetAttr -s {end - begin} "{attribute}[{begin}:{end - 1}]"{kind} {wrapped(words)};\n'
    return text


def maya_mesh(size):
    """The attributes of a mesh of size * size points."""
    points, faces = size * size, (size - 1) * (size - 1)
    text = '\tsetAttr -k off ".v";\n\tsetAttr ".vir" yes;\n\tsetAttr ".vif" yes;\n\tsetAttr ".uvst[0].uvsn" -type "string" "map1";\n'
    text += arrays(".uvst[0].uvsp", points, 250, lambda i: (number(), number()), ' -type "float2"')
    text += '\tsetAttr ".cuvs" -type "string" "map1";\n\tsetAttr ".dcc" -type "string" "Ambient+Diffuse";\n'
    text += arrays(".vt", points, 166, lambda i: (number(), number(), number()))
    text += arrays(".ed", 2 * points, 166, lambda i: (str(i // 2), str(i // 2 + 1), "0"))
    text += arrays(".n", points, 166, lambda i: (number(), number(), number()), ' -type "float3"')
    text += f'\tsetAttr -s {faces} -ch {4 * faces} ".fc";\n'
    for begin in range(0, faces, 500):
        end = min(begin + 500, faces)
        text += f'\tsetAttr -s {end - begin} -ch {4 * (end - begin)} ".fc[{begin}:{end - 1}]" -type "polyFaces" \n'
        text += "\n".join(f"\t\tf 4 {i} {i + size} {-i - 2} {-i - 1}\n\t\tmu 0 4 {i} {i + 1} {i + size} {i + size + 1}"
                          for i in range(begin, end)) + ";\n"
    return text + '\tsetAttr ".cd" -type "dataPolyComponent" Index_Data Edge 0 ;\n\tsetAttr ".hfd" -type "dataPolyComponent" Index_Data Face 0 ;\n'


def identifier():
    return f'\trename -uid "{dice.getrandbits(32):08X}-0000-0574-5905-{dice.getrandbits(48):012X}";\n'


def maya_asset(name, mesh):
    """A mesh with its material and texture, and an animated transform."""
    return "".join((
        f'createNode transform -n "{name}" -p "|world|set|props";\n', identifier(),
        f'\tsetAttr ".t" -type "double3" {number()} {number()} {number()} ;\n\tsetAttr ".s" -type "double3" 1.5 1.5 1.5 ;\n',
        f'createNode mesh -n "{name}Shape" -p "{name}";\n', identifier(), mesh,
        f'createNode lambert -n "{name}Paint";\n', identifier(), f'\tsetAttr ".dc" 0.80000001192092896;\n',
        f'createNode shadingEngine -n "{name}SG";\n', identifier(), '\tsetAttr ".ihi" 0;\n\tsetAttr ".ro" yes;\n',
        f'createNode materialInfo -n "{name}Info";\n', identifier(),
        f'createNode file -n "{name}Map";\n', identifier(),
        f'\tsetAttr ".ftn" -type "string" "/no such show/textures/{name};_color.exr";\n\tsetAttr ".cs" -type "string" "sRGB";\n',
        f'createNode place2dTexture -n "{name}Place";\n', identifier(),
        f'createNode animCurveTL -n "{name}_translateX";\n', identifier(),
        '\tsetAttr ".tan" 18;\n\tsetAttr ".wgt" no;\n',
        '\tsetAttr -s 48 ".ktv[0:47]"  ', wrapped([word for i in range(48) for word in (str(i), number())]), ";\n"))


def maya_connections(name):
    pairs = [(f"{name}_translateX.o", f"{name}.tx"), (f"{name}Map.oc", f"{name}Paint.c"), (f"{name}Paint.oc", f"{name}SG.ss"),
             (f"{name}Shape.iog", f"{name}SG.dsm"), (f"{name}SG.msg", f"{name}Info.sg"), (f"{name}Paint.msg", f"{name}Info.m"),
             (f"{name}Map.msg", f"{name}Info.t"), (f"{name}SG.pa", ":renderPartition.st"), (f"{name}Paint.msg", ":defaultShaderList1.s")]
    pairs += [(f"{name}Place.{a}", f"{name}Map.{a}") for a in ("c", "tf", "rf", "mu", "mv", "s", "wu", "wv", "re", "of", "r", "n", "vt1", "vt2", "vt3", "vc1")]
    return "".join(f'connectAttr "{a}" "{b}";\n' for a, b in pairs)


def maya_ascii(size, out, scale=1.0):
    meshes = [maya_mesh(round(scale * edge)) for edge in (16, 28, 40, 72)]
    out.write('//Maya ASCII 2023 scene\n//Name: large.ma\n//Codeset: UTF-8\nrequires maya "2023";\ncurrentUnit -l centimeter -a degree -t film;\n'
              'fileInfo "application" "maya";\nfileInfo "product" "Maya 2023";\nfileInfo "cutIdentifier" "202202161415-df43006fd3";\n'
              'createNode transform -s -n "persp";\ncreateNode camera -s -n "perspShape" -p "persp";\n')
    names = []
    while out.tell() < size * 0.99:
        names.append(f"prop{len(names)}")
        out.write(maya_asset(names[-1], meshes[len(names) % len(meshes)]))
    out.write('select -ne :defaultRenderGlobals;\n\tsetAttr ".ren" -type "string" "arnold";\n\tsetAttr ".fs" 1;\n\tsetAttr ".ef" 48;\n')
    for name in names:
        out.write(maya_connections(name))
    out.write("// End of large.ma\n")


def maya_ascii_heavy(size, out):
    """As many nodes in a large file as in one of 100 MB, with larger meshes."""
    maya_ascii(size, out, (size / 100_000_000) ** 0.5)


def maya_binary(size, out):
    """Chunks with sizes of 64 bits; what meshes hold is a hole in the file."""
    def chunk(tag, inside, hole=0):
        whole = len(inside) + hole
        out.write(tag + b"\xDE\xAD\xBE\xEF" + struct.pack(">Q", whole) + inside)
        out.seek(hole + -whole % 8, 1)

    def group(kind, write):
        """A group around what `write` writes; its size is known behind it."""
        out.write(b"FOR8\xDE\xAD\xBE\xEF" + bytes(8) + kind)
        begin = out.tell() - 4
        write()
        end = out.tell()
        out.seek(begin - 8)
        out.write(struct.pack(">Q", end - begin))
        out.seek(end)

    def created(name, parent=b""):
        chunk(b"CREA", (b"\0" + name + b"\0" + parent if parent else b"\x80" + name) + b"\0" + bytes(16))

    def head():
        for tag, text in ((b"VERS", b"2023"), (b"TUNI", b"pal"), (b"TDUR", b"141120000"), (b"FINF", b"product\0Maya 2023\0")):
            chunk(tag, text)

    def asset(name):
        def mesh():
            created(name + b"Shape", name)
            for attribute, bytes_of_it in ((b"vt", 400_000), (b"ed", 600_000), (b"n", 400_000), (b"fc", 1_100_000)):
                chunk(b"MESH", attribute + b"\0", bytes_of_it)

        def texture():
            created(name + b"Map")
            chunk(b"STR ", b"ftn\0 /no such show/textures/" + name + b".exr\0")

        group(b"XFRM", lambda: created(name))
        group(b"DMSH", mesh)
        group(b"RTFT", texture)

    def scene():
        group(b"HEAD", head)
        count = 0
        while out.tell() < size * 0.99:
            asset(b"prop%d" % count)
            count += 1

    group(b"Maya", scene)


def houdini(size, out):
    """Entries of a cpio archive; what locked geometry holds is a hole in the file."""
    def entry(name, data, hole=0):
        out.write(b"070707" + b"0" * 53 + b"%06o%011o" % (len(name) + 1, len(data) + hole) + name + b"\0" + data)
        out.seek(hole, 1)

    entry(b".start", b"fplayback -i on\ntcur 1\nfps 25\nfrange 11 90\n")
    entry(b".variables", b"set -g HIP = '/no such show'\nset -g _HIP_SAVEVERSION = '19.5.303'\n")
    count = 0
    while out.tell() < size * 0.99:
        name = b"obj/prop%d/" % count
        count += 1
        for node, kind, file in ((b"file1", b"file", b"file\t[ 0\tlocks=0 ]\t(\t/no such show/prop%d.bgeo.sc\t)\n" % count),
                                 (b"edit1", b"edit", b"")):
            entry(name + node + b".init", b"type = " + kind + b"\nmatchesdef = 0\n")
            entry(name + node + b".def", b'comment ""\nflags =  lock off bypass off display on\nend\n')
            entry(name + node + b".parm", b"{\nversion 0.8\n" + file + b"}\n")
        entry(name + b"edit1.data", b"", 2_500_000)
    entry(b"TRAILER!!!", b"")


FORMATS = {"maya_ascii": maya_ascii, "maya_ascii_heavy": maya_ascii_heavy, "maya_binary": maya_binary, "houdini": houdini}

if __name__ == "__main__":
    form, megabytes, file = sys.argv[1:4]
    with open(file, "w" if form.startswith("maya_ascii") else "wb") as made:
        FORMATS[form](int(megabytes) * 1_000_000, made)
