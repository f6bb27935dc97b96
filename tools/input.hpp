// SPDX-License-Identifier: MIT
// Bytes from files, pipes and standard input. Detects compression by content, and decompresses. POSIX.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tool {

/// A stream of bytes, read from beginning to end by one thread.
class input {
 public:
  input() = default;
  input(const input&) = delete;
  input& operator=(const input&) = delete;
  virtual ~input() = default;

  /// Reads up to `room` bytes and returns their number. Returns 0 at the end, after a fault and after an interruption.
  virtual std::size_t read(char* to, std::size_t room) = 0;

  /// Why the stream ended early: a code such as "truncated_gzip" and a sentence. Both are empty if nothing is wrong.
  struct fault {
    std::string_view code;
    std::string message;
    bool unreadable = false;  ///< The operating system refused, as opposed to broken content.
  };
  [[nodiscard]] const fault& failure() const { return fault_; }

  /// Bytes of the file that were read so far, before decompression.
  [[nodiscard]] virtual std::uint64_t consumed() const = 0;

  /// The size of an uncompressed regular file; 0 for all other input. The next two functions work only if the size is
  /// not 0.
  [[nodiscard]] virtual std::uint64_t plain_size() const { return 0; }
  /// Reads bytes at a position, in any thread. Returns fewer at the end of the file and after an error.
  virtual std::size_t read_at(char* /*to*/, std::size_t /*room*/, std::uint64_t /*position*/) const { return 0; }
  /// Makes read() continue at a position.
  virtual void seek(std::uint64_t /*position*/) {}

 protected:
  void fail(std::string_view code, std::string message, bool unreadable = false) {
    fault_ = {code, std::move(message), unreadable};
  }

 private:
  fault fault_;
};

/// Opens a file, or standard input for "-". Returns null on failure, and sets `why`.
///
/// Reads regular files, except standard input, with pread(). If a file shrinks in the meantime, reading ends early.
/// With mmap(), the program would crash.
std::unique_ptr<input> open_input(const std::string& path, std::string& why);

/// The size of a regular file in bytes; 0 if unknown, as for a pipe.
std::uint64_t file_size(const std::string& path);

}  // namespace tool
