// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Walks over a whole summary, by its schema: validation, and the report of what the schema does not expect.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "callview/detail/view.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

namespace detail {

/// How a value suits its field.
struct verdict {
  errc code = errc::ok;
  bool recognized = true;
};

verdict judge_string(const document_state& s, std::uint32_t token, const key_set* known) noexcept;
/// For kinds without a node.
verdict judge(const document_state& s, const field_info& f, std::uint32_t token, unsigned depth) noexcept;

/// Walks an object and everything of the schema below it, in schema order. The handler's functions answer whether to go
/// on: `object(node, info, number)` at each object before its fields, `map(node)` at each map, `value(field, token,
/// verdict)` at each value and at each container that is there. `enter(name)`, `enter(index)` and `leave()` keep a
/// path.
template <class Handler>
bool audit(document_state& s, std::uint32_t number, const class_info& info, Handler& handler) {
  {
    const node& n = ready(s, number);
    if (n.state != node_state::read) { return true; }
    if (!handler.object(n, info)) { return false; }
  }
  for (unsigned i = 0; i < info.count; ++i) {
    const field_info& f = info.fields[i];
    const node& n = s.at(number);  // anew each time: an element's node moves when its room is given away
    if (!n.has(i)) { continue; }
    const std::uint32_t token = n.slots[i].token;
    const auto entered = handler.enter(std::string_view(f.name));
    if (!has_node(f.type)) {
      if (!handler.value(f, token, judge(s, f, token, n.depth))) { return false; }
      handler.leave(entered);
      continue;
    }
    const node& c = ready(s, number + f.node);
    if (!handler.value(f, token, {condition(c.state)})) { return false; }
    if (c.state == node_state::read) {
      if (f.type == kind::object) {
        if (!audit(s, number + f.node, *f.child, handler)) { return false; }
      } else {
        if (f.type == kind::counters && !handler.map(c)) { return false; }
        const std::uint32_t count = c.slots[item_count].token;
        for (std::uint32_t item = 0; item < count; ++item) {
          const std::uint32_t first = sequence_item(s, c, item);
          const std::uint32_t at = f.type == kind::counters ? first + 2 : first;
          const auto below = f.type == kind::counters ? handler.enter(s.doc, s.doc.string_inside(first))
                                                      : handler.enter(std::size_t{item});
          verdict v;
          if (f.type == kind::objects) {
            v.code = item < max_elements ? condition(s.at(element_node(item)).state) : errc::ok;
          } else if (f.type == kind::counters) {
            v.code = integer_at(s.doc, at, "").error().code;
          } else {
            v = judge_string(s, at, f.known);
          }
          if (!handler.value(f, at, v)) { return false; }
          if (f.type == kind::objects && item < max_elements && v.code == errc::ok &&
              !audit(s, element_node(item), *f.child, handler)) {
            return false;
          }
          handler.leave(below);
        }
      }
    }
    handler.leave(entered);
  }
  return true;
}

/// Walks all of the document's text, and what of the schema is below an object.
result<void> validate(const view_base& v, const class_info& info) noexcept;

/// Reports everything, with its path.
template <class Visitor>
class drift {
 public:
  /// `path` has room for the longest key and for all known names.
  drift(document_state& s, Visitor& visitor, char* path) noexcept
      : s_(s), visitor_(visitor), path_(path), generation_(s.generation) {}

  bool object(const node& n, const class_info& info) {
    walker w(s_.doc, n.begin);
    while (w.next()) {
      if (find_field(s_.doc, w.key(), info) != key_set::not_found) { continue; }
      const std::size_t before = enter(s_.doc, w.key());
      visitor_(drift_kind::unknown_key, path(), s_.doc.view(s_.doc.value_at(w.value())));
      if (!alive()) { return false; }
      leave(before);
    }
    return true;
  }
  bool map(const node&) noexcept { return true; }
  bool value(const field_info&, std::uint32_t token, verdict v) {
    switch (v.code) {
      case errc::ok:
        if (!v.recognized) { report(drift_kind::unrecognized_value, token); }
        break;
      case errc::wrong_type:
      case errc::out_of_range:
      case errc::invalid_timestamp:
      case errc::invalid_string: report(drift_kind::wrong_type, token); break;
      default: break;
    }
    return alive();
  }
  // Each returns the length to go back to.
  std::size_t enter(std::string_view name) noexcept {
    const std::size_t before = size_;
    if (size_ != 0) { path_[size_++] = '.'; }
    std::memcpy(path_ + size_, name.data(), name.size());
    size_ += name.size();
    return before;
  }
  std::size_t enter(const document& doc, slice key) noexcept { return enter(doc.readable(key)); }
  std::size_t enter(std::size_t index) noexcept {
    const std::size_t before = size_;
    char* const at = path_ + size_;
    *at = '[';
    char* const end = std::to_chars(at + 1, at + 21, index).ptr;
    *end = ']';
    size_ += static_cast<std::size_t>(end + 1 - at);
    return before;
  }
  void leave(std::size_t before) noexcept { size_ = before; }

 private:
  [[nodiscard]] std::string_view path() const noexcept { return {path_, size_}; }
  void report(drift_kind kind, std::uint32_t token) { visitor_(kind, path(), s_.doc.view(s_.doc.value_at(token))); }
  /// False when the visitor made the decoder decode something else.
  [[nodiscard]] bool alive() const noexcept { return s_.generation == generation_; }

  document_state& s_;
  Visitor& visitor_;
  char* path_;
  std::uint32_t generation_;
  std::size_t size_ = 0;
};

/// More than all names of the schema on the longest way down take together.
inline constexpr std::size_t longest_known_path = 256;

template <class Visitor>
callview::error report_drift(const view_base& v, const class_info& info, Visitor& visitor) {
  if (const callview::error e = view_access::error(v)) { return e; }
  document_state& s = view_access::state(v);
  // The visitor may ask for another report, which must not find this one's path.
  buffer<char> path = std::move(s.path);
  if (!path.reserve(s.doc.end + longest_known_path)) { return {errc::out_of_memory, {}, callview::error::npos}; }
  drift<Visitor> handler(s, visitor, path.data());
  audit(s, view_access::number(v), info, handler);
  s.path = std::move(path);
  return {};
}

#if CALLVIEW_DEFINITIONS

CALLVIEW_INLINE verdict judge_string(const document_state& s, std::uint32_t token, const key_set* known) noexcept {
  const auto text = string_at(s.doc, token, "");
  if (!text) { return {text.error().code}; }
  return {errc::ok, known == nullptr || find_enum(*known, *text) != key_set::not_found};
}

CALLVIEW_INLINE verdict judge(const document_state& s, const field_info& f, std::uint32_t token,
                              unsigned depth) noexcept {
  switch (f.type) {
    case kind::string:
    case kind::enumeration: return judge_string(s, token, f.known);
    case kind::integer:
    case kind::seconds:
    case kind::milliseconds: return {integer_at(s.doc, token, "").error().code};
    case kind::number: return {number_at(s.doc, token, "").error().code};
    case kind::boolean: return {boolean_at(s.doc, token, "").error().code};
    case kind::time: return {time_at(s.doc, token, "").error().code};
    case kind::raw_object: return {raw_object_at(s, token, depth, "").error().code};
    default: return {};
  }
}

/// Finds a key that the schema does not know and that an object or map holds twice. `info` is null for maps.
inline errc find_twin(document_state& s, const node& n, const class_info* info) noexcept {
  const auto each = [&](auto&& use) {
    walker w(s.doc, n.begin);
    while (w.next()) {
      if (info == nullptr || find_field(s.doc, w.key(), *info) == key_set::not_found) { use(w.key()); }
    }
  };
  std::size_t count = 0;
  each([&](slice) { ++count; });
  if (count < 2) { return errc::ok; }
  if (!s.keys->reserve(count)) { return errc::out_of_memory; }
  slice* end = s.keys->data();
  each([&](slice key) { *end++ = s.doc.rough() ? comparable(s.doc.text, s.doc.mirror.data(), key) : key; });
  const bool twin = has_twin(s.doc.text, s.doc.mirror.data(), s.keys->data(), end);
  return twin ? errc::duplicate_field : errc::ok;
}

/// Stops at the first fault.
class validation {
 public:
  explicit validation(document_state& s) noexcept : s_(s) {}
  [[nodiscard]] failure found() const noexcept { return found_; }

  bool object(const node& n, const class_info& info) noexcept {
    std::uint64_t seen = 0;
    walker w(s_.doc, n.begin);
    while (w.next()) {
      const unsigned i = find_field(s_.doc, w.key(), info);
      if (i == key_set::not_found) { continue; }
      const std::uint64_t bit = std::uint64_t{1} << i;
      if ((seen & bit) != 0) { return stop(errc::duplicate_field, info.fields[i].name, w.item()); }
      seen |= bit;
    }
    const errc code = find_twin(s_, n, &info);
    return code == errc::ok || stop(code, n.name, n.begin);
  }
  bool map(const node& n) noexcept {
    const errc code = find_twin(s_, n, nullptr);
    return code == errc::ok || stop(code, n.name, n.begin);
  }
  bool value(const field_info& f, std::uint32_t token, verdict v) noexcept {
    return v.code == errc::ok || v.code == errc::field_null || stop(v.code, f.name, token);
  }
  // The path is of no use here.
  template <class... Key>
  int enter(const Key&...) noexcept {
    return 0;
  }
  void leave(int) noexcept {}

 private:
  bool stop(errc code, const char* field, std::uint32_t token) noexcept {
    found_ = token_fault(s_.doc, code, field, token);
    return false;
  }
  document_state& s_;
  failure found_{errc::ok};
};

CALLVIEW_INLINE result<void> validate(const view_base& v, const class_info& info) noexcept {
  if (const errc code = view_access::alive(v); code != errc::ok) { return failure{code}; }
  document_state& s = view_access::state(v);
  const char* const end = s.doc.text + s.doc.end;
  const checked c = check_value(s.doc.text + s.doc.begin, end, s.max_depth);
  if (c.code != errc::ok || skip_space(c.at, end) != end) {
    return fault(s.doc, c.code == errc::too_deep ? errc::too_deep : errc::data_not_json, "",
                 static_cast<std::uint32_t>(c.at - s.doc.text));
  }
  validation handler(s);
  audit(s, view_access::number(v), info, handler);
  if (handler.found().code != errc::ok) { return handler.found(); }
  return {};
}

#endif  // CALLVIEW_DEFINITIONS

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
