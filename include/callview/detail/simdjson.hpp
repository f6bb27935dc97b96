// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Everything that callview asks of simdjson: its first stage, behind one class. Also the only place that may look at
/// simdjson's version; from 3.0.1 to 4.6.x nothing used here has changed, so there is no such `#if` yet.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <simdjson.h>

#include "callview/detail/buffer.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

static_assert(padding >= simdjson::SIMDJSON_PADDING, "callview's own texts must be padded well enough for simdjson");

/// Where the tokens of a text begin: simdjson's stage 1, which also checks UTF-8, that strings are closed and that they
/// hold no control characters. Its kernel is chosen at run time inside libsimdjson.
class token_index {
 public:
  /// `text` must be padded. On success positions()[0..count()) ascend, and positions()[count()] == size.
  [[nodiscard]] errc build(const char* text, std::size_t size) noexcept {
    count_ = 0;
    if (!parser_ || parser_->capacity() < size) {
      parser_.reset();  // first, so that old and new never add up
      if (simdjson::get_active_implementation()->create_dom_parser_implementation(round_up(size), 1, parser_) !=
          simdjson::SUCCESS) {
        parser_.reset();
        return errc::out_of_memory;
      }
    }
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
    switch (parser_->stage1(bytes, size, simdjson::stage1_mode::regular)) {
      case simdjson::SUCCESS: count_ = parser_->n_structural_indexes; return errc::ok;
      case simdjson::EMPTY: return errc::empty_body;
      case simdjson::UTF8_ERROR: return errc::not_utf8;
      default:
        // Kernels differ in which of two faults they name first.
        return simdjson::validate_utf8(text, size) ? errc::malformed_json : errc::not_utf8;
    }
  }
  [[nodiscard]] const std::uint32_t* positions() const noexcept { return parser_->structural_indexes.get(); }
  [[nodiscard]] std::uint32_t count() const noexcept { return count_; }
  void release() noexcept {
    parser_.reset();
    count_ = 0;
  }

 private:
  static std::size_t round_up(std::size_t size) noexcept { return (size + 1023) / 1024 * 1024; }

  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
  std::uint32_t count_ = 0;
};

/// simdjson's exact conversion of a number; infinite when out of range.
inline double read_decimal(const char* begin, const char* end) noexcept {
  return simdjson::internal::from_chars(begin, end);
}

inline bool is_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

/// True when the padding that simdjson asks for stands behind the text.
inline bool is_padded(const simdjson::padded_string_view& text) noexcept {
  return text.capacity() >= text.size() && text.capacity() - text.size() >= simdjson::SIMDJSON_PADDING;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
