// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The decoder, which reads the events of a body.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <ranges>
#include <string>
#include <string_view>

#include "callview/detail/decoder_state.hpp"
#include "callview/detail/index/view.hpp"
#include "callview/detail/simdjson.hpp"
#include "callview/event.hpp"
#include "callview/result.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// Limits on what a decoder accepts.
struct limits {
  /// Maximum size of a body, in bytes. A larger body fails with `body_too_large`, and the decoder allocates nothing for
  /// it. Bodies of more than 2 GiB - 4 KiB are too large in any case.
  std::size_t max_body_bytes = 16U << 20;
  /// Maximum nesting depth. In a body, the array of events is level 1 and an event in it level 2, and `data` does not
  /// count. In a document, which is counted separately, the outermost object is level 1. Deeper nesting fails with
  /// `too_deep`. 0 means 1, and values above 1024 mean 1024.
  std::size_t max_depth = 64;
};

/// The events of a body: a random-access range of `result<event>`, which it returns by value.
///
/// A batch is a view and takes 16 bytes. Its iterators may outlive the batch object (`std::ranges::borrowed_range`),
/// but not the decoder. They may outlive the body only if decode_copy() copied it. The next call of `decode*()` or
/// shrink() on its decoder makes the batch stale and empty.
class batch {
 public:
  using value_type = result<event>;                               ///< An element, by value.
  using iterator = detail::index_iterator<batch, result<event>>;  ///< Random access; may outlive the batch object.
  using const_iterator = iterator;                                ///< Same as `iterator`: a batch is read-only.

  constexpr batch() noexcept = default;

  /// Number of elements, including invalid ones.
  [[nodiscard]] std::size_t size() const noexcept { return alive() ? state_->body.event_count : 0; }
  /// True for the body `[]`, for a stale batch and for a default-constructed batch.
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// The event, or the error of this element: `not_an_event` (also past the end), `missing_attribute`,
  /// `duplicate_attribute`, `invalid_attribute`, `unsupported_specversion`, `out_of_memory` or `stale_view`. An invalid
  /// element does not affect the other elements.
  [[nodiscard]] result<event> operator[](std::size_t index) const noexcept {
    if (state_ == nullptr) { return detail::failure{errc::not_an_event}; }
    if (!alive()) { return detail::failure{errc::stale_view}; }
    if (index >= state_->body.event_count) { return detail::failure{errc::not_an_event}; }
    const auto number = static_cast<std::uint32_t>(index);
    if (state_->body.record(number) == nullptr) { return state_->body.why_invalid(number); }
    return event(*state_, number);
  }
  /// The JSON text of an element in the body, whether the element is valid or not. Store this text if the element
  /// cannot be read. Empty if the index is past the end or the batch is stale.
  [[nodiscard]] std::string_view raw(std::size_t index) const noexcept {
    if (!alive() || index >= state_->body.event_count) { return {}; }
    return state_->body.element(static_cast<std::uint32_t>(index));
  }
  /// The first element.
  [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
  /// Past the last element.
  [[nodiscard]] iterator end() const noexcept { return {*this, size()}; }

 private:
  friend class decoder;
  explicit batch(detail::decoder_state& state) noexcept : state_(&state), generation_(state.generation) {}
  [[nodiscard]] bool alive() const noexcept { return state_ != nullptr && state_->generation == generation_; }

  detail::decoder_state* state_ = nullptr;
  std::uint32_t generation_ = 0;
};

/// Decodes one body after another and reuses its memory.
///
/// Once its buffers have grown, decoding allocates nothing. Memory use is at most 64 kB plus 16 times the size of the
/// largest body; SECURITY.md describes the only exception. Nothing here throws. A failed allocation is `out_of_memory`.
/// The decoder remains usable after any error.
///
/// Lifetimes: a view, and every `string_view` from it, is valid until the next call of `decode*()` or shrink() on its
/// decoder. A document, and everything obtained from it, also becomes stale when you open the document of another event
/// of the same decoder. Accessors of a stale view return `stale_view`. The decoder must outlive its views. The body
/// must outlive them as well, unless decode_copy() or decode_document_copy() copied it. If you move a decoder, its
/// views remain valid.
///
/// Threads: a decoder and everything obtained from it belong to one thread at a time. `const` does not mean that
/// threads may share them.
class decoder {
 public:
  /// Allocates nothing.
  explicit decoder(limits accept = {}) noexcept : limits_(accept) {}
  /// Views stay valid and belong to the new decoder. The moved-from decoder can be used again.
  decoder(decoder&&) noexcept = default;
  /// Same as above. Destroys the memory of the target decoder, so using its earlier views is undefined behavior.
  decoder& operator=(decoder&&) noexcept = default;
  ~decoder() = default;

  /// Decodes a body: a JSON array of events, or a single event. The result refers to `body`, so the bytes of `body`
  /// must not change. Copies the body only if it has too little padding. Skips a byte order mark. Makes all earlier
  /// views of this decoder stale, even if it fails.
  ///
  /// An invalid body fails as a whole with `empty_body`, `body_too_large`, `malformed_json`, `not_utf8`, `too_deep`,
  /// `not_an_event` (the body is a JSON scalar) or `out_of_memory`. decode() does not parse the JSON inside `data`. But
  /// it fails if `data` contains invalid UTF-8, an unescaped control character in a string, or an unterminated string.
  /// It also fails if `data` is an object or array without a matching closing bracket, or an invalid number or literal.
  [[nodiscard]] result<batch> decode(simdjson::padded_string_view body CALLVIEW_LIFETIMEBOUND) & noexcept
      CALLVIEW_LIFETIMEBOUND {
    return decode_text(body, body.data() != nullptr && detail::is_padded(body));
  }

  /// Same as decode(), for bytes without padding. Copies them once into this decoder, so that nothing refers to `body`
  /// afterwards.
  [[nodiscard]] result<batch> decode_copy(std::string_view body) & noexcept CALLVIEW_LIFETIMEBOUND {
    return decode_text(body, false);
  }

  /// Opens a document that is not inside an event, such as a stored `event::data_json()` or a response from Twilio's
  /// REST API. Accepts any JSON object. The result refers to `document`, so the bytes of `document` must not change.
  /// Copies them only if there is too little padding. Like decode(), applies the limits and makes all earlier views of
  /// this decoder stale. The rank() of a summary that you open in this way has the kind `event_kind::other` and no
  /// time.
  ///
  /// If the document cannot be opened, error() of the view is `body_too_large`, `not_utf8`, `data_not_json` (also for
  /// an empty text or a byte order mark), `data_not_an_object` or `out_of_memory`.
  template <detail::document_type T>
  [[nodiscard]] T decode_document(simdjson::padded_string_view document CALLVIEW_LIFETIMEBOUND) & noexcept
      CALLVIEW_LIFETIMEBOUND {
    return view_of<T>(open_document(detail::type_of<T>, document, detail::is_padded(document)));
  }
  /// Same as decode_document(), for bytes without padding. Copies them once into this decoder, so that nothing refers
  /// to `document` afterwards.
  template <detail::document_type T>
  [[nodiscard]] T decode_document_copy(std::string_view document) & noexcept CALLVIEW_LIFETIMEBOUND {
    return view_of<T>(open_document(detail::type_of<T>, document, false));
  }
  /// Same as decode_document<call_summary>().
  [[nodiscard]] call_summary decode_call_summary(
      simdjson::padded_string_view document CALLVIEW_LIFETIMEBOUND) & noexcept CALLVIEW_LIFETIMEBOUND {
    return decode_document<call_summary>(document);
  }
  /// Same as decode_document_copy<call_summary>().
  [[nodiscard]] call_summary decode_call_summary_copy(std::string_view document) & noexcept CALLVIEW_LIFETIMEBOUND {
    return decode_document_copy<call_summary>(document);
  }

  /// Releases memory, which makes all views stale. The next decode allocates again.
  void shrink() noexcept {
    if (state_) { state_->release(); }
  }

  // Compilers show the deleted function in the error, so these comments say what to use instead.
  result<batch> decode(const std::string&) & = delete;  // no padding: use decode_copy()
  template <std::same_as<std::string_view> Text>
  result<batch> decode(Text) & = delete;  // may have no padding: use decode_copy(), or padded_string_view
  // Views of a temporary body or of a temporary decoder would dangle.
  result<batch> decode(simdjson::padded_string&&) & = delete;
  result<batch> decode(const simdjson::padded_string&&) & = delete;
  result<batch> decode(simdjson::padded_string_view) && = delete;
  result<batch> decode_copy(std::string_view) && = delete;
  call_summary decode_call_summary(simdjson::padded_string&&) & = delete;
  call_summary decode_call_summary(const simdjson::padded_string&&) & = delete;
  call_summary decode_call_summary(simdjson::padded_string_view) && = delete;
  call_summary decode_call_summary_copy(std::string_view) && = delete;
  template <class T>
  T decode_document(simdjson::padded_string&&) & = delete;
  template <class T>
  T decode_document(const simdjson::padded_string&&) & = delete;
  template <class T>
  T decode_document(simdjson::padded_string_view) && = delete;
  template <class T>
  T decode_document_copy(std::string_view) && = delete;

 private:
  /// Makes all views stale, checks the size, and allocates the state if there is none.
  [[nodiscard]] detail::failure start(std::size_t size) noexcept;

  [[nodiscard]] result<batch> decode_text(std::string_view body, bool padded) noexcept;
  [[nodiscard]] detail::failure open_document(const detail::object_type& type, std::string_view text,
                                              bool padded) noexcept;
  template <class T>
  [[nodiscard]] T view_of(const detail::failure& f) noexcept {
    if (f.code != errc::ok) { return detail::view_access::missing<T>(f); }
    return detail::view_access::document<T>(*state_->document);
  }

  limits limits_;
  std::unique_ptr<detail::decoder_state> state_;
};

}  // namespace CALLVIEW_ABI
}  // namespace callview

/// @cond
template <>
inline constexpr bool std::ranges::enable_borrowed_range<callview::batch> = true;
/// @endcond

#if CALLVIEW_DEFINITIONS
#include "callview/decoder-inl.hpp"  // IWYU pragma: keep
#endif
