// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/scene/maya_ascii.hpp>

using namespace scene_tests;

namespace {

/// A scene with something of everything that the reader knows.
constexpr std::string_view everything = R"ma(//Maya ASCII 2023 scene
//Codeset: UTF-8
file -rdi 1 -ns "rig" -rfn "rigRN" -op "v=0;" -typ "mayaAscii" "rig.ma{1}";
file -r -ns "rig" -dr 1 -rfn "rigRN" -typ "mayaAscii" "rig.ma{1}";
requires maya "2023";
requires -nodeType "aiOptions" "mtoa" "5.1.0";
currentUnit -l centimeter -a degree -t 23.976fps;
fileInfo "product" "Maya 2023";
createNode camera -s -n "perspShape" -p "persp";
	setAttr -k off ".v" no;
	addAttr -ci true -sn "es" -ln "expandedState" -min 0 -max 1 -at "bool";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "tex/wall.<UDIM>.####.png";
	setAttr ".uvt" 3;
createNode cacheFile -n "c"; setAttr ".cn" -type "string" "hair"; setAttr ".cp" -type "string" "$SHOW//cache";
createNode reference -n "rigRN";
	setAttr ".ed" -type "dataReferenceEdits"
		"rigRN" "" 0
		"rigRN" 3
		2 "|rig:a|rig:aShape" "renderable" " -k 0 0"
		5 2 "rigRN" "a" "b" ""
		7 "link" ":l" 1 "x";
createNode renderSetupLayer -n "fg";
createNode renderLayer -n "rs_fg";
createNode renderSettingsCollection -n "s";
createNode relUniqueOverride -n "o";
	addAttr -sn "ofs" -ln "offset" -dv 2 -at "time";
	setAttr ".atr" -type "string" "endFrame"; setAttr ".tgName" -type "string" "defaultRenderGlobals"; setAttr ".mul" 1.5;
createNode script -n "sceneConfigurationScriptNode";
	setAttr ".b" -type "string" ("playbackOptions -min 1 -max 10 " + ("-ast 1 " + "-aet 20"));
select -ne :defaultRenderGlobals;
	setAttr ".fs" 1; setAttr ".ef" 1e1; setAttr ".ren" -type "string" "arnold"; /* a comment */
connectAttr "rs_fg.msg" "fg.lrl"; connectAttr "fg.lit" "s.pls"; connectAttr "s.lit" "o.pls"; connectAttr "x.o" "file1.ftn" -na;
// End of a.ma
)ma";

/// Reads a scene from memory; gives whether it could be read.
bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.ma"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::maya_ascii_reader::read(std::move(source), builder);
    if (read) return builder.finish().has_value();
    BOOST_TEST_REQUIRE(!read.error().cause.empty());
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_mutations)

BOOST_AUTO_TEST_CASE(the_scene_itself_can_be_read) {
    const scene_folder folder;
    folder.write("rig.ma", maya_scene("createNode camera -n \"aShape\" -p \"a\";\n"));
    BOOST_TEST(reads(std::string(everything), folder));
}

BOOST_AUTO_TEST_CASE(every_cut_is_read_or_refused) {
    const scene_folder folder;
    std::size_t read = 0;
    for (std::size_t size = 0; size < everything.size(); ++size) read += reads(std::string(everything.substr(0, size)), folder);
    // Only a cut between two statements leaves a scene; all others end inside of one.
    const auto ends = static_cast<std::size_t>(std::count(everything.begin(), everything.end(), ';'));
    BOOST_TEST(read > 0u);
    BOOST_TEST(read < 12 * ends);
}

BOOST_AUTO_TEST_CASE(every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    const std::string letters{'"', ';', '(', '\\', '\n', '\0', '\xFF', '9', '{'};
    std::size_t read = 0;
    for (std::size_t at = 0; at < everything.size(); ++at) {
        for (std::size_t i = at % 3; i < letters.size(); i += 3) {
            std::string changed(everything);
            changed[at] = letters[i];
            read += reads(std::move(changed), folder);
        }
        std::string flipped(everything);
        flipped[at] = static_cast<char>(~flipped[at]);
        read += reads(std::move(flipped), folder);
    }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_CASE(every_missing_byte_is_read_or_refused) {
    const scene_folder folder;
    std::size_t read = 0;
    for (std::size_t at = 0; at < everything.size(); ++at) {
        std::string shorter(everything);
        shorter.erase(at, 1);
        read += reads(std::move(shorter), folder);
    }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
