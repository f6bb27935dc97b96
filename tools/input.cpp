// SPDX-License-Identifier: MIT
#include "input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "signals.hpp"

#if defined(CALLVIEW_TOOL_ISAL)
#include <isa-l/igzip_lib.h>
#elif defined(CALLVIEW_TOOL_ZLIB)
#include <zlib.h>
#endif
#if defined(CALLVIEW_TOOL_ZSTD)
#include <zstd.h>
#endif

namespace tool {
namespace {

constexpr std::size_t compressed_chunk = std::size_t{256} << 10;

std::string system_message(int code) { return std::generic_category().message(code); }

std::string truncated_message(const std::string& format) {
  return "The " + format + " data ends early: copy the file again, or wait until it is complete.";
}
std::string corrupt_message(const std::string& format) {
  return "The " + format + " data is corrupt, so the program used only the data before this position: get a new copy.";
}

/// An open file, without decompression. peek() returns its first bytes without consuming them.
class raw_input final : public input {
 public:
  raw_input(int descriptor, bool owned, bool seekable) : descriptor_(descriptor), owned_(owned), seekable_(seekable) {}
  ~raw_input() override {
    if (owned_) { ::close(descriptor_); }
  }

  /// The first four bytes, or fewer if the file is shorter.
  std::string_view peek() {
    while (peeked_ < sizeof first_) {
      const std::size_t n = read_more(first_ + peeked_, sizeof first_ - peeked_);
      if (n == 0) { break; }
      peeked_ += n;
    }
    return {first_, peeked_};
  }

  std::size_t read(char* to, std::size_t room) override {
    if (given_ < peeked_) {
      const std::size_t n = std::min(room, peeked_ - given_);
      std::memcpy(to, first_ + given_, n);
      given_ += n;
      return n;
    }
    return read_more(to, room);
  }

  [[nodiscard]] std::uint64_t consumed() const override { return offset_; }

  [[nodiscard]] std::uint64_t plain_size() const override {
    struct ::stat status {};
    return seekable_ && ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  // Does not stop after Ctrl-C, so that the rows of a batch are complete.
  std::size_t read_at(char* to, std::size_t room, std::uint64_t position) const override {
    std::size_t done = 0;
    while (done < room) {
      const ::ssize_t n = ::pread(descriptor_, to + done, room - done, static_cast<::off_t>(position + done));
      if (n == 0 || (n < 0 && errno != EINTR)) { break; }
      done += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    return done;
  }
  void seek(std::uint64_t position) override {
    offset_ = position;
    given_ = peeked_;
  }

 private:
  std::size_t read_more(char* to, std::size_t room) {
    while (!interrupted()) {
      const ::ssize_t n =
          seekable_ ? ::pread(descriptor_, to, room, static_cast<::off_t>(offset_)) : ::read(descriptor_, to, room);
      if (n >= 0) {
        offset_ += static_cast<std::uint64_t>(n);
        return static_cast<std::size_t>(n);
      }
      if (errno != EINTR) {
        fail("unreadable", system_message(errno), true);
        return 0;
      }
    }
    return 0;
  }

  int descriptor_;
  bool owned_;
  bool seekable_;
  std::uint64_t offset_ = 0;
  char first_[4];
  std::size_t peeked_ = 0;
  std::size_t given_ = 0;
};

/// The common part of decompressors: the compressed file, and a buffer for its bytes.
class compressed_input : public input {
 public:
  explicit compressed_input(std::unique_ptr<raw_input> file) : file_(std::move(file)), bytes_(compressed_chunk) {}
  [[nodiscard]] std::uint64_t consumed() const override { return file_->consumed(); }

 protected:
  /// Reads more compressed bytes. Returns none at the end of the file. If reading fails, fails with the same fault.
  std::string_view more() {
    const std::size_t n = file_->read(bytes_.data(), bytes_.size());
    if (n == 0 && !file_->failure().code.empty()) {
      fail(file_->failure().code, file_->failure().message, file_->failure().unreadable);
    }
    return {bytes_.data(), n};
  }
  void fail_once(std::string_view code, std::string message) {
    if (failure().code.empty() && !interrupted()) { fail(code, std::move(message)); }
  }

 private:
  std::unique_ptr<raw_input> file_;
  std::vector<char> bytes_;
};

#if defined(CALLVIEW_TOOL_ISAL) || defined(CALLVIEW_TOOL_ZLIB)

/// The result of one decompression step.
enum class progress { going_on, member_ended, corrupt };

#if defined(CALLVIEW_TOOL_ISAL)
class gzip_member {
 public:
  gzip_member() { begin(); }
  void begin() {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;  // isa-l reads the header and verifies the checksum
  }
  progress step(std::string_view& from, char*& to, std::size_t& room) {
    // The library does not write to its input.
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(from.data()));
    state_.avail_in = static_cast<std::uint32_t>(from.size());
    state_.next_out = reinterpret_cast<std::uint8_t*>(to);
    state_.avail_out = static_cast<std::uint32_t>(std::min(room, std::size_t{1} << 30));
    const std::uint32_t had = state_.avail_out;
    const int code = isal_inflate(&state_);
    from.remove_prefix(from.size() - state_.avail_in);
    to += had - state_.avail_out;
    room -= had - state_.avail_out;
    if (code != ISAL_DECOMP_OK) { return progress::corrupt; }
    return state_.block_state == ISAL_BLOCK_FINISH ? progress::member_ended : progress::going_on;
  }

 private:
  inflate_state state_;
};
#else
class gzip_member {
 public:
  gzip_member() { inflateInit2(&state_, 15 + 16); }
  ~gzip_member() { inflateEnd(&state_); }
  gzip_member(const gzip_member&) = delete;
  gzip_member& operator=(const gzip_member&) = delete;
  void begin() { inflateReset(&state_); }
  progress step(std::string_view& from, char*& to, std::size_t& room) {
    // The library does not write to its input.
    state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
    state_.avail_in = static_cast<uInt>(from.size());
    state_.next_out = reinterpret_cast<Bytef*>(to);
    state_.avail_out = static_cast<uInt>(std::min(room, std::size_t{1} << 30));
    const uInt had = state_.avail_out;
    const int code = inflate(&state_, Z_NO_FLUSH);
    from.remove_prefix(from.size() - state_.avail_in);
    to += had - state_.avail_out;
    room -= had - state_.avail_out;
    if (code == Z_STREAM_END) { return progress::member_ended; }
    return code == Z_OK || code == Z_BUF_ERROR ? progress::going_on : progress::corrupt;
  }

 private:
  z_stream state_{};
};
#endif

/// Concatenated gzip members, such as the output of `cat a.gz b.gz` and of most log writers.
class gzip_input final : public compressed_input {
 public:
  using compressed_input::compressed_input;

  std::size_t read(char* to, std::size_t room) override {
    char* const begin = to;
    while (to == begin && room != 0 && !ended_) {
      if (left_.empty()) {
        left_ = more();
        if (left_.empty()) {
          ended_ = true;
          // The decompressor may still hold output.
          if (inside_ && step(to, room) && to != begin) { ended_ = false; }
          if (ended_ && inside_) { fail_once("truncated_gzip", truncated_message("gzip")); }
          break;
        }
      }
      if (!inside_) { begin_member(); }
      step(to, room);
    }
    return static_cast<std::size_t>(to - begin);
  }

 private:
  /// Begins the next member, if there is one. Skips zeros before it, because some writers pad the file with zeros after
  /// the last member.
  void begin_member() {
    if (any_) { left_.remove_prefix(std::min(left_.find_first_not_of('\0'), left_.size())); }
    if (left_.empty()) { return; }
    if (any_) { member_.begin(); }
    any_ = inside_ = true;
  }
  /// Returns false if the data is corrupt.
  bool step(char*& to, std::size_t& room) {
    if (!inside_) { return true; }
    switch (member_.step(left_, to, room)) {
      case progress::going_on: return true;
      case progress::member_ended: inside_ = false; return true;
      case progress::corrupt: break;
    }
    ended_ = true;
    fail_once("corrupt_gzip", corrupt_message("gzip"));
    return false;
  }

  gzip_member member_;
  std::string_view left_;
  bool any_ = false;     ///< a member has begun
  bool inside_ = false;  ///< a member has begun and not ended
  bool ended_ = false;
};
#endif

#if defined(CALLVIEW_TOOL_ZSTD)
class zstd_input final : public compressed_input {
 public:
  explicit zstd_input(std::unique_ptr<raw_input> file)
      : compressed_input(std::move(file)), stream_(ZSTD_createDStream()) {}
  ~zstd_input() override { ZSTD_freeDStream(stream_); }

  std::size_t read(char* to, std::size_t room) override {
    ZSTD_outBuffer out{to, room, 0};
    while (out.pos == 0 && room != 0 && !ended_) {
      if (in_.pos == in_.size) {
        const std::string_view next = more();
        in_ = {next.data(), next.size(), 0};
        ended_ = next.empty();
      }
      if (ended_ && !inside_) { break; }
      const std::size_t hint = ZSTD_decompressStream(stream_, &out, &in_);
      if (ZSTD_isError(hint) != 0) {
        ended_ = true;
        fail_once("corrupt_zstd", corrupt_message("zstd"));
        break;
      }
      inside_ = hint != 0;
      if (ended_ && out.pos != 0) { ended_ = false; }  // the decompressor still held output
      if (ended_) { fail_once("truncated_zstd", truncated_message("zstd")); }
    }
    return out.pos;
  }

 private:
  ZSTD_DStream* stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool inside_ = false;  ///< a frame has begun and not ended
  bool ended_ = false;
};
#endif

bool is_zstd(std::string_view first) {
  // The magic number of a frame, or of a skippable frame, which some writers put first.
  return first == "\x28\xB5\x2F\xFD" ||
         (first.size() == 4 && (first[0] & '\xF0') == '\x50' && first.substr(1) == "\x2A\x4D\x18");
}

}  // namespace

std::unique_ptr<input> open_input(const std::string& path, std::string& why) {
  const bool standard = path == "-";
  const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    why = system_message(errno);
    return nullptr;
  }
  struct ::stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  if (known && S_ISDIR(status.st_mode)) {
    if (!standard) { ::close(descriptor); }
    why = system_message(EISDIR);
    return nullptr;
  }
  // Standard input can be a file that another program has partly read. read() continues at that position. pread() would
  // not.
  const bool seekable = known && S_ISREG(status.st_mode) && !standard;
  auto file = std::make_unique<raw_input>(descriptor, !standard, seekable);
  const std::string_view first = file->peek();
  if (first.starts_with("\x1F\x8B")) {
#if defined(CALLVIEW_TOOL_ISAL) || defined(CALLVIEW_TOOL_ZLIB)
    return std::make_unique<gzip_input>(std::move(file));
#else
    why =
        "the file is compressed with gzip, but this callview was built without isa-l and zlib. Decompress it first, as "
        "in "
        "`gzip -dc FILE | callview ...`";
    return nullptr;
#endif
  }
  if (is_zstd(first)) {
#if defined(CALLVIEW_TOOL_ZSTD)
    return std::make_unique<zstd_input>(std::move(file));
#else
    why =
        "the file is compressed with zstd, but this callview was built without libzstd. Decompress it first, as in "
        "`zstd -dc FILE | callview ...`";
    return nullptr;
#endif
  }
  return file;
}

std::uint64_t file_size(const std::string& path) {
  struct ::stat status {};
  const bool known = path == "-" ? ::fstat(STDIN_FILENO, &status) == 0 : ::stat(path.c_str(), &status) == 0;
  return known && S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace tool
