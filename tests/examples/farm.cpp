// SPDX-License-Identifier: BSL-1.0
#include <renderbus/client.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace rb = renderbus;
namespace fs = std::filesystem;

namespace {

const std::string key = "the-key-of-this-test-alone";

std::string read_file(const fs::path& name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The farm as a program of its own, which is ended with the test.
class program {
public:
    explicit program(std::vector<std::string> arguments) {
        std::string name = (fs::temp_directory_path() / "renderbus-farm-program-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::system_error(errno, std::system_category(), "mkdtemp");
        folder = name;
        for (auto& one : arguments)
            if (const auto at = one.find("@"); at != one.npos) one.replace(at, 1, folder.string());
        arguments.insert(arguments.begin(), std::string(RENDERBUS_EXAMPLES_DIR) + "/renderbus_farm");
        std::vector<char*> raw;
        for (auto& one : arguments) raw.push_back(one.data());
        raw.push_back(nullptr);
        const auto output = (folder / "output").string();
        process_ = ::fork();
        if (process_ != 0) return;
        const int file = ::open(output.c_str(), O_WRONLY | O_CREAT, 0600);
        ::dup2(file, 1);
        ::dup2(file, 2);
        ::setenv("RAYVISION_API_ACCESS_ID", "tester", 1);
        ::setenv("RAYVISION_API_KEY", key.c_str(), 1);
        ::execv(raw[0], raw.data());
        ::_exit(127);
    }
    ~program() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
        }
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    program(const program&) = delete;

    bool is_ready() const {
        for (int tries = 0; tries < 1000; ++tries) {
            if (fs::exists(folder / "ready")) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return false;
    }
    /// A line of the ready file without its name.
    std::string ready(const std::string& name) const {
        std::ifstream in(folder / "ready");
        for (std::string line; std::getline(in, line);)
            if (line.starts_with(name + "=")) return line.substr(name.size() + 1);
        return {};
    }
    void interrupt(int number) const { ::kill(process_, number); }
    int exit_status() {
        int status = -1;
        ::waitpid(process_, &status, 0);
        process_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string output() const { return read_file(folder / "output"); }

    fs::path folder;

private:
    pid_t process_ = 0;
};

rb::client client_of(const program& farm, const std::string& authority) {
    rb::client_options options;
    options.farm = farm.ready("farm");
    options.connection.trusted.file = authority;
    return rb::client(rb::credentials{"tester", rb::secret(key)}, std::move(options));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(examples_farm)

BOOST_AUTO_TEST_CASE(the_farm_serves_over_tls_and_ends_when_it_is_told_to) {
    program farm({"--root", "@/root", "--certificate-dir", "@/certificate", "--ready-file", "@/ready"});
    BOOST_REQUIRE_MESSAGE(farm.is_ready(), farm.output());
    BOOST_TEST(farm.ready("farm").starts_with("https://localhost:"));
    BOOST_TEST(farm.ready("ca") == (farm.folder / "certificate/authority.pem").string());
    BOOST_TEST(client_of(farm, farm.ready("ca")).send(rb::api::user::profile{}).user_name.value() == "artist");
    try {
        client_of(farm, "").send(rb::api::user::profile{});
        BOOST_ERROR("a farm whose authority is unknown was believed");
    } catch (const rb::exception& refused) {
        BOOST_TEST(refused.code() == rb::transport_errc::certificate_refused);
    }
    farm.interrupt(SIGTERM);
    BOOST_TEST(farm.exit_status() == 0);
    for (const auto& entry : fs::recursive_directory_iterator(farm.folder))
        if (entry.is_regular_file()) BOOST_TEST(read_file(entry.path()).find(key) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_farm_ends_by_itself_after_its_lifetime) {
    program farm({"--root", "@/root", "--plain", "--ready-file", "@/ready", "--lifetime", "1"});
    BOOST_REQUIRE_MESSAGE(farm.is_ready(), farm.output());
    BOOST_TEST(farm.ready("farm").starts_with("http://localhost:"));
    BOOST_TEST(farm.ready("ca").empty());
    BOOST_TEST(farm.exit_status() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_one_sentence_and_status_1) {
    const std::vector<std::vector<std::string>> wrong = {{},
                                                         {"--root"},
                                                         {"--root", "/proc/nowhere"},
                                                         {"--root", "@/root", "--port", "65536"},
                                                         {"--root", "@/root", "--pace", "-1"},
                                                         {"--root", "@/root", "--lifetime", "soon"},
                                                         {"--root", "@/root", "--certificate-dir", "/proc/nowhere"},
                                                         {"--what"},
                                                         {"--root", "@/root", "--ready-file", "/proc/nowhere/ready"}};
    for (const auto& arguments : wrong) {
        program farm(arguments);
        BOOST_TEST(farm.exit_status() == 1);
        const auto said = farm.output();
        BOOST_TEST_CONTEXT(said) {
            BOOST_TEST(!said.empty());
            BOOST_TEST(said.find("terminate") == std::string::npos);
            BOOST_TEST(said.find(key) == std::string::npos);
            BOOST_TEST(std::count(said.begin(), said.end(), '\n') <= 3);
        }
    }
    program help({"--help"});
    BOOST_TEST(help.exit_status() == 0);
    BOOST_TEST(help.output().starts_with("usage: renderbus_farm"));
}

BOOST_AUTO_TEST_SUITE_END()
