// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in decoder_state.hpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "callview/detail/decoder_state.hpp"
#include "callview/detail/json_grammar.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

CALLVIEW_INLINE std::unique_ptr<decoder_state> decoder_state::make(std::size_t max_depth) noexcept {
  std::unique_ptr<decoder_state> state(new (std::nothrow) decoder_state);
  if (!state) { return nullptr; }
  state->document.reset(new (std::nothrow) document_index);
  if (!state->document) { return nullptr; }
  state->body.max_depth = std::clamp<std::size_t>(max_depth, 1, depth_ceiling);
  state->document->max_depth = static_cast<std::uint32_t>(state->body.max_depth);
  state->document->keys = &state->body.keys;
  return state;
}

CALLVIEW_INLINE bool decoder_state::replace_worn_out(std::unique_ptr<decoder_state>& state) noexcept {
  if (state->generation < last_generation) { return true; }
  std::unique_ptr<decoder_state> next = make(state->body.max_depth);
  if (!next) { return false; }
  state->release();
  next->worn_out = std::move(state);
  state = std::move(next);
  return true;
}

CALLVIEW_INLINE void decoder_state::end_views() noexcept {
  generation += generation <= last_generation ? 1U : 0U;  // beyond last_generation, no body is decoded
  body.event_count = 0;
  close_document();
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE const char* decoder_state::pad(buffer<char>& room, const char* text,
                                                                  std::uint32_t size) noexcept {
  if (!room.reserve(std::size_t{size} + padding)) { return nullptr; }
  std::memmove(room.data(), text, size);
  std::memset(room.data() + size, 0, padding);
  return room.data();
}

CALLVIEW_INLINE failure decoder_state::decode(const char* text, std::size_t size) noexcept {
  const bool mark = size >= 3 && std::memcmp(text, "\xEF\xBB\xBF", 3) == 0;
  body.base = mark ? 3 : 0;
  body.text = text + body.base;
  body.size = static_cast<std::uint32_t>(size - body.base);
  if (body.size == 0) { return {errc::empty_body, "", 0}; }
  const failure f = body.read();
  if (f.code != errc::ok) { body.event_count = 0; }
  return f;
}

CALLVIEW_INLINE failure decoder_state::open(const object_type& type,
                                            const document_index::source_text& source) noexcept {
  if (document->is_worn_out()) {
    std::unique_ptr<worn_out_document> kept(new (std::nothrow) worn_out_document);
    std::unique_ptr<document_index> next(new (std::nothrow) document_index);
    if (!kept || !next) { return {errc::out_of_memory, "data"}; }
    next->run = document->run;
    next->max_depth = document->max_depth;
    next->keys = document->keys;
    document->release();
    kept->document = std::move(document);
    kept->next = std::move(worn_out_documents);
    worn_out_documents = std::move(kept);
    document = std::move(next);
  }
  document->kind = event_kind::other;
  document->time_text = {};
  return document->open(type, source);
}

CALLVIEW_INLINE failure decoder_state::open_text(const object_type& type, std::string_view text) noexcept {
  return open(type, {text, 0, false, false});
}

CALLVIEW_INLINE failure decoder_state::open_event_data(const object_type& type, std::uint32_t event) noexcept {
  if (open_event == event) { return {errc::ok}; }
  const event_record& r = *body.record(event);
  const std::uint32_t offset = body.base + r.data.begin;
  const std::string_view raw = body.view(r.data);
  switch (r.form) {
    case data_form::absent: return {errc::data_absent, "data", body.base + r.begin};
    case data_form::null: return {errc::data_absent, "data", offset};
    case data_form::base64: return {errc::data_is_base64, "data", offset};
    case data_form::array:
    case data_form::other: {
      const checked c = check_value(raw.data(), raw.data() + raw.size(), body.max_depth);
      const bool is_json = c.code == errc::too_deep || (c.code == errc::ok && c.at == raw.data() + raw.size());
      return {is_json ? errc::data_not_an_object : errc::data_not_json, "data", offset};
    }
    default: break;
  }
  const bool escaped = r.form == data_form::string;
  const std::string_view text = escaped ? raw.substr(1, raw.size() - 2) : raw;
  open_event = no_position;
  const std::string_view schema = body.attribute_text(r, attribute_dataschema);
  failure f = open(type, {text, offset + (escaped ? 1 : 0), escaped, true, schema.empty() ? '\0' : schema.back()});
  if (f.code != errc::ok) {
    document->end_views();
    return f;
  }
  open_event = event;
  document->kind = r.kind;
  document->time_text = body.attribute_text(r, attribute_time);
  return {errc::ok};
}

CALLVIEW_INLINE void decoder_state::release() noexcept {
  end_views();
  body.release();
  document->release();
  copy.release();
  inner.release();
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
