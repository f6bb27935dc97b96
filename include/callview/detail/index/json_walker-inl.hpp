// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in json_walker.hpp.

#include <cstdint>

#include "callview/detail/index/json_walker.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

CALLVIEW_INLINE const char* container_end(const char* open, const char* end) noexcept {
  std::uint32_t depth = 0;
  for (const char* p = open; p < end; ++p) {
    switch (*p) {
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']':
        if (--depth == 0) { return *p == (*open == '{' ? '}' : ']') ? p + 1 : nullptr; }
        break;
      case '"':
        for (++p; p < end && *p != '"'; ++p) {
          if (*p == '\\') { ++p; }
        }
        break;
      default: break;
    }
  }
  return nullptr;
}

CALLVIEW_INLINE bool json_walker::begin_item() noexcept {
  if (ended_) { return false; }
  std::uint32_t at = behind_space(at_);
  if (in_object_) {
    const std::uint32_t quote = at;
    const char* const behind = at < end_ && text_[at] == '"' ? string_end(text_ + at, text_ + end_) : nullptr;
    if (behind == nullptr) { return stop(quote); }
    at = behind_space(static_cast<std::uint32_t>(behind - text_));
    if (at == end_ || text_[at] != ':') { return stop(quote); }
    key_ = {quote + 1, static_cast<std::uint32_t>(behind - text_) - 1};
    at = behind_space(at + 1);
  }
  value_ = {at, at};
  return true;
}

CALLVIEW_INLINE bool json_walker::end_item() noexcept {
  const char* const behind = value_end(text_ + value_.begin, text_ + end_);
  return behind == nullptr ? stop(value_.begin) : end_item(static_cast<std::uint32_t>(behind - text_));
}

CALLVIEW_INLINE bool json_walker::end_item(std::uint32_t end) noexcept {
  value_.end = end;
  const std::uint32_t at = behind_space(end);
  if (at == end_ || (text_[at] != ',' && text_[at] != closing())) { return stop(at); }
  ended_ = text_[at] != ',';
  at_ = at + 1;
  return true;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
