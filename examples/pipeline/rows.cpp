// SPDX-License-Identifier: MIT
#include "rows.hpp"

#include <charconv>
#include <chrono>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "../sink/event_checks.hpp"

namespace pipeline {
namespace {

using callview::errc;

/// The interval between two events whose documents are compared with the schema.
constexpr std::uint64_t drift_interval = 64;

}  // namespace

/// Writes the columns of one line of COPY.
class copy_line {
 public:
  explicit copy_line(std::string& lines) : lines_(lines) {}
  copy_line(const copy_line&) = delete;
  copy_line& operator=(const copy_line&) = delete;
  ~copy_line() { lines_.back() = '\n'; }  // replaces the last tab

  void null() { lines_ += "\\N\t"; }
  /// Writes a text, and escapes the characters that separate columns and lines. PostgreSQL does not support U+0000, so
  /// it becomes U+FFFD.
  void text(std::string_view value) {
    const char* run = value.data();
    const char* const end = run + value.size();
    for (const char* at = run; at != end; ++at) {
      const char* escape = nullptr;
      switch (*at) {
        case '\0': escape = "\xEF\xBF\xBD"; break;
        case '\t': escape = "\\t"; break;
        case '\n': escape = "\\n"; break;
        case '\r': escape = "\\r"; break;
        case '\\': escape = "\\\\"; break;
        default: continue;
      }
      lines_.append(run, at);
      lines_ += escape;
      run = at + 1;
    }
    lines_.append(run, end);
    lines_ += '\t';
  }
  void operator()(std::string_view value) { text(value); }
  void operator()(std::int64_t value) { number(value); }
  void operator()(double value) { number(value); }
  void operator()(bool value) { lines_ += value ? "t\t" : "f\t"; }
  void operator()(std::chrono::seconds value) { number(std::int64_t{value.count()}); }
  void operator()(std::chrono::milliseconds value) { number(std::int64_t{value.count()}); }
  /// PostgreSQL accepts neither the year 0 nor a sign, so times before first_time or after last_time become NULL.
  void operator()(callview::timestamp value) {
    if (value < first_time || value > last_time) { return null(); }
    lines_ += callview::iso8601(value).view();
    lines_ += '\t';
  }
  /// The input format of `bytea`.
  void bytes(std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    lines_ += "\\\\x";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      lines_ += digits[byte >> 4];
      lines_ += digits[byte & 15U];
    }
    lines_ += '\t';
  }

 private:
  template <class T>
  void number(T value) {
    char digits[32];
    lines_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    lines_ += '\t';
  }

  std::string& lines_;
};

void rows::clear() {
  events.clear();
  calls.clear();
  conferences.clear();
  dead_letters.clear();
  set_aside.clear();
  event_count = without_sid = sampled = drifted = 0;
}

row_maker::row_maker(std::size_t max_message_bytes, std::string topic)
    : decoder_(callview::limits{.max_body_bytes = max_message_bytes}), topic_(std::move(topic)) {}

void row_maker::set_aside(const message& from, std::size_t index, std::string_view reason, std::string_view raw,
                          rows& to) const {
  copy_line line(to.dead_letters);
  line(std::string_view(topic_));
  line(std::int64_t{from.partition});
  line(from.offset);
  line(static_cast<std::int64_t>(index));
  line(from.received);
  line(reason);
  line.bytes(raw);
  to.set_aside.push_back({from.partition, from.offset, std::string(reason)});
}

void row_maker::add(const message& from, rows& to) {
  const auto refuse = [&](errc reason, std::size_t index, std::string_view raw) {
    if (reason == errc::out_of_memory) { throw std::bad_alloc(); }
    set_aside(from, index, callview::name(reason), raw, to);
  };
  const auto events = decoder_.decode_copy(from.value);
  if (!events) {
    refuse(events.error().code, 0, from.value);
    return;
  }
  const callview::iso8601_text received = callview::iso8601(from.received);
  for (std::size_t i = 0; i < events->size(); ++i) {
    const auto event = (*events)[i];
    const errc code = event ? sink::why_unreadable(*event) : event.error().code;
    if (code != errc::ok) {
      refuse(code, i, events->raw(i));
      continue;
    }
    add_event(*event, received.view(), to);
  }
}

void row_maker::add_event(const callview::event& event, std::string_view received, rows& to) {
  {
    copy_line line(to.events);
    line(event.source());
    line(event.id());
    line(event.type());
    const auto time = event.time();
    time ? line(*time) : line.null();
    line(received);
    const auto version = event.schema_version();
    version ? line(*version) : line.null();
    line(event.raw());
  }
  ++to.event_count;
  if (event.is<callview::call_summary>()) { add_summary(calls_, event, to.calls, to); }
  if (event.is<callview::conference_summary>()) { add_summary(conferences_, event, to.conferences, to); }
  if (documents_++ % drift_interval == 0) { sample_drift(event, to); }
}

template <class T>
void row_maker::add_summary(const summary_table<T>& table, const callview::event& event, std::string& lines, rows& to) {
  const T summary = event.as<T>();
  const auto sid = table.sid.text(summary);
  if (!sid || sid->empty()) {
    ++to.without_sid;
    return;
  }
  const callview::summary_rank rank = summary.rank();
  copy_line line(lines);
  line(*sid);
  line(event.source());
  line(event.id());
  line(callview::name(rank.kind));
  rank.processing_version ? line(*rank.processing_version) : line.null();
  rank.time ? line(*rank.time) : line.null();
  std::size_t written = 0;
  const auto write_nulls = [&](std::size_t end) {
    for (; written < end; ++written) { line.null(); }
  };
  for_each_present(summary, table.fields, [&](std::size_t index, const callview::result<callview::scalar>& value) {
    if (!value) { return; }
    write_nulls(index);
    std::visit(line, *value);
    ++written;
  });
  write_nulls(table.fields.size());
}

void row_maker::sample_drift(const callview::event& event, rows& to) {
  callview::visit(event, [&to](const auto& document) {
    if constexpr (!std::is_same_v<decltype(document), const callview::event&>) {
      bool has_drifted = false;
      (void)document.report_drift(
          [&has_drifted](callview::drift_kind, std::string_view, std::string_view) { has_drifted = true; });
      ++to.sampled;
      to.drifted += has_drifted ? 1 : 0;
    }
  });
}

}  // namespace pipeline
