// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Steps over the items of one object or array in a plain JSON text, and checks their syntax except inside containers.

#include <cstdint>

#include "callview/detail/bytes.hpp"
#include "callview/detail/json_grammar.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The position after the closing bracket, or null if there is none of the same kind. Checks nothing in between.
const char* container_end(const char* open, const char* end) noexcept;

/// The position after a value of any kind, or null if the value is malformed. Does not check the inside of a container.
inline const char* value_end(const char* p, const char* end) noexcept {
  if (p == end) { return nullptr; }
  if (*p == '"') { return string_end(p, end); }
  return *p == '{' || *p == '[' ? container_end(p, end) : primitive_end(p, end);
}

/// `next()` returns true for each item. When it returns false, `broken()` says whether the reason is a syntax error.
class json_walker {
 public:
  json_walker() noexcept = default;
  /// Starts after the bracket at `open`.
  json_walker(const char* text, std::uint32_t open, std::uint32_t end) noexcept
      : text_(text), end_(end), at_(open + 1), in_object_(text[open] == '{') {
    at_ = behind_space(at_);
    if (at_ < end_ && text_[at_] == closing()) {
      ++at_;
      ended_ = true;
    }
  }

  bool next() noexcept { return begin_item() && end_item(); }

  /// Moves to the value of the next item. Until end_item(), value() has only the position where the value begins.
  bool begin_item() noexcept;
  /// Moves past the value and the comma or bracket after it. Returns true if both are valid.
  bool end_item() noexcept;
  /// Same as end_item(), for a value whose end is known.
  bool end_item(std::uint32_t end) noexcept;

  /// The inside of the item's key, between its quotes. Objects only.
  [[nodiscard]] slice key() const noexcept { return key_; }
  /// Where the item begins: its key, or its value.
  [[nodiscard]] std::uint32_t item() const noexcept { return in_object_ ? key_.begin - 1 : value_.begin; }
  [[nodiscard]] slice value() const noexcept { return value_; }
  [[nodiscard]] bool begins_with(char c) const noexcept { return value_.begin < end_ && text_[value_.begin] == c; }
  [[nodiscard]] bool broken() const noexcept { return broken_; }
  /// After the last item, the position after the closing bracket. After a syntax error, the position of the error.
  [[nodiscard]] std::uint32_t position() const noexcept { return at_; }

 private:
  [[nodiscard]] char closing() const noexcept { return in_object_ ? '}' : ']'; }
  [[nodiscard]] std::uint32_t behind_space(std::uint32_t at) const noexcept {
    while (at < end_ && is_space(text_[at])) { ++at; }
    return at;
  }
  bool stop(std::uint32_t at) noexcept {
    at_ = at;
    broken_ = ended_ = true;
    return false;
  }

  const char* text_ = nullptr;
  std::uint32_t end_ = 0;
  std::uint32_t at_ = 0;
  slice key_{};
  slice value_{};
  bool in_object_ = true;
  bool ended_ = false;
  bool broken_ = false;
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/json_walker-inl.hpp"  // IWYU pragma: keep
#endif
