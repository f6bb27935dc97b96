// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in decoder.hpp.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/decoder.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

CALLVIEW_INLINE detail::failure decoder::open_document(const detail::object_type& type, std::string_view text,
                                                       bool padded) noexcept {
  using namespace detail;
  if (const failure f = start(text.size()); f.code != errc::ok) { return f; }
  decoder_state& s = *state_;
  if (text.empty()) { return {errc::data_not_json, "data", 0}; }
  if (!padded) {
    const char* const copy = decoder_state::pad(s.inner, text.data(), static_cast<std::uint32_t>(text.size()));
    if (copy == nullptr) { return {errc::out_of_memory}; }
    text = {copy, text.size()};
  }
  if (!is_utf8(text)) { return {errc::not_utf8, "", utf8_end(text)}; }
  return s.open_text(type, text);
}

CALLVIEW_INLINE detail::failure decoder::start(std::size_t size) noexcept {
  using detail::failure;
  if (state_) {
    if (!detail::decoder_state::replace_worn_out(state_)) { return failure{errc::out_of_memory}; }
    state_->end_views();
  }
  if (size > limits_.max_body_bytes || size > detail::body_ceiling) { return failure{errc::body_too_large}; }
  if (!state_) {
    state_ = detail::decoder_state::make(limits_.max_depth);
    if (!state_) { return failure{errc::out_of_memory}; }
  }
  return failure{errc::ok};
}

CALLVIEW_INLINE result<batch> decoder::decode_text(std::string_view body, bool padded) noexcept {
  using namespace detail;
  if (body.empty()) {
    if (const failure f = start(0); f.code != errc::ok) { return f; }
    return failure{errc::empty_body, "", 0};
  }
  if (const failure f = start(body.size()); f.code != errc::ok) { return f; }
  const char* const text =
      padded ? body.data() : decoder_state::pad(state_->copy, body.data(), static_cast<std::uint32_t>(body.size()));
  if (text == nullptr) { return failure{errc::out_of_memory}; }
  if (const failure f = state_->decode(text, body.size()); f.code != errc::ok) { return f; }
  return batch(*state_);
}

}  // namespace CALLVIEW_ABI
}  // namespace callview
