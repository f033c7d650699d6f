// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_FILE_BODY_HPP
#define RENDERBUS_TRANSFER_FILE_BODY_HPP

#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/transfer/file_naming.hpp>
#include <renderbus/transfer/piece_hasher.hpp>
#include <renderbus/transport/http.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

namespace renderbus {

/// A file as the body of a request, read in the pieces that the transport asks for. It fails as `input_file` does: a file
/// that is written to while it travels never arrives whole.
class file_source final : public http::body_source {
public:
    /// Where `expected` is given, a file that looks otherwise by now is `scene_errc::changed_file`.
    static RENDERBUS_DECL result<std::shared_ptr<file_source>> open(const std::filesystem::path& file,
                                                                    const std::optional<file_stamp>& expected = {});
    explicit file_source(input_file file) : file_(std::move(file)) {}

    std::uint64_t size() const override { return file_.stamp().size; }
    result<std::size_t> read(std::span<char> space) override { return file_.read(space); }
    result<void> rewind() override { return file_.rewind(); }

private:
    input_file file_;
};

/// A part of a file as the body of an answer.
class file_part final : public http::body_source {
public:
    /// `from` and `size` lie within the file.
    file_part(input_file file, std::uint64_t from, std::uint64_t size) : file_(std::move(file)), from_(from), size_(size) {}

    std::uint64_t size() const override { return size_; }
    RENDERBUS_DECL result<std::size_t> read(std::span<char> space) override;
    result<void> rewind() override { return position_ = 0, result<void>(); }

private:
    input_file file_;
    std::uint64_t from_;
    std::uint64_t size_;
    std::uint64_t position_ = 0;
};

/// The body of an answer on its way into a file. It is written into a temporary file in the final one's own folder (made where
/// missing); the final name exists only after `commit`, and whatever else happens the temporary file is removed.
///
/// Failures are `scene_errc::unwritable_file` with the system's reason: no permission, a full disk, a limit on the size of
/// files (which is an error here, never the signal SIGXFSZ).
///
/// Where the file system can (O_TMPFILE) the temporary file has no name, and ends with its process. Elsewhere, and for `resume`,
/// it has one and is locked (flock) as long as it is written: a process that was killed leaves one behind that is not, and
/// `remove_abandoned` finds it.
///
/// A sink of `resume` leaves what it has to the next one of the same name and version, be it in another process.
class file_sink final : public http::body_sink {
public:
    static RENDERBUS_DECL result<std::shared_ptr<file_sink>> create(const std::filesystem::path& final_name);
    /// Goes on where an earlier sink of this name and version stopped: `size()` bytes are here already, at most `limit`. Whoever
    /// finds it written by somebody else just now begins anew, as `create` does. `version` tells contents apart (an ETag).
    static RENDERBUS_DECL result<std::shared_ptr<file_sink>> resume(const std::filesystem::path& final_name,
                                                                    std::string_view version, std::uint64_t limit);
    /// Whether a name is one that a sink gives to a file that is not whole: `.renderbus-...part`.
    static RENDERBUS_DECL bool is_temporary(std::string_view name) noexcept;
    /// Whether it is a file's name that `resume` may go on with.
    static RENDERBUS_DECL bool is_kept(std::string_view name) noexcept;
    /// How many bytes `resume` would find; and what takes them away, be it under their writer's hands.
    static RENDERBUS_DECL std::uint64_t kept(const std::filesystem::path& final_name, std::string_view version);
    static RENDERBUS_DECL void forget(const std::filesystem::path& final_name, std::string_view version);
    /// Those bytes, to be read. Fails as `input_file` does.
    static RENDERBUS_DECL result<input_file> open_kept(const std::filesystem::path& final_name, std::string_view version);
    /// Removes temporary files of this machine's sinks in a folder that no living process writes, and what `resume` would go on
    /// with once nobody has for a week; and of that age the folders that programs of others wrote into for an engine. What cannot
    /// be told for sure stays, and so does what cannot be removed.
    static RENDERBUS_DECL void remove_abandoned(const std::filesystem::path& folder);
    RENDERBUS_DECL ~file_sink() override;
    file_sink(const file_sink&) = delete;
    file_sink& operator=(const file_sink&) = delete;

    /// Before the first `write`: what is written is hashed there, and not between two pieces.
    RENDERBUS_DECL void hash_on(const std::optional<asio::any_io_executor>& pool);
    /// Before the first `write`: nobody will ask for a digest. Who does all the same has the file read for it.
    void do_not_hash() noexcept { is_hashed_ = false; }

    RENDERBUS_DECL result<void> write(std::span<const char> piece) override;
    /// Bytes written so far.
    std::uint64_t size() const noexcept { return size_; }
    /// Whether all that is written was hashed on its way, so that `commit` has not to read the file.
    bool is_hashed() const noexcept { return is_hashed_; }
    const std::filesystem::path& final_name() const noexcept { return final_name_; }
    /// Empty where the file has no name yet.
    const std::filesystem::path& temporary_name() const noexcept { return temporary_; }
    /// Whether a later `resume` can go on with it.
    bool is_resumable() const noexcept { return is_resumable_; }

    /// Gives the file its final name. `data_errc::wrong_digest` where `expected` is another digest than that of the bytes
    /// written, `scene_errc::name_taken` where something stands under the name that may not be replaced. Returns the digest. To
    /// be called once: a failure removes the temporary file at once.
    RENDERBUS_DECL result<sha256_digest> commit(const std::optional<sha256_digest>& expected, const file_naming& how = {});
    /// The same, whatever the bytes are.
    RENDERBUS_DECL result<void> commit_unchecked(const file_naming& how = {});
    /// Removes the temporary file; a file that was committed stays.
    RENDERBUS_DECL void discard() noexcept;
    /// Ends here: what a later `resume` can go on with stays, all else goes.
    RENDERBUS_DECL void leave() noexcept;
    /// The same after only so many of its bytes: what came behind them is wrong.
    RENDERBUS_DECL void leave_at(std::uint64_t size) noexcept;

private:
    file_sink(std::filesystem::path final_name, std::filesystem::path temporary, int descriptor);
    result<void> take_in(std::uint64_t limit);
    result<void> hash_all();
    failure cannot_write(int error_number) const;
    result<sha256_digest> digest();
    result<void> take_name(const file_naming& how);
    std::filesystem::path final_name_;
    std::filesystem::path temporary_;
    int descriptor_;
    std::uint64_t size_ = 0;
    detail::piece_hasher hash_;
    bool broken_ = false;
    bool is_resumable_ = false;
    bool is_hashed_ = true;  // all that is written, on its way
};

/// Writes a file, whole or not at all, as `file_sink` does; gives the digest of its content.
RENDERBUS_DECL result<sha256_digest> write_whole_file(const std::filesystem::path& file, std::string_view content);

/// Brings everything that was written to a folder's file system onto its disk (syncfs). Fails as `file_sink` does.
RENDERBUS_DECL result<void> sync_file_system(const std::filesystem::path& folder);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/file_body.ipp>
#endif

#endif
