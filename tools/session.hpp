// SPDX-License-Identifier: MIT
// The common part of the commands that read archives: options, output, findings, progress, the summary line, exit
// codes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "findings.hpp"
#include "pipeline.hpp"
#include "reader.hpp"

namespace tool {

// Exit codes. If several apply, a command returns the greatest one.
constexpr int exit_broken_input = 1;
constexpr int exit_failed = 2;  ///< Wrong usage, an unreadable file, a failed write, a lack of memory.
constexpr int exit_interrupted = 130;

struct input_options {
  std::vector<std::string> files;  ///< "-" is standard input.
  unsigned threads = 0;            ///< 0: as many as there are processors.
  bool unordered = false;
  bool quiet = false;
  bool progress = false;
  reader_options reading{};
};

/// Writes to a file descriptor without a buffer.
class output {
 public:
  explicit output(int descriptor) : descriptor_(descriptor) {}

  /// Returns false if nothing more can be written.
  bool write(std::string_view text);
  /// The exit code of a command that otherwise returns `code`. Reports a failed write; a closed pipe is no failure.
  [[nodiscard]] int exit_code(int code) const;

 private:
  int descriptor_;
  bool closed_ = false;
  int error_ = 0;  ///< of a failed write
};

/// The name of a file in messages, safe for a terminal.
std::string printable_name(const std::string& file);

/// Reads archives and reports findings, progress and a summary.
class session {
 public:
  /// Where findings go: standard error, or standard output if they are the output of the command.
  enum class findings_to { standard_error, standard_output };

  session(const input_options& options, findings_to where);

  /// Processes all files, and writes the output of each result to standard output. Calls `take`, if given, with each
  /// result before writing it.
  void run(const std::function<std::unique_ptr<worker>()>& make_worker,
           const std::function<void(batch_result&)>& take = {});

  /// Writes more to standard output.
  bool write(std::string_view text) { return out_.write(text); }
  [[nodiscard]] tally& counts() { return counts_; }

  /// Writes the summary line, and returns the exit code.
  int finish();

 private:
  struct place {
    std::size_t file = 0;
    std::uint64_t lines = 0;
    bool ends_file = false;
    input::fault fault{};
    std::uint64_t end = 0;
    std::vector<finding> findings{};
  };

  bool take_result(batch_result& result);
  void report(const place& p);
  void show_progress(std::uint64_t consumed, bool last);
  [[nodiscard]] double seconds() const;

  input_options options_;
  findings_to where_;
  reader reader_;
  output out_;
  tally counts_;
  std::function<void(batch_result&)> take_;
  int exit_code_ = 0;

  std::map<std::uint64_t, place> waiting_;  ///< findings whose line numbers are not known yet, if results are unordered
  std::uint64_t next_ = 0;
  std::uint64_t line_ = 1;  ///< the line at which the next batch begins

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_progress_ = begin_;
  bool progress_is_shown_ = false;
};

}  // namespace tool
