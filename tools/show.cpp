// SPDX-License-Identifier: MIT
// This file contains no field names of documents, because for_each_field() supplies them.

#include "show.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

#include "check.hpp"
#include "document_types.hpp"
#include "event_reader.hpp"
#include "format.hpp"
#include "safe_text.hpp"
#include "signals.hpp"

namespace tool {
namespace {

// ---------------------------------------------------------------------------------------------------------------------
// Values: an overload for each type that a field may have.

std::string readable(std::string_view value) { return in_quotes(value); }

std::string readable(std::int64_t value) { return std::to_string(value); }

std::string readable(bool value) { return value ? "true" : "false"; }

std::string readable(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

std::string readable(std::chrono::seconds value) { return std::to_string(value.count()) + " s"; }

std::string readable(std::chrono::milliseconds value) { return std::to_string(value.count()) + " ms"; }

std::string readable(callview::timestamp value) {
  std::string text;
  append_time(text, value);
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
  level(std::string& out, std::size_t indent, std::size_t width)
      : out_(out), indent_(indent), width_(std::min(width, widest)) {}

  void line(std::string_view name, std::string_view value) const {
    out_.append(indent_, ' ').append(name).append(width_ - std::min(width_, columns(name)), ' ');
    out_.append("  ").append(value) += '\n';
  }

  /// Prints the value of a field, on this line or on lines of the next level.
  template <class Value>
  void field(std::string_view name, const Value& value) const {
    if constexpr (scalar<Value>) {
      line(name, readable(value));
    } else if constexpr (object<Value>) {
      if (const callview::error error = error_of(value)) { return line(name, readable(error)); }
      title(name);
      members(value);
    } else if (const callview::error error = value.error()) {
      line(name, readable(error));
    } else if constexpr (std::is_same_v<Value, callview::counter_map>) {
      value.empty() ? line(name, "{}") : title(name);
      counters(value);
    } else {
      value.empty() ? line(name, "[]") : title(name);
      elements(value);
    }
  }

 private:
  static constexpr std::size_t widest = 40;  // a key from the body may have any length

  /// The number of characters, not bytes: counts each byte that begins a character.
  static std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  }

  void title(std::string_view name) const { out_.append(indent_, ' ').append(name) += '\n'; }

  [[nodiscard]] level below(std::size_t width) const { return {out_, indent_ + 2, width}; }

  template <class Object>
  void members(const Object& view) const {
    std::size_t width = 0;
    callview::for_each_field(view, [&](std::string_view name, const auto&) { width = std::max(width, name.size()); });
    for (const auto unknown : view.unknown_fields()) { width = std::max(width, columns(word(unknown.key))); }

    const level inside = below(width);
    callview::for_each_field(view, [&]<class Value>(std::string_view name, const Value& value) {
      if constexpr (std::is_same_v<Value, callview::result<std::string_view>>) {
        // The accessor of a `raw_object` field returns JSON text. The text of a string field never equals its JSON
        // text.
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

  std::string& out_;
  std::size_t indent_;
  std::size_t width_;
};

/// Prints the envelope of an event, without its data. Names the attributes, because for_each_field() does not visit
/// them.
void print_envelope(const level& lines, const callview::event& event, bool known) {
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
  if (!known) { form += " (event type unknown to callview)"; }
  lines.line("data", form);
}

// ---------------------------------------------------------------------------------------------------------------------
// Events.

/// Shows one event after another. Reports errors on standard error, without bytes of the input.
class viewer {
 public:
  viewer(const input_options& input, const show_options& options)
      : what_(options.what), reader_(input.files, input.reading), events_(input.reading.max_record) {}

  int run() {
    batch b;
    while (reader_.next(b)) {
      batch_ = &b;
      if (b.offset == 0) { begin_file(); }
      records_ += b.records.size();
      for (const record& r : b.records) { events_.read(b, r, *this); }
      is_blank_ = is_blank_ && std::all_of(b.text.data(), b.text.data() + b.used, callview::detail::is_space);
      if (b.ends_file) { end_file(); }
      if (!out_.write(text_)) { break; }
      text_.clear();
    }
    return out_.exit_code(exit_code_);
  }

  void event(const callview::event& event, const origin& from) {
    origin_ = from;
    next_place();
    switch (what_) {
      case show_options::tree: show_tree(event); break;
      case show_options::json: show_json(event); break;
      case show_options::drift: show_drift(event); break;
    }
    check(event);
  }
  void invalid(const callview::error& error, const origin& from) {
    origin_ = from;
    next_place();
    complain(error);
  }
  void broken(const callview::error& error, const origin& from) {
    origin_ = from;
    place_ = name_;
    complain(error);
  }

 private:
  void begin_file() {
    const std::string& file = reader_.files()[batch_->file];
    name_ = file == "-" ? "standard input" : quoted_if_unsafe(file);
    number_ = records_ = 0;
    is_blank_ = true;
  }
  void end_file() {
    place_ = name_;
    const input::fault& fault = batch_->fault;
    if (!fault.code.empty()) {
      const std::string byte = "byte " + std::to_string(batch_->offset + batch_->used) + ": ";
      const std::string what = fault.unreadable ? "cannot read" : byte + std::string(fault.code);
      std::fprintf(stderr, "show: %s: %s: %s\n", name_.c_str(), what.c_str(), fault.message.c_str());
      exit_code_ = std::max(exit_code_, fault.unreadable ? exit_failed : exit_broken_input);
      return;
    }
    if (records_ != 0 || interrupted()) { return; }
    // An empty array is valid. Empty input is an error.
    origin_ = {};
    if (is_blank_) { complain({callview::errc::empty_body, "", 0}, 0); }
    if (!is_blank_ && what_ == show_options::tree) { text_ += name_ + ": no events\n\n"; }
  }
  void next_place() { place_ = name_ + ": event " + std::to_string(number_++); }

  void show_tree(const callview::event& event) {
    text_ += place_ + '\n';
    const level lines(text_, 2, std::string_view("datacontenttype").size());
    bool known = false;
    with_document(event, [&](const auto&, std::string_view) { known = true; });
    print_envelope(lines, event, known);
    with_document(event, [&](const auto& document, std::string_view type) {
      const std::string_view title = type == "call_summary" ? "summary" : type;
      document ? lines.field(title, document) : lines.line(title, readable(error_of(document)));
    });
    if (!known) { show_unknown(lines, event); }
    text_ += '\n';
  }
  /// Prints the data of an event whose type callview does not know.
  void show_unknown(const level& lines, const callview::event& event) {
    const auto json = event.data_json();
    if (!json) {
      if (json.error().code != callview::errc::data_absent) { lines.line("document", readable(json.error())); }
      return;
    }
    std::string indented;
    append_indented(indented, *json, 4);
    text_ += "  document\n    " + safe_lines(indented) + '\n';
  }

  /// Prints the JSON text of the document, unescaped if `data` is a string. This is the only output of `show` that is
  /// not made safe for a terminal.
  void show_json(const callview::event& event) {
    if (const auto json = event.data_json()) { text_.append(*json) += '\n'; }
  }

  void show_drift(const callview::event& event) {
    with_document(event, [&](const auto& document, std::string_view) {
      if (!document) { return; }  // check() reports why
      const auto error =
          document.report_drift([&](callview::drift_kind kind, std::string_view path, std::string_view raw) {
            text_ += escaped(event.id()) + '\t';
            text_.append(callview::name(kind)) += '\t';
            text_ += escaped(path) + '\t' + one_line(raw, 80) + '\n';
          });
      if (error.code == callview::errc::out_of_memory) { complain(error); }
    });
  }

  /// Reports the errors of an event and of its document.
  void check(const callview::event& event) {
    each_fault(event, [this](const callview::error& error) { complain(error); });
  }

  void complain(const callview::error& error) { complain(error, place_of(error, *batch_, origin_)); }
  void complain(const callview::error& error, std::uint64_t byte) {
    std::string line = "show: " + place_;
    if (!error.field.empty()) { line.append(": ").append(error.field); }
    if (error.offset != callview::error::npos && !origin_.is_kinesis) { line += ": byte " + std::to_string(byte); }
    line.append(": ").append(callview::name(error.code)).append(": ").append(explain(error));
    std::fputs((line + '\n').c_str(), stderr);
    exit_code_ = std::max(exit_code_, exit_broken_input);
  }

  show_options::mode what_;
  reader reader_;
  event_reader events_;
  output out_{STDOUT_FILENO};
  std::string text_;

  const batch* batch_ = nullptr;
  std::string name_;   ///< of the file
  std::string place_;  ///< file and event, as messages name them
  origin origin_;
  std::uint64_t number_ = 0;   ///< of the next event
  std::uint64_t records_ = 0;  ///< of the file
  bool is_blank_ = true;
  int exit_code_ = 0;
};

}  // namespace

int run_show(const input_options& input, const show_options& options) { return viewer(input, options).run(); }

}  // namespace tool
