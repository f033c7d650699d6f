// SPDX-License-Identifier: BSL-1.0
#if defined(RENDERBUS_TESTS_HAVE_ARCHIVE)
#include "max_writer.hpp"
#include "support.hpp"

#include <renderbus/config/wire_forms.hpp>
#include <renderbus/scene/four_files.hpp>
#include <renderbus/scene/max_archive.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <iterator>

using namespace scene_tests;

namespace {

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What a command writes; it must end well.
std::string said_by(const std::string& command) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe);
    std::string text;
    char part[4096];
    for (std::size_t count; (count = std::fread(part, 1, sizeof part, pipe)) != 0;) text.append(part, count);
    BOOST_TEST_REQUIRE(::pclose(pipe) == 0, command);
    return text;
}

bool has_7z() {
    const bool has = std::system("command -v 7z >/dev/null 2>&1") == 0;
    if (!has) BOOST_TEST_MESSAGE("skipped: there is no 7z here (Debian: p7zip-full)");
    return has;
}

/// A folder beside the scenes, as the workspace of an analysis.
std::string workspace_in(const scene_folder& folder) {
    fs::create_directories(folder.path("workspace"));
    return folder.path("workspace");
}

texts names_in(const fs::path& folder) {
    texts names;
    for (const auto& one : fs::directory_iterator(folder)) names.push_back(one.path().filename().string());
    return names;
}

/// Bytes that do not pack well.
std::string noise(std::size_t size) {
    std::string bytes(size, '\0');
    std::uint32_t state = 1;
    for (char& c : bytes) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(max_archive)

BOOST_AUTO_TEST_CASE(other_programs_unpack_what_was_packed) {
    const scene_folder folder;
    const auto workspace = workspace_in(folder);
    for (const auto& name : {"shot.max", "\xE5\x9C\xBA\xE6\x99\xAF 'a' \xC3\xA9.max"}) {
        const auto bytes = max_file().bytes() + noise(5'000'000);
        const auto scene = folder.write(name, bytes);
        const auto packed = rb::pack_max_scene(scene, workspace).value();
        BOOST_TEST(packed.file.string() == workspace + '/' + name + ".7z");
        BOOST_TEST((packed.md5 == rb::md5_of_file(packed.file).value()));
        check_same(names_in(workspace), {std::string(name) + ".7z"});
        if (has_7z()) {
            fs::copy_file(packed.file, folder.path("copy.7z"), fs::copy_options::overwrite_existing);
            const auto to = folder.path("out");
            said_by("7z t '" + folder.path("copy.7z") + "' 2>&1");
            BOOST_TEST(said_by("LC_ALL=C.UTF-8 7z l -slt '" + folder.path("copy.7z") + "' 2>&1").find("Method = LZMA2") !=
                       std::string::npos);
            said_by("LC_ALL=C.UTF-8 7z x -y -o'" + to + "' '" + folder.path("copy.7z") + "' 2>&1");
            check_same(names_in(to), {name});
            BOOST_TEST((content_of(to + '/' + name) == bytes));
            fs::remove_all(to);
        }
        fs::remove(packed.file);
    }
}

BOOST_AUTO_TEST_CASE(the_library_that_packed_it_reads_the_name_too) {
    const scene_folder folder;
    const auto packed = rb::pack_max_scene(folder.write("shot.max", "the scene"), workspace_in(folder)).value();
    ::archive* from = ::archive_read_new();
    ::archive_read_support_format_7zip(from);
    BOOST_REQUIRE(::archive_read_open_filename(from, packed.file.c_str(), 10240) == ARCHIVE_OK);
    ::archive_entry* entry = nullptr;
    BOOST_REQUIRE(::archive_read_next_header(from, &entry) == ARCHIVE_OK);
    BOOST_TEST(std::string(::archive_entry_pathname(entry)) == "shot.max");
    char space[64];
    const auto count = ::archive_read_data(from, space, sizeof space);
    BOOST_TEST(std::string(space, static_cast<std::size_t>(std::max<la_ssize_t>(count, 0))) == "the scene");
    BOOST_TEST(::archive_read_next_header(from, &entry) == ARCHIVE_EOF);
    ::archive_read_free(from);
}

BOOST_AUTO_TEST_CASE(the_same_scene_gives_the_same_bytes_and_the_locale_stays) {
    const scene_folder folder;
    const auto workspace = workspace_in(folder);
    const auto scene = folder.write("shot.max", noise(100'000));
    const auto before = ::uselocale(locale_t{});
    const auto first = rb::pack_max_scene(scene, workspace).value();
    const auto again = rb::pack_max_scene(scene, workspace).value();  // in place of the first
    BOOST_TEST((first.md5 == again.md5));
    BOOST_TEST((::uselocale(locale_t{}) == before));
    check_same(names_in(workspace), {"shot.max.7z"});
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_packed_as_one) {
    const scene_folder folder;
    const auto packed = rb::pack_max_scene(folder.write("shot.max", ""), workspace_in(folder)).value();
    if (has_7z()) said_by("7z t '" + packed.file.string() + "' 2>&1");
}

BOOST_AUTO_TEST_CASE(what_hinders_it_is_told_and_leaves_nothing) {
    const scene_folder folder;
    const auto workspace = workspace_in(folder);
    const auto scene = folder.write("shot.max", noise(3'000'000));
    BOOST_TEST(rb::pack_max_scene(folder.path("none.max"), workspace).error().code == rb::scene_errc::missing_file);
    BOOST_TEST(rb::pack_max_scene(workspace, workspace).error().code == rb::scene_errc::unreadable_file);
    BOOST_TEST(rb::pack_max_scene(scene, scene).error().code == rb::scene_errc::unwritable_file);
    std::stop_source stop;
    stop.request_stop();
    BOOST_TEST(rb::pack_max_scene(scene, workspace, stop.get_token()).error().code == rb::transport_errc::canceled);
    ::rlimit usual{};
    ::getrlimit(RLIMIT_FSIZE, &usual);
    const ::rlimit small{1 << 20, usual.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto too_large = rb::pack_max_scene(scene, workspace);
    ::setrlimit(RLIMIT_FSIZE, &usual);
    BOOST_REQUIRE(!too_large);
    BOOST_TEST(too_large.error().code == rb::scene_errc::unwritable_file);
    // libarchive keeps what it packed below TMPDIR, and there is no such folder.
    const char* kept = std::getenv("TMPDIR");
    const std::string old = kept ? kept : "";
    ::setenv("TMPDIR", folder.path("nowhere").c_str(), 1);
    const auto packed = rb::pack_max_scene(scene, workspace);
    kept ? ::setenv("TMPDIR", old.c_str(), 1) : ::unsetenv("TMPDIR");
    BOOST_REQUIRE(!packed);
    BOOST_TEST(packed.error().code == rb::scene_errc::unwritable_file);
    BOOST_TEST(packed.error().place.ends_with("shot.max.7z"));
    BOOST_TEST(names_in(workspace).empty());
}

BOOST_AUTO_TEST_CASE(an_archive_stands_in_the_lists_in_place_of_its_scene) {
    const scene_folder folder;
    folder.write("wall.jpg");
    auto all = usual_headings();
    all[3].second = {"wall.jpg"};
    const auto scene = folder.write("shot.max", max_file(all).bytes());
    rb::scene_options options;
    options.path_maps = {{"D:\\proj", folder.path()}};
    auto files = rb::make_four_files(rb::read_scene(scene, options).value(), 2).value();
    const auto packed = rb::pack_max_scene(scene, workspace_in(folder)).value();
    rb::name_packed_scene(scene, packed, files.assets, files.uploads);
    const auto archive = folder.path("workspace/shot.max.7z");
    BOOST_TEST(rb::to_json(files.uploads) == R"({"scene":[{"local":")" + archive +
                                                 R"(","server":"/D/proj/shot.max.7z","hash":")" +
                                                 rb::to_hex(rb::md5_of_file(archive).value()) + R"("}],"asset":[{"local":")" +
                                                 folder.path("wall.jpg") + R"(","server":"/D/proj/wall.jpg"},{"local":")" +
                                                 archive + R"(","server":"/D/proj/shot.max.7z"}],"vrmap":[],"vrlmap":[]})");
    BOOST_TEST(files.assets.others.fields.find("zip")->text == R"([")" + archive + R"("])");
}

BOOST_AUTO_TEST_SUITE_END()
#endif
