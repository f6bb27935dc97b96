// SPDX-License-Identifier: MIT
// Makes bodies and opens them.
#pragma once

#include "answers.hpp"

#include <callview/callview.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>

namespace callview {
inline namespace CALLVIEW_ABI {
// So that Catch2 prints codes by name.
inline std::ostream& operator<<(std::ostream& out, errc code) { return out << name(code); }
}  // namespace CALLVIEW_ABI
}  // namespace callview

namespace test {

using callview::errc;

/// The JSON string that contains a text. Twilio does the same with a document in `data`.
inline std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': out += "\\r"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          char escape[8];
          std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
          out += escape;
        } else {
          out += c;
        }
    }
  }
  return out += '"';
}

inline constexpr std::string_view complete = "com.twilio.voice.insights.call-summary.complete";

/// An event with `data`, which is JSON. If `data` is empty, the event has no such member.
inline std::string event(std::string_view data, std::string_view type = complete, std::string_view id = "EZ1") {
  std::string out = R"({"specversion":"1.0","source":"/v1/Voice/CA1/Summary","id":")" + std::string(id) +
                    R"(","type":")" + std::string(type) + '"';
  if (!data.empty()) { out += ",\"data\":" + std::string(data); }
  return out += '}';
}

/// The form of the document. With `again`, the same decoder has read all of the document before. Then the fast walk
/// enters all containers, and accessors read from ready slots.
enum class form { string, object, string_again, object_again };
inline constexpr std::array forms{form::string, form::object, form::string_again, form::object_again};
inline constexpr bool is_string(form f) { return f == form::string || f == form::string_again; }
inline constexpr bool is_again(form f) { return f == form::string_again || f == form::object_again; }
inline std::ostream& operator<<(std::ostream& out, form f) {
  return out << (is_string(f) ? "string" : "object") << (is_again(f) ? " again" : "");
}

inline std::string body_of(std::string_view document, form f) {
  return '[' + event(is_string(f) ? json_string(document) : std::string(document)) + ']';
}

/// A decoder with the body that it decoded.
struct decoded {
  explicit decoded(std::string_view text, callview::limits limits = {})
      : body(text), decoder(limits), batch(decoder.decode(body)) {}

  [[nodiscard]] errc code() const { return batch.error().code; }
  /// The error of the event at `index`, or of the body.
  [[nodiscard]] callview::error error(std::size_t index = 0) const {
    return batch ? (*batch)[index].error() : batch.error();
  }
  [[nodiscard]] callview::event event(std::size_t index = 0) const { return *(*batch)[index]; }

  simdjson::padded_string body;
  callview::decoder decoder;
  callview::result<callview::batch> batch;
};

/// The error of opening a document: that of the body, of the event, or of call_summary().
inline callview::error open_error(std::string_view document, form f) {
  const decoded d(body_of(document, f));
  if (const auto e = d.error()) { return e; }
  return d.event().call_summary().error();
}

/// A call summary with everything that it refers to.
struct opened : decoded {
  opened(std::string_view document, form f, callview::limits limits = {})
      : decoded(body_of(document, f), limits), summary(open(is_again(f))) {}

  callview::call_summary summary;

 private:
  callview::call_summary open(bool again) {
    if (!again) { return decoded::event().call_summary(); }
    (void)answers(batch);
    batch = decoder.decode(body);
    const auto second = decoded::event().call_summary();
    (void)second.error();  // the first read takes another path
    return second;
  }
};

/// JSON text without white space between tokens. A raw text may have more white space than the document.
inline std::string packed(std::string_view json) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string && c == '\\') { out += json[i++]; }
    if (c == '"') { in_string = !in_string; }
    if (in_string || (c != ' ' && c != '\n' && c != '\t' && c != '\r')) { out += json[i]; }
  }
  return out;
}

/// The text of a file in the source tree. Tests can run from any folder.
inline std::string read_file(const std::string& path) {
  std::string text;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) { std::abort(); }
  char block[4096];
  while (const std::size_t n = std::fread(block, 1, sizeof block, file)) { text.append(block, n); }
  std::fclose(file);
  return text;
}

}  // namespace test
