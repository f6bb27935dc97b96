// SPDX-License-Identifier: MIT
// show: prints whatever callview finds in webhook bodies. It names no field of a summary: for_each_field() does.

#include <callview/callview.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <istream>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <variant>
#include <vector>

namespace {

constexpr std::string_view usage =
    "Usage: show [--json | --drift] [--max-bytes N] [FILE...]\n"
    "Prints the events in bodies of Twilio webhooks, and every field of their call summaries.\n"
    "Reads standard input where FILE is - or there is none.\n"
    "\n"
    "  --json         print only the data of the events, as plain JSON, one document after the other\n"
    "  --drift        print only what callview's schema does not expect, a line each:\n"
    "                 event id, kind, path and JSON text, with tabs between\n"
    "  --max-bytes N  refuse larger bodies\n"
    "  --help         print this\n"
    "\n"
    "Exit code: 0 if all was well, 1 if a body, event or summary was bad, 2 for wrong usage or unreadable files.\n";

constexpr int bad_input = 1;
constexpr int bad_usage = 2;

// ---------------------------------------------------------------------------------------------------------------------
// Text. A body comes from outside and a terminal obeys control characters, so nothing is printed as it came.

struct character {
  char32_t code;
  std::size_t size;  ///< in bytes
};

/// The first character of a text that is not empty. callview answers UTF-8 only, but file names may hold other bytes:
/// such a byte is a character of its own.
character first_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const char32_t lead = byte(0);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size() || (byte(i) & 0xC0U) != 0x80U) { return {lead, 1}; }
    code = code << 6 | (byte(i) & 0x3FU);
  }
  return {code, size};
}

/// Whether a character can move the cursor, end the line, change the order of what stands around it, or is not seen.
bool is_unsafe(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  const bool is_control = c < 0x20 || within(0x7F, 0x9F);
  const bool is_separator_or_bidirectional = c == 0x061C || within(0x200B, 0x200F) || within(0x2028, 0x202E);
  const bool is_unseen = c == 0xAD || c == 0x034F || c == 0x180E || within(0x2060, 0x206F) || within(0xFE00, 0xFE0F) ||
                         c == 0xFEFF || within(0xFFF0, 0xFFFB) || within(0xE0000, 0xE0FFF);
  return is_control || is_separator_or_bidirectional || is_unseen;
}

void append_safely(std::string& out, std::string_view bytes, char32_t code) {
  if (!is_unsafe(code)) {
    out += bytes;
    return;
  }
  char hex[8];
  const auto end = std::to_chars(hex, hex + sizeof hex, static_cast<std::uint32_t>(code), 16).ptr;
  out.append("\\u{").append(hex, end) += '}';
}

/// A text on one line. Characters in `also` get a backslash.
std::string escaped(std::string_view text, std::string_view also = {}) {
  std::string out;
  while (!text.empty()) {
    const character c = first_character(text);
    const std::string_view bytes = text.substr(0, c.size);
    if (also.find(bytes) != std::string_view::npos) { out += '\\'; }
    append_safely(out, bytes, c.code);
    text.remove_prefix(c.size);
  }
  return out;
}

/// A text in quotes. Backslashes are doubled, so that two texts never look the same.
std::string quoted(std::string_view text) { return '"' + escaped(text, "\"\\") + '"'; }

/// A key or the value of an enumeration: bare where it is a plain word, in quotes where it could be taken for more.
std::string word(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !text.empty() && text.find_first_not_of(plain) == std::string_view::npos ? std::string(text) : quoted(text);
}

/// JSON text on one line, cut to a number of characters. Line breaks and tabs stand between tokens only, so a space
/// does as well, for the indentation behind them too.
std::string one_line(std::string_view json, std::size_t max_characters = std::string_view::npos) {
  std::string out;
  for (std::size_t count = 0; !json.empty(); ++count) {
    if (count == max_characters) { return out += "..."; }
    const character c = first_character(json);
    if (c.code == '\n' || c.code == '\r' || c.code == '\t') {
      out += ' ';
      json.remove_prefix(std::min(json.find_first_not_of(" \n\r\t"), json.size()));
    } else {
      append_safely(out, json.substr(0, c.size), c.code);
      json.remove_prefix(c.size);
    }
  }
  return out;
}

// ---------------------------------------------------------------------------------------------------------------------
// Values: an overload for each type that a field may have.

std::string readable(std::string_view value) { return quoted(value); }

std::string readable(std::int64_t value) { return std::to_string(value); }

std::string readable(bool value) { return value ? "true" : "false"; }

std::string readable(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string readable(std::chrono::seconds value) { return std::to_string(value.count()) + " s"; }

std::string readable(std::chrono::milliseconds value) { return std::to_string(value.count()) + " ms"; }

std::string readable(callview::timestamp value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::milliseconds> clock(value - day);
  char text[96];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

template <class E>
std::string readable(const callview::open_enum<E>& value) {
  return value == E::unrecognized ? word(value.text()) + " (unrecognized)" : word(value.text());
}

std::string readable(const callview::error& error) {
  if (error.code == callview::errc::field_absent) { return "(absent)"; }
  if (error.code == callview::errc::field_null) { return "null"; }
  return "error: " + std::string(callview::name(error.code));
}

template <class T>
std::string readable(const callview::result<T>& value) {
  return value ? readable(*value) : readable(value.error());
}

std::string_view readable(callview::data_form form) {
  switch (form) {
    case callview::data_form::absent: return "(absent)";
    case callview::data_form::other: return "number or boolean";
    default: return callview::name(form);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The tree.

template <class Value>
concept scalar = requires(const Value& value) {
  value.has_value();
};

template <class Value>
concept object = requires(const Value& value) {
  value.unknown_fields();
};

/// One level of the tree: lines with the same indentation, and their values in one column.
class level {
 public:
  level(std::size_t indent, std::size_t width) : indent_(indent), width_(std::min(width, widest)) {}

  void line(std::string_view name, std::string_view value) const {
    std::cout << std::string(indent_, ' ') << name << std::string(width_ - std::min(width_, columns(name)), ' ') << "  "
              << value << '\n';
  }

  /// Prints whatever a field holds: on this line, or on lines of the next level.
  template <class Value>
  void field(std::string_view name, const Value& value) const {
    if constexpr (scalar<Value>) {
      line(name, readable(value));
    } else if (const callview::error error = value.error()) {
      line(name, readable(error));
    } else if constexpr (object<Value>) {
      title(name);
      members(value);
    } else if constexpr (std::is_same_v<Value, callview::counter_map>) {
      value.empty() ? line(name, "{}") : title(name);
      counters(value);
    } else {
      value.empty() ? line(name, "[]") : title(name);
      elements(value);
    }
  }

 private:
  static constexpr std::size_t widest = 40;  // a key out of the body may be of any length

  /// Characters, not bytes: every byte counts that does not continue a character.
  static std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  }

  void title(std::string_view name) const { std::cout << std::string(indent_, ' ') << name << '\n'; }

  [[nodiscard]] level below(std::size_t width) const { return {indent_ + 2, width}; }

  template <class Object>
  void members(const Object& view) const {
    std::size_t width = 0;
    callview::for_each_field(view, [&](std::string_view name, const auto&) { width = std::max(width, name.size()); });
    for (const auto unknown : view.unknown_fields()) { width = std::max(width, columns(word(unknown.key))); }

    const level inside = below(width);
    callview::for_each_field(view, [&]<class Value>(std::string_view name, const Value& value) {
      if constexpr (std::is_same_v<Value, callview::result<std::string_view>>) {
        // A field without a published form is answered as its JSON text. A string never is the text it is written as.
        if (value && value->starts_with('{') && view.raw(name) == *value) {
          return inside.line(name, one_line(*value));
        }
      }
      inside.field(name, value);
    });
    for (const auto unknown : view.unknown_fields()) {
      inside.line(word(unknown.key), one_line(unknown.raw) + " (unknown to callview)");
    }
  }

  void counters(const callview::counter_map& map) const {
    std::size_t width = 0;
    for (const auto counter : map) { width = std::max(width, columns(word(counter.name))); }
    const level inside = below(width);
    for (const auto counter : map) { inside.line(word(counter.name), readable(counter.value)); }
  }

  template <class List>
  void elements(const List& list) const {
    const auto label = [](std::size_t index) { return '[' + std::to_string(index) + ']'; };
    const level inside = below(label(list.size()).size());
    for (std::size_t i = 0; i < list.size(); ++i) { inside.field(label(i), list[i]); }
  }

  std::size_t indent_;
  std::size_t width_;
};

/// An event without what is in its data. The attributes have no for_each_field(): here they are named.
void print_envelope(const level& lines, const callview::event& event) {
  lines.line("id", readable(event.id()));
  lines.line("source", readable(event.source()));
  lines.line("type", readable(event.type()));
  lines.line("specversion", readable(event.specversion()));
  lines.line("subject", readable(event.subject()));
  lines.line("datacontenttype", readable(event.datacontenttype()));
  lines.line("dataschema", readable(event.dataschema()));
  lines.line("schema_version", readable(event.schema_version()));
  lines.line("time", readable(event.time()));
  std::string form(readable(event.data_form()));
  if (!event.is_call_summary()) { form += " (the event is not a call summary)"; }
  lines.line("data", form);
}

// ---------------------------------------------------------------------------------------------------------------------
// Bodies.

enum class mode { tree, json, drift };

/// Shows one body after the other with one decoder. What is wrong is said on standard error, without a byte of the
/// body, and everything else is shown.
class viewer {
 public:
  viewer(mode what, callview::limits accept) : mode_(what), max_bytes_(accept.max_body_bytes), decoder_(accept) {}

  void show_file(const char* path) {
    if (path == std::string_view("-")) { return show_stream(std::cin, "standard input"); }
    std::ifstream file(path, std::ios::binary);
    show_stream(file, quoted_if_unsafe(path));
  }

  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  static std::string quoted_if_unsafe(std::string_view path) {
    std::string in_quotes = quoted(path);
    const bool is_safe = !path.empty() && in_quotes.size() == path.size() + 2;
    return is_safe ? std::string(path) : in_quotes;
  }

  // Streams, not simdjson::padded_string::load(): pipes have no size to ask for.
  void show_stream(std::istream& in, const std::string& name) {
    // A larger body is the decoder's to refuse: it is enough to read a little more than it takes.
    std::string body;
    std::vector<char> chunk(std::size_t{1} << 16);
    while (in && body.size() <= max_bytes_) {
      in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
      body.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    }
    place_ = name;
    if (in.bad() || (in.fail() && !in.eof())) {
      std::cerr << "show: " << place_ << ": cannot be read\n";
      exit_code_ = bad_usage;
    } else {
      show_body(body);
    }
  }

  void show_body(std::string_view body) {
    const std::string name = place_;
    const auto batch = decoder_.decode_copy(body);
    if (!batch) { return complain(batch.error()); }
    if (batch->empty() && mode_ == mode::tree) { std::cout << name << ": no events\n\n"; }
    for (std::size_t i = 0; i < batch->size(); ++i) {
      place_ = name + ": event " + std::to_string(i);
      const auto event = (*batch)[i];
      event ? show_event(*event) : complain(event.error());
    }
  }

  void show_event(const callview::event& event) {
    switch (mode_) {
      case mode::tree: show_tree(event); break;
      case mode::json: show_json(event); break;
      case mode::drift: show_drift(event); break;
    }
    check(event);
  }

  void show_tree(const callview::event& event) const {
    std::cout << place_ << '\n';
    const level lines(2, std::string_view("datacontenttype").size());
    print_envelope(lines, event);
    if (event.is_call_summary()) {
      const auto summary = event.call_summary();
      summary ? lines.field("summary", summary) : lines.line("summary", readable(summary.error()));
    }
    std::cout << '\n';
  }

  /// The one output that is not made safe for a terminal: it is the document as it was sent.
  void show_json(const callview::event& event) {
    const auto json = event.data_json();
    if (json) {
      std::cout << *json << '\n';
    } else if (!event.is_call_summary() && json.error().code != callview::errc::data_absent) {
      complain(json.error());  // of a call summary, check() says it
    }
  }

  void show_drift(const callview::event& event) {
    if (!event.is_call_summary()) { return; }
    const auto summary = event.call_summary();
    if (!summary) { return; }  // check() says why
    const auto error =
        summary.report_drift([&](callview::drift_kind kind, std::string_view path, std::string_view raw) {
          std::cout << escaped(event.id()) << '\t' << callview::name(kind) << '\t' << escaped(path) << '\t'
                    << one_line(raw, 80) << '\n';
        });
    if (error.code == callview::errc::out_of_memory) { complain(error); }
  }

  /// Finds everything that makes an event or its summary a bad one.
  void check(const callview::event& event) {
    for (const callview::error& error :
         {event.subject().error(), event.datacontenttype().error(), event.dataschema().error(), event.time().error()}) {
      if (error && error.code != callview::errc::field_absent) { complain(error); }
    }
    if (!event.is_call_summary()) { return; }
    const auto summary = event.call_summary();
    if (const auto error = summary ? summary.validate().error() : summary.error()) { complain(error); }
  }

  void complain(const callview::error& error) {
    std::string line = "show: " + place_;
    if (!error.field.empty()) { line.append(": ").append(error.field); }
    if (error.offset != callview::error::npos) { line += ": byte " + std::to_string(error.offset); }
    line.append(": ").append(callview::name(error.code)).append(": ").append(callview::message(error.code));
    std::cerr << line + '\n';  // at once: standard error has no buffer
    exit_code_ = std::max(exit_code_, bad_input);
  }

  mode mode_;
  std::size_t max_bytes_;
  callview::decoder decoder_;
  std::string place_;  ///< file and event, as messages name them
  int exit_code_ = 0;
};

// ---------------------------------------------------------------------------------------------------------------------
// The command line.

struct options {
  mode what = mode::tree;
  callview::limits accept{};
  std::vector<const char*> files{};
  bool help = false;
};

/// The options, or what is wrong with the arguments.
std::variant<options, std::string> parse(int count, char** arguments) {
  options parsed;
  bool options_end = false;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (options_end || argument == "-" || !argument.starts_with('-')) {
      parsed.files.push_back(arguments[i]);
    } else if (argument == "--") {
      options_end = true;
    } else if (argument == "--help") {
      parsed.help = true;
    } else if (argument == "--json" || argument == "--drift") {
      const mode wanted = argument == "--json" ? mode::json : mode::drift;
      if (parsed.what != mode::tree && parsed.what != wanted) { return "--json and --drift exclude each other"; }
      parsed.what = wanted;
    } else if (argument == "--max-bytes") {
      const std::string_view number = ++i < count ? arguments[i] : "";
      const char* const end = number.data() + number.size();
      const auto [stop, code] = std::from_chars(number.data(), end, parsed.accept.max_body_bytes);
      if (number.empty() || stop != end || code != std::errc{}) { return "--max-bytes needs a number of bytes"; }
    } else {
      return "unknown option " + quoted(argument);
    }
  }
  if (parsed.files.empty()) { parsed.files.push_back("-"); }
  return parsed;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const auto parsed = parse(argc, argv);
  if (const auto* mistake = std::get_if<std::string>(&parsed)) {
    std::cerr << "show: " << *mistake << "\n\n" << usage;
    return bad_usage;
  }
  const auto& chosen = *std::get_if<options>(&parsed);
  if (chosen.help) {
    std::cout << usage;
    return 0;
  }
  viewer view(chosen.what, chosen.accept);
  for (const char* file : chosen.files) { view.show_file(file); }
  if (!std::cout.flush()) {
    std::cerr << "show: cannot write to standard output\n";
    return bad_usage;
  }
  return view.exit_code();
}
