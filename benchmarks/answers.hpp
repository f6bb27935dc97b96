// SPDX-License-Identifier: MIT
// Receives the results of tasks. There are three classes with the same functions:
//
//   sum      for timed runs: the least work per result that proves that the value was read
//   listing  for verification: every result in full
//   record   for peers that can read a document only once: stores everything
//
// Absent fields are reported only in the task `all`. The order of reports does not matter.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "fields.hpp"

namespace bench {

enum class answer : std::uint8_t {
  absent,
  null,
  wrong,
  object,
  list,
  text,
  integer,
  number,
  boolean,
  time,
  choice,
  counter
};

class sum {
 public:
  void begin_event() {}
  void absent(place p) { add(p, 1); }
  void null(place p) { add(p, 3); }
  void wrong(place p) { add(p, 5); }
  void object(place p) { add(p, 7); }
  void list(place p, std::size_t size) { add(p, 11 + size); }
  void text(place p, std::string_view s) { add(p, hash(s)); }
  void integer(place p, std::int64_t n) { add(p, static_cast<std::uint64_t>(n) + 17); }
  void number(place p, double n) { add(p, std::bit_cast<std::uint64_t>(n) + 19); }
  void boolean(place p, bool b) { add(p, b ? 23 : 29); }
  void time(place p, std::int64_t ms) { add(p, static_cast<std::uint64_t>(ms)); }
  void choice(place p, unsigned value, std::string_view s) { add(p, value + hash(s)); }
  void counter(place p, std::string_view name, std::int64_t n) { add(p, hash(name) + static_cast<std::uint64_t>(n)); }
  /// Adds only one member of the row. The task measures how long filling the row takes, not reading it.
  template <class Row>
  void keep(Row& row) {
    benchmark::DoNotOptimize(row);
    add(0, static_cast<std::uint64_t>(row.duration));
  }

  [[nodiscard]] std::uint64_t mark() const { return total_; }
  void withdraw(std::uint64_t mark) { total_ = mark; }
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  void add(place p, std::uint64_t value) { total_ += (p + 1) * value; }
  static std::uint64_t hash(std::string_view s) {
    if (s.empty()) { return 13; }
    const auto first = static_cast<unsigned char>(s.front());
    const auto last = static_cast<unsigned char>(s.back());
    return 31 + s.size() + (std::uint64_t{first} << 16) + (std::uint64_t{last} << 24);
  }

  std::uint64_t total_ = 0;
};

class listing {
 public:
  struct entry {
    std::uint32_t event = 0;
    place at = 0;
    answer kind = answer::null;
    std::uint64_t bits = 0;
    std::string text;
    auto operator<=>(const entry&) const = default;
  };

  void begin_event() { ++event_; }
  void absent(place p) { add(p, answer::absent, 0); }
  void null(place p) { add(p, answer::null, 0); }
  void wrong(place p) { add(p, answer::wrong, 0); }
  void object(place p) { add(p, answer::object, 0); }
  void list(place p, std::size_t size) { add(p, answer::list, size); }
  void text(place p, std::string_view s) { add(p, answer::text, 0, s); }
  void integer(place p, std::int64_t n) { add(p, answer::integer, static_cast<std::uint64_t>(n)); }
  void number(place p, double n) { add(p, answer::number, std::bit_cast<std::uint64_t>(n)); }
  void boolean(place p, bool b) { add(p, answer::boolean, b ? 1 : 0); }
  void time(place p, std::int64_t ms) { add(p, answer::time, static_cast<std::uint64_t>(ms)); }
  void choice(place p, unsigned value, std::string_view s) { add(p, answer::choice, value, s); }
  void counter(place p, std::string_view name, std::int64_t n) {
    add(p, answer::counter, static_cast<std::uint64_t>(n), name);
  }
  template <class Row>
  void keep(const Row& row) {
    place p = 0;
    for_each_column(columns_of(row), [&](auto member) {
      const auto& value = row.*member;
      if constexpr (std::is_same_v<decltype(value), const std::string_view&>) {
        text(p++, value);
      } else {
        number(p++, static_cast<double>(value));
      }
    });
  }

  [[nodiscard]] std::size_t mark() const { return entries_.size(); }
  void withdraw(std::size_t mark) { entries_.resize(mark); }
  [[nodiscard]] std::vector<entry> sorted() && {
    std::sort(entries_.begin(), entries_.end());
    return std::move(entries_);
  }

 private:
  void add(place p, answer kind, std::uint64_t bits, std::string_view s = {}) {
    entries_.push_back({event_, p, kind, bits, std::string(s)});
  }

  std::uint32_t event_ = 0;
  std::vector<entry> entries_;
};

/// A decoded document as a flat structure: a slot for each path, and all list elements in one vector.
class record {
 public:
  void clear() {
    present_.fill(0);
    elements_.clear();
  }

  void null(place p) { slot(p, answer::null); }
  void wrong(place p) { slot(p, answer::wrong); }
  void object(place p) { slot(p, answer::object); }
  void list(place p, std::size_t size) { slot(p, answer::list).integer = static_cast<std::int64_t>(size); }
  void text(place p, std::string_view s) { slot(p, answer::text).text = s; }
  void integer(place p, std::int64_t n) { slot(p, answer::integer).integer = n; }
  void number(place p, double n) { slot(p, answer::number).number = n; }
  void boolean(place p, bool b) { slot(p, answer::boolean).integer = b ? 1 : 0; }
  void time(place p, std::int64_t ms) { slot(p, answer::time).integer = ms; }
  void choice(place p, unsigned value, std::string_view s) {
    value_slot& v = slot(p, answer::choice);
    v.integer = value;
    v.text = s;
  }
  void counter(place p, std::string_view name, std::int64_t n) {
    value_slot& v = slot(p, answer::counter);
    v.integer = n;
    v.text = name;
  }

  /// Reports the result at one path.
  template <class Sink>
  void report(unsigned path, Sink& sink) const {
    if ((present_[path / 64] >> (path % 64) & 1) != 0) { report(slots_[path], path, sink); }
  }
  /// Reports all results.
  template <class Sink>
  void report_all(Sink& sink) const {
    for (unsigned word = 0; word < present_.size(); ++word) {
      for (std::uint64_t bits = present_[word]; bits != 0; bits &= bits - 1) {
        const unsigned path = word * 64 + static_cast<unsigned>(std::countr_zero(bits));
        report(slots_[path], path, sink);
      }
    }
    for (const element& e : elements_) { report(e.value, e.at, sink); }
  }

 private:
  struct value_slot {
    answer kind = answer::null;
    std::string_view text{};
    union {
      std::int64_t integer = 0;
      double number;
    };
  };
  struct element {
    place at = 0;
    value_slot value{};
  };

  value_slot& slot(place p, answer kind) {
    value_slot* v = nullptr;
    if (p < path_count) {
      present_[p / 64] |= std::uint64_t{1} << (p % 64);
      v = &slots_[p];
    } else {
      v = &elements_.emplace_back(element{p, {}}).value;
    }
    v->kind = kind;
    return *v;
  }

  template <class Sink>
  static void report(const value_slot& v, place p, Sink& sink) {
    switch (v.kind) {
      case answer::absent: break;  // never recorded
      case answer::null: sink.null(p); break;
      case answer::wrong: sink.wrong(p); break;
      case answer::object: sink.object(p); break;
      case answer::list: sink.list(p, static_cast<std::size_t>(v.integer)); break;
      case answer::text: sink.text(p, v.text); break;
      case answer::integer: sink.integer(p, v.integer); break;
      case answer::number: sink.number(p, v.number); break;
      case answer::boolean: sink.boolean(p, v.integer != 0); break;
      case answer::time: sink.time(p, v.integer); break;
      case answer::choice: sink.choice(p, static_cast<unsigned>(v.integer), v.text); break;
      case answer::counter: sink.counter(p, v.text, v.integer); break;
    }
  }

  std::array<std::uint64_t, (path_count + 63) / 64> present_{};
  value_slot slots_[path_count];
  std::vector<element> elements_;
};

}  // namespace bench
