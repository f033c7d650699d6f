// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_SUPPORT_HPP
#define RENDERBUS_TESTS_TRANSFER_SUPPORT_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/digest.hpp>

#include <asio/io_context.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace transfer_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;

/// A folder of the test's own.
class scratch {
public:
    explicit scratch(const fs::path& in = fs::temp_directory_path()) {
        std::string name = (in / "renderbus-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::system_error(errno, std::system_category(), "mkdtemp");
        path_ = name;
    }
    ~scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    fs::path operator/(const fs::path& name) const { return path_ / name; }
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// A file last written a minute ago, so that its stamp tells it apart.
inline fs::path write_file(const fs::path& name, std::string_view content) {
    fs::create_directories(name.parent_path());
    std::ofstream(name, std::ios::binary) << content;
    fs::last_write_time(name, fs::file_time_type::clock::now() - std::chrono::minutes(1));
    return name;
}

inline std::string read_file(const fs::path& name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Bytes that do not repeat every piece.
inline std::string some_bytes(std::size_t size, unsigned seed = 1) {
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>((seed = seed * 1664525u + 1013904223u) >> 24);
    return bytes;
}

inline std::vector<std::string> files_below(const fs::path& root) {
    std::vector<std::string> names;
    if (fs::exists(root))
        for (const auto& entry : fs::recursive_directory_iterator(root))
            if (!entry.is_directory()) names.push_back(entry.path().lexically_relative(root).generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

inline rb::sha256_digest digest_of_text(std::string_view text) {
    rb::sha256_hasher hash;
    hash.update(text);
    return hash.finish();
}

/// Starts an operation, runs it to its end, and gives its outcome. Fails where it completes inline, twice or never.
template <class T, class Start>
rb::result<T> outcome(asio::io_context& context, Start start) {
    std::optional<rb::result<T>> ended;
    int calls = 0;
    start(rb::completion<T>([&](rb::result<T> result) {
        ++calls;
        ended.emplace(std::move(result));
    }));
    BOOST_REQUIRE_MESSAGE(calls == 0, "completed from inside the initiating call");
    context.restart();
    context.run();
    BOOST_REQUIRE_EQUAL(calls, 1);
    return std::move(*ended);
}

/// Runs `body` in a process of its own. To be started while this process has one thread only.
class child_process {
public:
    template <class Body>
    explicit child_process(Body body) {
        int ends[2];
        BOOST_REQUIRE(::pipe(ends) == 0);
        id_ = ::fork();
        if (id_ == 0) {
            std::string wrong;
            try {
                wrong = body();
            } catch (const std::exception& thrown) {
                wrong = std::string("threw ") + thrown.what();
            }
            [[maybe_unused]] const auto written = ::write(ends[1], wrong.data(), wrong.size());
            ::_exit(0);
        }
        ::close(ends[1]);
        from_child_ = ends[0];
        BOOST_REQUIRE(id_ > 0);
    }
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    /// What the body returned: what went wrong, or nothing.
    std::string wait() {
        std::string wrong;
        char space[512];
        for (::ssize_t count; (count = ::read(from_child_, space, sizeof space)) > 0;)
            wrong.append(space, static_cast<std::size_t>(count));
        ::close(from_child_);
        int status = 0;
        ::waitpid(id_, &status, 0);
        if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
        return wrong;
    }

private:
    ::pid_t id_ = -1;
    int from_child_ = -1;
};

template <class Body>
std::string in_child(Body body) {
    return child_process(std::move(body)).wait();
}

}  // namespace transfer_tests

#endif
