// SPDX-License-Identifier: MIT
#include "session.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <thread>
#include <utility>

#include "format.hpp"
#include "safe_text.hpp"
#include "signals.hpp"

namespace tool {

bool output::write(std::string_view text) {
  while (!text.empty() && !closed_) {
    const ::ssize_t n = ::write(descriptor_, text.data(), text.size());
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      closed_ = true;
      if (errno != EPIPE) { error_ = errno; }
    }
  }
  return !closed_;
}

int output::exit_code(int code) const {
  if (error_ != 0) {
    std::fprintf(stderr, "callview: cannot write to standard output: %s. The output is incomplete.\n",
                 std::generic_category().message(error_).c_str());
    code = std::max(code, exit_failed);
  }
  return interrupted() ? exit_interrupted : code;
}

std::string printable_name(const std::string& file) { return quoted_if_unsafe(file); }

session::session(const input_options& options, findings_to where)
    : options_(options), where_(where), reader_(options.files, options.reading), out_(STDOUT_FILENO) {
  if (options_.threads == 0) { options_.threads = std::max(1U, std::thread::hardware_concurrency()); }
  options_.progress = !options_.quiet && (options_.progress || ::isatty(STDERR_FILENO) == 1);
}

void session::run(const std::function<std::unique_ptr<worker>()>& make_worker,
                  const std::function<void(batch_result&)>& take) {
  take_ = take;
  run_pipeline(reader_, {options_.threads, !options_.unordered}, make_worker,
               [this](batch_result& result) { return take_result(result); });
  show_progress(0, true);
}

bool session::take_result(batch_result& result) {
  counts_.add(result.counts);
  if (take_) { take_(result); }
  if (!out_.write(result.out)) { return false; }
  if (result.number == next_) {
    report(
        {result.file, result.lines, result.ends_file, std::move(result.fault), result.end, std::move(result.findings)});
    ++next_;
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; first = waiting_.begin()) {
      report(first->second);
      ++next_;
      waiting_.erase(first);
    }
  } else {
    waiting_[result.number] = {
        result.file, result.lines, result.ends_file, std::move(result.fault), result.end, std::move(result.findings)};
  }
  show_progress(result.consumed, false);
  return true;
}

void session::report(const place& p) {
  const std::string name = printable_name(reader_.files()[p.file]);
  std::string text;
  const auto add = [&](std::uint64_t line, std::uint64_t byte, std::string_view what) {
    text.append(name).append(":").append(std::to_string(line)).append(":").append(std::to_string(byte));
    text.append(": ").append(what) += '\n';
  };
  for (const finding& f : p.findings) { add(line_ + f.line, f.byte, f.text); }
  line_ += p.lines;
  if (p.fault.unreadable) {
    exit_code_ = exit_failed;
    std::fprintf(stderr, "callview: %s: %s\n", name.c_str(), p.fault.message.c_str());
  } else if (!p.fault.code.empty()) {
    ++counts_.broken;
    add(line_, p.end, std::string(p.fault.code) + ": " + p.fault.message);
  }
  if (p.ends_file) { line_ = 1; }
  if (text.empty()) { return; }
  if (where_ == findings_to::standard_output) {
    out_.write(text);
  } else {
    output(STDERR_FILENO).write(text);
  }
}

double session::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void session::show_progress(std::uint64_t consumed, bool last) {
  if (!options_.progress) { return; }
  const auto now = std::chrono::steady_clock::now();
  if (last) {
    if (progress_is_shown_) { std::fputs("\r\x1B[K", stderr); }
    progress_is_shown_ = false;
    return;
  }
  if (now - last_progress_ < std::chrono::milliseconds(250)) { return; }
  last_progress_ = now;
  progress_is_shown_ = true;
  const double done = static_cast<double>(consumed);
  const double rate = done / std::max(seconds(), 1e-9);
  std::string line = readable_bytes(done);
  if (const auto total = static_cast<double>(reader_.total_bytes()); total > 0) {
    line += " of " + readable_bytes(total) + ", " + readable_bytes(rate) + "/s, " +
            std::to_string(static_cast<std::uint64_t>(std::max(0.0, total - done) / std::max(rate, 1.0)) + 1) +
            " s left";
  } else {
    line += ", " + readable_bytes(rate) + "/s";
  }
  std::fprintf(stderr, "\r\x1B[K%s", line.c_str());
}

int session::finish() {
  if (counts_.broken != 0) { exit_code_ = std::max(exit_code_, exit_broken_input); }
  exit_code_ = out_.exit_code(exit_code_);
  if (!options_.quiet) {
    const double elapsed = seconds();
    std::fprintf(stderr, "%llu events, %llu rows, %llu skipped, %llu broken, %llu bytes, %.3f s, %.2f GB/s\n",
                 static_cast<unsigned long long>(counts_.events), static_cast<unsigned long long>(counts_.rows),
                 static_cast<unsigned long long>(counts_.skipped), static_cast<unsigned long long>(counts_.broken),
                 static_cast<unsigned long long>(counts_.bytes), elapsed,
                 static_cast<double>(counts_.bytes) / std::max(elapsed, 1e-9) / 1e9);
  }
  return exit_code_;
}

}  // namespace tool
