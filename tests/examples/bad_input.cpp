// SPDX-License-Identifier: BSL-1.0
// What the program that sends scenes does with a farm, a line, a disk or a scene that is not as it should be: one sentence,
// exit status 1, nothing unfinished under a final name.
#include "support.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <thread>

namespace {

using namespace examples_tests;

struct ended {
    int status = -1;  ///< of exit; -1 where a signal ended it
    std::string out;
    std::string err;
};

struct launch {
    std::string key = farm_tests::artist_key;
    rlim_t file_size = RLIM_INFINITY;
};

/// Runs renderbus_submit with arguments and an environment of the test's own.
ended submit(const fs::path& folder, std::vector<std::string> arguments, const launch& how = {}) {
    const std::string program = RENDERBUS_EXAMPLES_DIR "/renderbus_submit";
    const auto out = folder / "out.txt", err = folder / "err.txt";
    arguments.insert(arguments.begin(), program);
    std::vector<char*> argv;
    for (auto& one : arguments) argv.push_back(one.data());
    argv.push_back(nullptr);
    std::string id = "RAYVISION_API_ACCESS_ID=artist-id", key = "RAYVISION_API_KEY=" + how.key, home = "HOME=" + folder.string();
    char* environment[] = {id.data(), key.data(), home.data(), nullptr};
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
        ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
        const rlimit limit{how.file_size, how.file_size};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ::execve(program.c_str(), argv.data(), environment);
        ::_exit(127);
    }
    int status = 0;
    for (int waited = 0; ::waitpid(child, &status, WNOHANG) == 0; ++waited) {
        if (waited == 1200) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            BOOST_ERROR("renderbus_submit hangs");
            break;
        }
        std::this_thread::sleep_for(50ms);
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, farm_tests::read_file(out), farm_tests::read_file(err)};
}

void require_frame(const ended& program) {
    BOOST_TEST(program.status == 0, program.err);
    BOOST_TEST(program.out.find("demo: frames=1 uploaded_bytes=") != std::string::npos, program.out);
}

/// One sentence on one line, exit status 1, and never the key.
void require_refusal(const ended& program, std::string_view words) {
    BOOST_TEST(program.status == 1, "status " << program.status << ": " << program.err);
    BOOST_TEST(std::count(program.err.begin(), program.err.end(), '\n') == 1, program.err);
    BOOST_TEST(program.err.starts_with("renderbus_submit: "), program.err);
    BOOST_TEST(program.err.find(words) != std::string::npos, program.err);
    BOOST_TEST((program.out + program.err).find(farm_tests::artist_key) == std::string::npos);
}

fs::path write_scene(const fs::path& folder, std::string_view texture = "wall.png") {
    write_file(folder / "shot.ma",
               "//Maya ASCII 2023 scene\n//Codeset: UTF-8\nrequires maya \"2023\";\ncurrentUnit -l centimeter -a degree -t film;\n"
               "fileInfo \"product\" \"Maya 2023\";\ncreateNode transform -n \"eye\";\ncreateNode camera -n \"eyeShape\" -p \"eye\";\n"
               "createNode file -n \"wall\";\n\tsetAttr \".ftn\" -type \"string\" \"" + std::string(texture) + "\";\n"
               "createNode renderLayer -n \"defaultRenderLayer\";\nselect -ne :defaultResolution;\n\tsetAttr \".w\" 32;\n\tsetAttr \".h\" 18;\n");
    write_file(folder / "wall.png", std::string(3000, 'w'));
    return folder / "shot.ma";
}

/// Every file below a folder that is neither a picture, nor one of the four files, nor the record.
std::vector<std::string> leavings(const fs::path& folder) {
    std::vector<std::string> found;
    if (!fs::exists(folder)) return found;
    for (const auto& one : fs::recursive_directory_iterator(folder)) {
        const auto name = one.path().filename().string();
        if (one.is_regular_file() && !name.ends_with(".png") && !name.ends_with(".json") && !name.starts_with("sent.sqlite"))
            found.push_back(one.path().string());
    }
    return found;
}

/// A peer that speaks plain TCP: takes a request's head and answers with whatever the test wants.
class rude_peer {
public:
    explicit rude_peer(std::function<void(asio::ip::tcp::socket&)> answer)
        : listening_(io_, {asio::ip::make_address("127.0.0.1"), 0}), answer_(std::move(answer)) {
        url = "http://127.0.0.1:" + std::to_string(listening_.local_endpoint().port());
        thread_ = std::thread([this] {
            for (;;) {
                std::error_code ec;
                asio::ip::tcp::socket socket(io_);
                listening_.accept(socket, ec);
                if (ec || ending_) return;
                char head[8192];
                socket.read_some(asio::buffer(head), ec);
                answer_(socket);
            }
        });
    }
    ~rude_peer() {
        ending_ = true;
        std::error_code ec;
        asio::ip::tcp::socket waking(io_);
        waking.connect(listening_.local_endpoint(), ec);
        thread_.join();
    }
    std::string url;

private:
    asio::io_context io_;
    asio::ip::tcp::acceptor listening_;
    std::function<void(asio::ip::tcp::socket&)> answer_;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

struct workplace {
    farm_tests::scratch folder;
    fs::path scene = write_scene(folder / "project");

    std::vector<std::string> arguments(const std::string& farm, const std::string& authority, std::vector<std::string> more = {}) const {
        std::vector<std::string> all{"--farm", farm, "--workspace", (folder / "workspace").string(), "--frames", (folder / "frames").string()};
        if (!authority.empty()) all.insert(all.end(), {"--ca", authority});
        all.insert(all.end(), more.begin(), more.end());
        all.push_back(scene.string());
        return all;
    }
    ended submit_to(const std::string& farm, const std::string& authority = {}, const launch& how = {}) const {
        const auto program = submit(folder.path(), arguments(farm, authority), how);
        BOOST_TEST(leavings(folder / "frames").empty());
        BOOST_TEST(leavings(folder / "workspace").empty());
        return program;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_good_farm_gives_frames) {
    const workplace place;
    const served_farm farm(place.folder / "farm");
    const auto program = place.submit_to(farm.url, farm.authority);
    require_frame(program);
}

BOOST_AUTO_TEST_CASE(a_wrong_key_is_refused) {
    const workplace place;
    const served_farm farm(place.folder / "farm");
    require_refusal(place.submit_to(farm.url, farm.authority, {.key = "not the key"}), "check the access id and the access key");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_an_hour_off_is_told_and_gives_frames) {
    const workplace place;
    const served_farm farm(place.folder / "farm", {}, 3600s);
    const auto program = place.submit_to(farm.url, farm.authority);
    require_frame(program);
    BOOST_TEST(program.out.find("behind the farm's; calls are signed with the farm's time") != std::string::npos, program.out);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_an_unknown_authority_is_refused) {
    const workplace place;
    const served_farm farm(place.folder / "farm");
    require_refusal(place.submit_to(farm.url), "certificate");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_host_is_refused) {
    const workplace place;
    const served_farm farm(place.folder / "farm", {.names = {"elsewhere.example"}});
    require_refusal(place.submit_to(farm.url, farm.authority), "localhost");
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_told_with_its_address) {
    const workplace place;
    asio::io_context io;
    asio::ip::tcp::acceptor taken(io, {asio::ip::make_address("127.0.0.1"), 0});
    const auto port = std::to_string(taken.local_endpoint().port());
    taken.close();
    require_refusal(place.submit_to("http://127.0.0.1:" + port), "127.0.0.1:" + port);
}

BOOST_AUTO_TEST_CASE(garbage_half_an_answer_and_endless_spaces_end_soon) {
    const auto says = [](std::string text) {
        return [text](asio::ip::tcp::socket& socket) {
            std::error_code ec;
            asio::write(socket, asio::buffer(text), ec);
        };
    };
    const workplace place;
    require_refusal(place.submit_to(rude_peer(says("SSH-2.0-OpenSSH_9.2\r\n")).url), "127.0.0.1");
    {
        const rude_peer garbage(says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html></h"));
        require_refusal(place.submit_to(garbage.url), "line 1, column 1");
    }
    {
        const rude_peer half(says("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"code\":200"));
        require_refusal(place.submit_to(half.url), "127.0.0.1");
    }
    {
        const rude_peer spaces([](asio::ip::tcp::socket& socket) {
            std::error_code ec;
            asio::write(socket, asio::buffer(std::string_view("HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n\r\n")), ec);
            const std::string blank(1 << 20, ' ');
            for (int i = 0; i < 4096 && !ec; ++i) asio::write(socket, asio::buffer(blank), ec);
        });
        require_refusal(place.submit_to(spaces.url), "127.0.0.1");
    }
}

BOOST_AUTO_TEST_CASE(a_missing_texture_and_a_missing_scene_are_named) {
    workplace place;
    const served_farm farm(place.folder / "farm");
    fs::remove(place.folder / "project/wall.png");
    require_refusal(place.submit_to(farm.url, farm.authority), "wall.png");
    fs::remove(place.scene);
    require_refusal(place.submit_to(farm.url, farm.authority), "shot.ma");
}

BOOST_AUTO_TEST_CASE(a_scene_that_cannot_be_read_is_named) {
    workplace place;
    const served_farm farm(place.folder / "farm");
    fs::remove(place.scene);
    fs::create_directory(place.scene);
    require_refusal(place.submit_to(farm.url, farm.authority), "shot.ma");
}

BOOST_AUTO_TEST_CASE(a_broken_scene_is_told_with_its_line) {
    workplace place;
    const served_farm farm(place.folder / "farm");
    auto text = farm_tests::read_file(place.scene);
    write_file(place.scene, text.substr(0, text.find("wall.png") + 3));
    require_refusal(place.submit_to(farm.url, farm.authority), "shot.ma:9");
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_is_told_and_nothing_half_done_stays) {
    const workplace place;
    const served_farm farm(place.folder / "farm");
    const auto program = place.submit_to(farm.url, farm.authority, {.file_size = 1500});
    BOOST_TEST(program.status == 1, program.err);
    BOOST_TEST(std::count(program.err.begin(), program.err.end(), '\n') == 1, program.err);
}

BOOST_AUTO_TEST_CASE(an_environment_without_credentials_says_which) {
    farm_tests::scratch folder;
    const auto program = submit(folder.path(), {"--farm", "https://localhost:1", "x.ma"}, {.key = ""});
    require_refusal(program, "RAYVISION_API_KEY");
}

BOOST_AUTO_TEST_SUITE_END()
