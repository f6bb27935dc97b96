// SPDX-License-Identifier: MIT
// What the accessors of a summary must return, according to simdjson's DOM, and whether a returned text occurs in the
// source.
#pragma once

#include <callview/callview.hpp>

#include <bit>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace test {

/// Compares a summary with a document that the DOM parsed. It is for many documents, so it returns the difference
/// instead of asserting.
class judge {
 public:
  using element = simdjson::dom::element;
  using reference = std::optional<element>;

  /// The difference; empty if there is none.
  template <class C>
  std::string operator()(const C& view, const element& document) {
    difference_.clear();
    path_.clear();
    object(view, document);
    return difference_;
  }
  /// Number of values, nulls, absent fields and wrong types that were compared.
  [[nodiscard]] std::uint64_t compared() const { return compared_; }

  /// Sets the type of a field if its accessor's return type does not show it: `raw_object`, `raw_array` or
  /// `integer_or_digits`.
  void know(std::string_view type, std::string_view field) {
    if (type == "raw_object" || type == "raw_array" || type == "integer_or_digits") { types_[field] = type; }
  }

  /// Which states of a field were met: a value, null, absence in an object that is present, a value of a wrong type.
  struct met {
    bool value = false, null = false, absent = false, wrong = false;
  };
  /// By the object type and the name of the field.
  using coverage = std::map<std::pair<const callview::detail::object_type*, std::string_view>, met>;
  [[nodiscard]] const coverage& covered() const { return coverage_; }

 private:
  static reference member(const reference& object, std::string_view key) {
    simdjson::dom::object fields;
    if (!object || object->get(fields) != simdjson::SUCCESS) { return std::nullopt; }
    for (const auto& field : fields) {
      if (field.key == key) { return field.value; }  // the first
    }
    return std::nullopt;
  }

  template <class C>
  void object(const C& view, const reference& r) {
    callview::for_each_field(view, [&](std::string_view name, const auto& value) {
      const std::size_t length = path_.size();
      path_.append(".").append(name);
      seen_ = &coverage_[{&C::callview_type(), name}];
      is_in_object_ = r.has_value();
      field(value, member(r, name));
      path_.resize(length);
    });
  }

  /// Whether know() set this type for the current field.
  [[nodiscard]] bool is(std::string_view type) const {
    const std::string_view field = std::string_view(path_).substr(path_.rfind('.') + 1);
    const auto known = types_.find(field);
    return known != types_.end() && known->second == type;
  }

  void expect(bool right, std::string_view what) {
    ++compared_;
    if (!right && difference_.empty()) { difference_.append(path_).append(": ").append(what); }
  }
  void expect(const callview::error& e, callview::errc code) {
    expect(e.code == code, std::string(name(e.code)).append(" for ").append(name(code)));
  }
  /// Compares absent, null and wrong values, which are the same for all types. Returns false if a value is expected.
  bool settled(const callview::error& e, const reference& r, bool right_type) {
    using callview::errc;
    // For the field itself, not for its items.
    if (met* const seen = std::exchange(seen_, nullptr)) {
      if (!r) {
        seen->absent |= is_in_object_;
      } else {
        (r->is_null() ? seen->null : right_type ? seen->value : seen->wrong) = true;
      }
    }
    if (r && !r->is_null() && right_type) { return false; }
    expect(e, !r ? errc::field_absent : r->is_null() ? errc::field_null : errc::wrong_type);
    return true;
  }

  static bool is_integer(const reference& r) { return r && (r->is_int64() || r->is_uint64()); }
  static std::string_view text(const reference& r) { return r->get_string().value_unsafe(); }

  void field(const callview::result<std::string_view>& got, const reference& r) {
    // Raw fields return their JSON text.
    if (is("raw_object")) {
      if (!settled(got.error(), r, r && r->is_object())) {
        expect(got.has_value() && got->front() == '{' && got->back() == '}', "not an object");
      }
    } else if (is("raw_array")) {
      if (!settled(got.error(), r, r && r->is_array())) {
        expect(got.has_value() && got->front() == '[' && got->back() == ']', "not an array");
      }
    } else if (!settled(got.error(), r, r && r->is_string())) {
      expect(got == text(r), "wrong text");
    }
  }
  void field(const callview::result<std::int64_t>& got, const reference& r) { count(got, r, got ? *got : 0); }
  void field(const callview::result<std::chrono::seconds>& got, const reference& r) {
    count(got, r, got ? got->count() : 0);
  }
  void field(const callview::result<std::chrono::milliseconds>& got, const reference& r) {
    count(got, r, got ? got->count() : 0);
  }
  template <class R>
  void count(const R& got, const reference& r, std::int64_t value) {
    if (is("integer_or_digits") && r && r->is_string()) {
      (void)settled(got.error(), r, true);
      return digits(got.error(), text(r), value);
    }
    if (settled(got.error(), r, is_integer(r))) { return; }
    if (r->is_uint64() && !r->is_int64()) { return expect(got.error(), callview::errc::out_of_range); }
    expect(got.has_value() && value == r->get_int64().value_unsafe(), "wrong integer");
  }
  /// A number that is written as a string.
  void digits(const callview::error& e, std::string_view text, std::int64_t value) {
    const std::string_view number = text.substr(text.starts_with('-') ? 1 : 0);
    const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos &&
                           (number.size() == 1 || number[0] != '0');
    std::int64_t expected = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), expected);
    if (!is_number) { return expect(e, callview::errc::wrong_type); }
    if (code == std::errc::result_out_of_range) { return expect(e, callview::errc::out_of_range); }
    expect(!e && value == expected && end == text.data() + text.size(), "wrong number in a string");
  }
  void field(const callview::result<double>& got, const reference& r) {
    if (settled(got.error(), r, is_integer(r) || (r && r->is_double()))) { return; }
    // An integer zero has no sign; a double zero has one.
    const double value = r->get_double().value_unsafe();
    expect(got.has_value() && (std::bit_cast<std::uint64_t>(*got) == std::bit_cast<std::uint64_t>(value) ||
                               (is_integer(r) && *got == value)),
           "wrong double");
  }
  void field(const callview::result<bool>& got, const reference& r) {
    if (!settled(got.error(), r, r && r->is_bool())) { expect(got == r->get_bool().value_unsafe(), "wrong bool"); }
  }
  void field(const callview::result<callview::timestamp>& got, const reference& r) {
    if (settled(got.error(), r, r && r->is_string())) { return; }
    using namespace std::chrono;
    // Only whole seconds in UTC are compared here. For any other text, a timestamp and `invalid_timestamp` are both
    // right.
    const std::string_view t = text(r);
    constexpr std::string_view shape = "0000-00-00T00:00:00Z";
    if (t.size() != shape.size()) {
      return expect(got || got.error().code == callview::errc::invalid_timestamp, "wrong error of a timestamp");
    }
    bool valid = true;
    for (std::size_t i = 0; i < t.size(); ++i) {
      valid = valid && (shape[i] == '0'                      ? t[i] >= '0' && t[i] <= '9'
                        : shape[i] == 'T' || shape[i] == 'Z' ? (t[i] | 0x20) == (shape[i] | 0x20)
                                                             : t[i] == shape[i]);
    }
    const auto digits = [&](std::size_t at, std::size_t n) {
      int value = 0;
      for (std::size_t i = at; i < at + n; ++i) { value = value * 10 + (t[i] - '0'); }
      return value;
    };
    if (!valid) { return expect(got.error(), callview::errc::invalid_timestamp); }
    const year_month_day day{year(digits(0, 4)), month(static_cast<unsigned>(digits(5, 2))),
                             std::chrono::day(static_cast<unsigned>(digits(8, 2)))};
    if (!day.ok() || digits(11, 2) > 23 || digits(14, 2) > 59 || digits(17, 2) > 59) {
      return expect(got.error(), callview::errc::invalid_timestamp);
    }
    expect(got == sys_days(day) + hours(digits(11, 2)) + minutes(digits(14, 2)) + seconds(digits(17, 2)), "wrong time");
  }
  template <class E>
  void field(const callview::result<callview::open_enum<E>>& got, const reference& r) {
    if (settled(got.error(), r, r && r->is_string())) { return; }
    expect(got.has_value() && got->text() == text(r), "wrong text");
  }
  template <class List>
  requires requires(const List& l) { l.size(); }
  void field(const List& got, const reference& r) {
    if constexpr (std::is_same_v<List, callview::counter_map>) {
      if (settled(got.error(), r, r && r->is_object())) { return expect(got.empty(), "items in a missing map"); }
      std::size_t i = 0;
      const simdjson::dom::object fields = r->get_object().value_unsafe();
      for (const auto& f : fields) {
        expect(i < got.size() && got[i].name == f.key, "wrong counter");
        field(got[i++].value, reference(f.value));
      }
      expect(i == got.size(), "too many counters");
    } else {
      if (settled(got.error(), r, r && r->is_array())) { return expect(got.empty(), "items in a missing list"); }
      std::size_t i = 0;
      const simdjson::dom::array elements = r->get_array().value_unsafe();
      for (const element e : elements) { field(got[i++], reference(e)); }
      expect(i == got.size(), "wrong size");
    }
  }
  template <class C>
  requires requires(const C& c) { c.unknown_fields(); }
  void field(const C& got, const reference& r) {
    const callview::error e = callview::detail::view_access::error(got);  // a key `error` hides the member function
    if (settled(e, r, r && r->is_object())) { return; }
    expect(e, callview::errc::ok);
    object(got, r);
  }

  std::map<std::string_view, std::string_view> types_;
  coverage coverage_;
  met* seen_ = nullptr;
  bool is_in_object_ = false;
  std::string path_;
  std::string difference_;
  std::uint64_t compared_ = 0;
};

/// A judge of call summaries.
inline judge summary_judge() {
  judge made;
  made.know("raw_object", "feedback");
  return made;
}

/// Whether a string or number that was read at a path occurs in a JSON text without escapes: after its key and a colon,
/// or anywhere if it is an item of a list.
inline bool stands_in(std::string_view json, std::string_view path, std::string_view value) {
  if (path.ends_with(']')) { return json.find(value) != std::string_view::npos; }
  const std::string key = '"' + std::string(path.substr(path.rfind('.') + 1)) + '"';
  const auto skip = [&](std::size_t at) {
    while (at < json.size() && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t' || json[at] == '\r')) { ++at; }
    return at;
  };
  for (std::size_t at = json.find(key); at != std::string_view::npos; at = json.find(key, at + 1)) {
    const std::size_t colon = skip(at + key.size());
    if (colon < json.size() && json[colon] == ':' && json.substr(skip(colon + 1)).starts_with(value)) { return true; }
  }
  return false;
}

}  // namespace test
