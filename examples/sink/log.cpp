// SPDX-License-Identifier: MIT
#include "log.hpp"

#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace sink {

callview::timestamp now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

namespace {

constexpr std::size_t max_text = 200;
constexpr unsigned max_lines_a_second = 20;

void append_json_string(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text.substr(0, max_text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      line += escape;
    } else if (byte >= 0x7F) {
      line += "\\ufffd";  // log texts are ASCII; anything else is replaced
    } else {
      line += c;
    }
  }
  line += '"';
}

/// The number of lines of one event in the current second.
struct pace {
  std::int64_t second = 0;
  unsigned written = 0;
  std::int64_t left_out = 0;
};

}  // namespace

void log(std::string_view level, std::string_view event, std::initializer_list<log_field> fields) {
  static std::mutex mutex;
  static std::map<std::string, pace, std::less<>> paces;  // few entries: this program defines the names
  const std::lock_guard lock(mutex);
  const callview::timestamp time = now();
  const std::int64_t second = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  // Lines with different statuses are limited separately, so that malformed requests cannot hide a 413.
  std::string kind(event);
  if (fields.size() != 0 && fields.begin()->name == "status") {
    kind += std::to_string(std::get<std::int64_t>(fields.begin()->value));
  }
  auto found = paces.find(kind);
  if (found == paces.end()) { found = paces.emplace(kind, pace()).first; }
  pace& p = found->second;
  if (p.second != second) {
    p.second = second;
    p.written = 0;
  }
  // A writable pipe accepts a line of less than PIPE_BUF bytes without blocking.
  pollfd standard_error{STDERR_FILENO, POLLOUT, 0};
  if (p.written >= max_lines_a_second || ::poll(&standard_error, 1, 0) != 1 ||
      (standard_error.revents & POLLOUT) == 0) {
    ++p.left_out;
    return;
  }
  ++p.written;
  std::string line = R"({"time":")";
  line += callview::iso8601(time).view();
  line += R"(","level":)";
  append_json_string(line, level);
  line += R"(,"event":)";
  append_json_string(line, event);
  const auto append = [&line](const log_field& field) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      append_json_string(line, std::get<std::string_view>(field.value));
    }
  };
  for (const log_field& field : fields) { append(field); }
  if (p.left_out != 0) { append({"left_out", p.left_out}); }
  p.left_out = 0;
  line += "}\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace sink
