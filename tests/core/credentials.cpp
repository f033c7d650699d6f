// SPDX-License-Identifier: BSL-1.0
#include <renderbus/credentials.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using renderbus::credentials;
using renderbus::data_errc;
using renderbus::profile;
using renderbus::scene_errc;

/// An environment variable for one test.
class variable {
public:
    variable(const char* name, const char* value) : name_(name) {
        if (const char* old = std::getenv(name)) old_ = old, was_set_ = true;
        value ? setenv(name, value, 1) : unsetenv(name);
    }
    ~variable() { was_set_ ? setenv(name_, old_.c_str(), 1) : unsetenv(name_); }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;

private:
    const char* name_;
    std::string old_;
    bool was_set_ = false;
};

/// A user's configuration in a folder of the test's own, and an environment that names it and nothing else.
struct home {
    home() {
        std::string name = (fs::temp_directory_path() / "renderbus-home-XXXXXX").string();
        BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder = name;
    }
    ~home() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    home(const home&) = delete;
    home& operator=(const home&) = delete;

    fs::path write(std::string_view text, ::mode_t mode = 0600, const char* under = ".config") const {
        const auto file = folder / under / "renderbus" / "credentials";
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        BOOST_REQUIRE(::chmod(file.c_str(), mode) == 0);
        return file;
    }

    fs::path folder;
    variable at{"HOME", nullptr};
    variable config{"XDG_CONFIG_HOME", nullptr};
    variable id{"RAYVISION_API_ACCESS_ID", nullptr};
    variable key{"RAYVISION_API_KEY", nullptr};
    variable which{"RENDERBUS_PROFILE", nullptr};
};

constexpr std::string_view the_key = "s3cr3t/key+of==the=artist";

std::string two_profiles() {
    return "# who we are\n\n[default]\r\naccess_id = studio\r\naccess_key=" + std::string(the_key) +
           "\n[ night ]\n  access_id=night-id\n\taccess_key = other\nfarm = https://jop.foxrenderfarm.com\nplatform = 62\n; end";
}

template <class F>
renderbus::failure thrown_by(F&& f) {
    try {
        f();
    } catch (const renderbus::exception& e) {
        return e.why();
    }
    return {{}, "nothing was thrown", {}, {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(credentials_from_the_environment)

BOOST_AUTO_TEST_CASE(are_read) {
    const variable id("RAYVISION_API_ACCESS_ID", "someone"), key("RAYVISION_API_KEY", "something secret");
    const auto who = credentials::from_environment();
    BOOST_TEST(who.access_id == "someone");
    BOOST_TEST(who.access_key.reveal() == "something secret");
}

BOOST_AUTO_TEST_CASE(are_named_where_they_are_missing) {
    const std::string rest =
        ": the environment variable is not set; set it to what the service's developer centre shows for your account";
    const auto refusal = [] {
        const auto why = thrown_by([] { credentials::from_environment(); });
        BOOST_TEST(why.code == data_errc::missing_field);
        return why.message();
    };
    {
        const variable id("RAYVISION_API_ACCESS_ID", nullptr), key("RAYVISION_API_KEY", "k");
        BOOST_TEST(refusal() == "RAYVISION_API_ACCESS_ID" + rest);
    }
    const variable id("RAYVISION_API_ACCESS_ID", "someone"), key("RAYVISION_API_KEY", "");
    BOOST_TEST(refusal() == "RAYVISION_API_KEY" + rest);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(profiles)

BOOST_AUTO_TEST_CASE(are_read_by_name) {
    const home user;
    const auto file = user.write(two_profiles());
    const auto usual = profile::read(file, "default").value();
    BOOST_TEST(usual.who.access_id == "studio");
    BOOST_TEST(usual.who.access_key.reveal() == the_key);
    BOOST_TEST(!usual.farm.has_value());
    BOOST_TEST(!usual.platform.has_value());
    const auto night = profile::read(file, "night").value();
    BOOST_TEST(night.who.access_id == "night-id");
    BOOST_TEST(night.who.access_key.reveal() == "other");
    BOOST_TEST(night.farm.value() == "https://jop.foxrenderfarm.com");
    BOOST_TEST(night.platform.value() == 62);
}

BOOST_AUTO_TEST_CASE(are_found_in_the_user_s_configuration) {
    const home user;
    user.write(two_profiles());
    user.write("[default]\naccess_id=elsewhere\naccess_key=k\n", 0600, "xdg");
    BOOST_TEST(profile::file().error().code == scene_errc::missing_file);
    const variable at("HOME", user.folder.c_str());
    BOOST_TEST(credentials::from_profile().access_id == "studio");
    BOOST_TEST(credentials::from_profile("night").access_id == "night-id");
    {
        const variable which("RENDERBUS_PROFILE", "night");
        BOOST_TEST(credentials::from_profile().access_id == "night-id");
        BOOST_TEST(credentials::from_profile("default").access_id == "studio");
    }
    {
        const variable relative("XDG_CONFIG_HOME", "xdg");
        BOOST_TEST(credentials::from_profile().access_id == "studio");
    }
    const variable config("XDG_CONFIG_HOME", (user.folder / "xdg").c_str());
    BOOST_TEST(credentials::from_profile().access_id == "elsewhere");
}

BOOST_AUTO_TEST_CASE(come_after_the_environment) {
    const home user;
    user.write(two_profiles());
    const variable at("HOME", user.folder.c_str());
    BOOST_TEST(credentials::find().access_id == "studio");
    const variable id("RAYVISION_API_ACCESS_ID", "someone");
    BOOST_TEST(thrown_by([] { credentials::find(); }).place == "RAYVISION_API_KEY");
    const variable key("RAYVISION_API_KEY", "k");
    BOOST_TEST(credentials::find().access_id == "someone");
}

BOOST_AUTO_TEST_CASE(that_others_can_read_are_refused) {
    const home user;
    for (const ::mode_t mode : {0644, 0640, 0604, 0620, 0602, 0610, 0601, 0660, 0666}) {
        const auto file = user.write(two_profiles(), mode);
        const auto read = profile::read(file, "default");
        BOOST_TEST_REQUIRE(!read.has_value(), "mode " << mode);
        BOOST_TEST(read.error().message() ==
                   file.string() + ": others than its owner can read or write the file; chmod 600 " + file.string());
    }
    for (const ::mode_t mode : {0600, 0400, 0700}) BOOST_TEST(profile::read(user.write(two_profiles(), mode), "night").has_value());
}

BOOST_AUTO_TEST_CASE(in_what_is_no_file_of_the_user_s_own_are_refused) {
    const home user;
    const auto cause = [](const fs::path& file) { return profile::read(file, "default").error().cause; };
    BOOST_TEST(cause(user.folder) == "this is no regular file");
    BOOST_TEST(cause("/dev/null") == "this is no regular file");
    const auto pipe = user.folder / "pipe";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    BOOST_TEST(cause(pipe) == "this is no regular file");  // and nobody waits for a writer
    BOOST_TEST(cause(user.folder / "none") == "there is no such file");
    if (::geteuid() == 0) {
        const auto file = user.write(two_profiles());
        BOOST_REQUIRE(::chown(file.c_str(), 12345, 12345) == 0);
        BOOST_TEST(cause(file) == "the file belongs to another user");
    } else {
        BOOST_TEST(!profile::read("/etc/passwd", "default").has_value());
    }
}

BOOST_AUTO_TEST_CASE(that_are_wrong_are_refused_by_line_and_without_the_key) {
    const home user;
    const std::string key(the_key);
    const std::vector<std::pair<std::string, std::string>> wrong{
        {key, ":1: the line is neither"},
        {"[default]\n" + key, ":2: the name is none of"},  // a key may end with `=`
        {"[default]\nabc\n", ":2: the line is neither [profile] nor name = value"},
        {"access_key = " + key, ":1: the line stands before the first [profile]"},
        {"[default]\naccess_id = a\naccess_key = " + key + "\naccess_key = " + key, ":4: access_key stands in this profile already"},
        {"[default]\npassword = " + key, ":2: the name is none of access_id, access_key, farm and platform"},
        {"[default]\naccess_id =\naccess_key = " + key, ":2: access_id has no value"},
        {"[default]\n[default]\n", ":2: a profile of that name stands above already"},
        {"[default\n", ":1: the name of a profile ends with ]"},
        {"[]\n", ":1: the profile has no name"},
        {"[default]\naccess_id = a\nplatform = " + key, ":3: platform is no number"},
        {"[default]\naccess_id = a\nplatform = 99999999999999999999", ":3: platform is no number"},
        {std::string("[default]\naccess_key = a\0b", 26), ":2: there is a control character in the line"},
        {"[default]\naccess_key = " + key, ": the profile default has no access_id"},
        {"[default]\naccess_id = a", ": the profile default has no access_key"},
        {"[other]\naccess_id = a\naccess_key = " + key, ": there is no profile default"},
        {"", ": there is no profile default"},
    };
    for (const auto& [text, said] : wrong) {
        const auto file = user.write(text);
        const auto read = profile::read(file, "default");
        BOOST_TEST_REQUIRE(!read.has_value(), text);
        const auto message = read.error().message();
        BOOST_TEST(message.find(key) == std::string::npos, message);
        BOOST_TEST(message.find("s3cr3t") == std::string::npos, message);
        if (text == key) continue;  // its `=` make it a setting
        BOOST_TEST(message.starts_with(file.string() + said), message);
    }
}

BOOST_AUTO_TEST_CASE(are_at_most_64_KiB) {
    const home user;
    const std::string head = "[default]\naccess_id=a\naccess_key=k\n#";
    BOOST_TEST(profile::read(user.write(head + std::string(65'536 - head.size(), 'x')), "default").has_value());
    BOOST_TEST(profile::read(user.write(head + std::string(65'537 - head.size(), 'x')), "default").error().code ==
               data_errc::too_large);
}

BOOST_AUTO_TEST_SUITE_END()
