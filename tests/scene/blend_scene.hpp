// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_BLEND_SCENE_HPP
#define RENDERBUS_TESTS_SCENE_BLEND_SCENE_HPP

#include "blend_writer.hpp"

namespace scene_tests {

/// The structures that a Blender of any version has, as far as the reader asks for them.
inline blend_writer writer_of(blend_writer::kind kind) {
    blend_writer to(kind);
    const bool later = kind.version >= 280;
    to.structure("ListBase", {"void *first", "void *last"});
    to.structure("ID", {"void *next", "void *lib", "char name[66]", "short flag"});
    to.structure("FileGlobal", {"short subversion", "short pad", "void *curscene"});
    to.structure("ImageFormatData", {"char imtype", "char depth", "char pad[2]"});
    to.structure("RenderData",
                 {"ImageFormatData im_format", "int cfra", "int sfra", "int efra", "int frame_step", "int xsch", "int ysch",
                  "short size", "short frs_sec", "float frs_sec_base", "ListBase layers", "char pic[1024]", "char engine[32]"});
    to.structure("Scene", later ? std::vector<std::string>{"ID id", "void *camera", "ListBase view_layers", "RenderData r"}
                                : std::vector<std::string>{"ID id", "void *camera", "RenderData r"});
    if (later) to.structure("ViewLayer", {"void *next", "void *prev", "char name[64]", "short flag", "short pad"});
    else to.structure("SceneRenderLayer", {"void *next", "void *prev", "char name[64]", "int layflag"});
    to.structure("Object", {"ID id", "short type", "short pad", "float loc[3]"});
    to.structure("Image",
                 {"ID id", later ? "char filepath[1024]" : "char name[1024]", "void *packedfile", "short source", "short pad"});
    to.structure("Library", {"ID id", "char name[1024]", "char filepath[1024]", "void *parent"});
    to.structure("VFont", {"ID id", "char name[1024]", "void *packedfile"});
    to.structure("bSound", {"ID id", "char name[1024]", "void *packedfile"});
    to.structure("Volume", {"ID id", "char filepath[1024]", "char is_sequence", "char pad[7]"});
    to.structure("Text", {"ID id", "char *name", "int flags"});
    to.structure("MeshCacheModifierData", {"void *next", "char filepath[1024]"});
    to.structure("StripElem", {"char name[256]", "int orig_width"});
    to.structure("Strip", {"void *next", "StripElem *stripdata", "char dir[768]"});
    to.structure("Sequence", {"void *next", "char name[64]", "int type", "Strip *strip"});
    to.structure("FluidDomainSettings", {"void *fmd", "char cache_directory[1024]"});
    return to;
}

inline constexpr std::uint64_t scene_at = 0x1000, camera_at = 0x2000, layer_at = 0x3000, strip_at = 0x4000;

/// A file with something of everything that the reader knows.
inline std::string everything(blend_writer::kind kind) {
    const auto to = writer_of(kind);
    const bool later = kind.version >= 280;
    const auto number = [&](std::uint64_t value) { return to.number(value); };
    const auto image = [&](std::string name, std::string path, int source, int packed) {
        return to.block("IM", "Image", 0x5000,
                        to.record("Image", {{"id.name", "IM" + name},
                                            {later ? "filepath" : "name", path},
                                            {"source", number(static_cast<unsigned>(source))},
                                            {"packedfile", number(static_cast<unsigned>(packed))}}));
    };
    const std::string list = later ? "view_layers.first" : "r.layers.first";
    const std::string layer = later ? "ViewLayer" : "SceneRenderLayer";
    std::string blocks = to.block("REND", "ListBase", 0x1, to.record("ListBase", {}));
    blocks +=
        to.block("GLOB", "FileGlobal", 0x2, to.record("FileGlobal", {{"subversion", number(3)}, {"curscene", number(scene_at)}}));
    blocks += to.block("SC", "Scene", 0x900,
                       to.record("Scene", {{"id.name", "SCother"},
                                           {"r.sfra", number(1)},
                                           {"r.efra", number(2)},
                                           {"r.frs_sec", number(24)},
                                           {"r.xsch", number(10)},
                                           {"r.ysch", number(10)}}));
    blocks += to.block("SC", "Scene", scene_at,
                       to.record("Scene", {{"id.name", "SCshot"},
                                           {"camera", number(camera_at)},
                                           {list, number(layer_at)},
                                           {"r.sfra", number(5)},
                                           {"r.efra", number(90)},
                                           {"r.frame_step", number(2)},
                                           {"r.cfra", number(7)},
                                           {"r.xsch", number(1920)},
                                           {"r.ysch", number(1080)},
                                           {"r.size", number(50)},
                                           {"r.frs_sec", number(30)},
                                           {"r.frs_sec_base", number(std::bit_cast<std::uint32_t>(1.001f))},
                                           {"r.pic", "//out\\shot_"},
                                           {"r.engine", "CYCLES"},
                                           {"r.im_format.imtype", number(28)}}));
    blocks += to.block(
        "DATA", layer, layer_at,
        to.record(layer, {{"name", "fg"}, {"next", number(layer_at + 1)}, {later ? "flag" : "layflag", number(later ? 1 : 0)}}));
    blocks += to.block("DATA", layer, layer_at + 1,
                       to.record(layer, {{"name", "off"}, {later ? "flag" : "layflag", number(later ? 0 : 1u << 30)}}));
    blocks += to.block("DATA", "Sequence", 0x41,
                       to.record("Sequence", {{"name", "SQfilm"}, {"type", number(0)}, {"strip", number(strip_at)}}));
    blocks +=
        to.block("DATA", "Strip", strip_at, to.record("Strip", {{"dir", "//plates/"}, {"stripdata", number(strip_at + 1)}}));
    blocks += to.block("DATA", "StripElem", strip_at + 1,
                       to.record("StripElem", {{"name", "a.png"}}) + to.record("StripElem", {{"name", "b.png"}}), 2);
    blocks += to.block("OB", "Object", camera_at, to.record("Object", {{"id.name", "OBCam"}, {"type", number(11)}}));
    blocks +=
        to.block("DATA", "MeshCacheModifierData", 0x21, to.record("MeshCacheModifierData", {{"filepath", "//cache/a.pc2"}}));
    blocks += to.block("DATA", "FluidDomainSettings", 0x22, to.record("FluidDomainSettings", {{"cache_directory", "//fluid"}}));
    blocks += to.block("OB", "Object", 0x2100, to.record("Object", {{"id.name", "OBCube"}, {"type", number(1)}}));
    blocks += image("wall", "//tex\\wall.png", 1, 0) + image("packed", "//tex/packed.png", 1, 1) + image("made", "", 4, 0);
    blocks += image("plate", "//plate/p_0001.exr", 2, 0) + image("skin", "//tex/skin.1001.png", 6, 0);
    blocks +=
        to.block("LI", "Library", 0x6000,
                 to.record("Library", {{"id.name", "LILib"}, {"name", "//lib\\lib.blend"}, {"filepath", "/gone/lib.blend"}}));
    blocks += to.block("ID", "ID", 0x6001, to.record("ID", {{"name", "OBlinked"}}));
    blocks += to.block("LI", "Library", 0x6100,
                       to.record("Library", {{"id.name", "LIdeep"}, {"name", "//deep.blend"}, {"parent", number(0x6000)}}));
    blocks += to.block("VF", "VFont", 0x7000, to.record("VFont", {{"id.name", "VFb"}, {"name", "<builtin>"}}));
    blocks += to.block("SO", "bSound", 0x7100, to.record("bSound", {{"id.name", "SOhorn"}, {"name", "//horn.wav"}}));
    blocks += to.block("VO", "Volume", 0x7200,
                       to.record("Volume", {{"id.name", "VOfog"}, {"filepath", "//fog_12.vdb"}, {"is_sequence", number(1)}}));
    blocks += to.block("TX", "Text", 0x7300, to.record("Text", {{"id.name", "TXrun"}, {"name", number(0x7301)}}));
    blocks += to.raw_block("DATA", 0, 0x7301, std::string("//run.osl") + '\0');
    blocks += to.block("ME", "Object", 0x8000, to.record("Object", {{"id.name", "MEmesh"}}));
    blocks += to.raw_block("DATA", 0, 0x8001, std::string(50, 'm'));
    return to.file(blocks);
}

inline constexpr blend_writer::kind kinds[] = {{8, std::endian::little, false, 402}, {4, std::endian::little, false, 279},
                                               {8, std::endian::big, false, 300},    {4, std::endian::big, false, 250},
                                               {8, std::endian::little, true, 502},  {8, std::endian::big, true, 500}};

inline std::string name_of(const blend_writer::kind& kind) {
    return std::to_string(kind.version) + (kind.pointer_size == 4 ? " 32 bit" : " 64 bit") +
           (kind.order == std::endian::big ? " big" : " little");
}

}  // namespace scene_tests

#endif
