// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/scene/installed.hpp>

namespace {

using namespace transfer_tests;

/// Programs and versions below a root, in the order of the answer.
std::vector<std::string> found_in(const fs::path& root, rb::install_places places) {
    std::vector<std::string> all;
    for (const auto& one : rb::find_installed(root, places)) {
        all.push_back(std::string(rb::cg_name(one.program)) + " " + one.version);
        BOOST_TEST(fs::is_regular_file(one.executable));
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scene_installed)

BOOST_AUTO_TEST_CASE(programs_are_found_where_their_makers_put_them_on_linux) {
    scratch root;
    for (const auto* file :
         {"usr/autodesk/maya2020/bin/maya", "usr/autodesk/maya2023/bin/maya", "usr/autodesk/maya2016-x64/bin/maya",
          "opt/hfs19.5.303/bin/hython", "opt/hfs20.0.506/bin/hython", "opt/hfs9.1/bin/hython",
          "opt/blender-3.6.5-linux-x64/blender", "usr/local/blender-2.79b/blender",
          "opt/isotropix/clarisse_ifx_4.0_sp3/clarisse/cnode", "opt/Katana3.2v1/katana", "usr/local/katana3.10v2/katana"})
        write_file(root / file, "");
    const std::vector<std::string> due = {"Maya 2023",        "Maya 2020",        "Maya 2016",
                                          "Houdini 20.0.506", "Houdini 19.5.303", "Houdini 9.1",
                                          "Blender 3.6.5",    "Blender 2.79b",    "Clarisse clarisse_ifx_4.0_sp3",
                                          "Katana 3.10v2",    "Katana 3.2v1"};
    BOOST_TEST(found_in(root.path(), rb::install_places::unix_like) == due, boost::test_tools::per_element());
    BOOST_TEST(found_in(root.path(), rb::install_places::windows).empty());
}

BOOST_AUTO_TEST_CASE(and_on_windows) {
    scratch root;
    for (const auto* file :
         {"Autodesk/Maya2023/bin/maya.exe", "Autodesk/3ds Max 2022/3dsmaxbatch.exe",
          "Side Effects Software/Houdini 19.5.303/bin/hython.exe", "Blender Foundation/Blender 3.6/blender.exe",
          "Isotropix/Clarisse iFX 4.0 SP3/Clarisse/cnode.exe", "Katana3.2v1/bin/katanaBin.exe",
          "Maxon Cinema 4D R22/Commandline.exe", "MAXON/CINEMA 4D R21/Commandline.exe", "Maxon Cinema 4D 2023/Commandline.exe"})
        write_file(root / "Program Files" / file, "");
    const std::vector<std::string> due = {"Maya 2023",     "3ds Max 2022",  "Houdini 19.5.303", "CINEMA 4D 2023",
                                          "CINEMA 4D R22", "CINEMA 4D R21", "Blender 3.6",      "Clarisse clarisse_ifx_4.0_sp3",
                                          "Katana 3.2v1"};
    BOOST_TEST(found_in(root.path(), rb::install_places::windows) == due, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_one_is_none) {
    scratch root;
    for (const auto* file : {"usr/autodesk/maya-docs/bin/maya", "usr/autodesk/maya/bin/maya", "usr/autodesk/maya2022/bin/mayapy",
                             "usr/autodesk/mudbox2022/bin/maya", "opt/hfs/bin/hython", "opt/blender-latest/blender",
                             "opt/isotropix/clarisse_demo/cnode"})
        write_file(root / file, "");
    fs::create_directories(root / "usr/autodesk/maya2021/bin/maya");
    fs::create_symlink("nowhere", root / "opt/hfs18.0");
    fs::create_symlink(root / "opt", root / "opt/katana");
    BOOST_TEST(found_in(root.path(), rb::install_places::unix_like).empty());
    BOOST_TEST(found_in(root / "none", rb::install_places::unix_like).empty());
}

BOOST_AUTO_TEST_CASE(the_version_asked_for_is_chosen_else_the_newest) {
    const std::vector<rb::installed_dcc> found = {
        {rb::dcc::maya, "2023", "/a"}, {rb::dcc::maya, "2020", "/b"}, {rb::dcc::houdini, "20.0", "/c"}};
    BOOST_TEST(rb::choose_installed(found, rb::dcc::maya)->executable == "/a");
    BOOST_TEST(rb::choose_installed(found, rb::dcc::maya, "2020")->executable == "/b");
    BOOST_TEST(rb::choose_installed(found, rb::dcc::maya, "2022") == nullptr);
    BOOST_TEST(rb::choose_installed(found, rb::dcc::katana) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
