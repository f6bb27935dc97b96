// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// From the bytes of a body to its events.

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

/// What a decoder accepts.
struct limits {
  /// A larger body is `body_too_large`, before anything is allocated. So are 2 GiB and more, whatever stands here.
  std::size_t max_body_bytes = 16U << 20;
  /// Deeper nesting is `too_deep`, counted on each JSON level by itself. Taken for 1 where it is 0, for 1024 where it
  /// is more.
  std::size_t max_depth = 64;
};

/// The events of a body: a random-access range of `result<event>`, by value.
///
/// A view of 16 bytes; it may outlive itself as a range (`std::ranges::borrowed_range`), not its decoder or body. After
/// the next `decode*()` on its decoder it is empty.
class batch {
 public:
  using value_type = result<event>;                               ///< An element, by value.
  using iterator = detail::index_iterator<batch, result<event>>;  ///< Random access; may outlive the batch it is of.
  using const_iterator = iterator;                                ///< The same: a batch cannot be changed.

  constexpr batch() noexcept = default;

  /// Number of elements, valid events or not.
  [[nodiscard]] std::size_t size() const noexcept { return alive() ? state_->body.event_count : 0; }
  /// True for the body `[]`, and after the batch has ended.
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// The event, or what is wrong with this element: `not_an_event` (also past the end), `missing_attribute`,
  /// `duplicate_attribute`, `invalid_attribute`, `unsupported_specversion`; `stale_view`. A bad element leaves its
  /// neighbours whole.
  [[nodiscard]] result<event> operator[](std::size_t index) const noexcept {
    if (state_ == nullptr) { return detail::failure{errc::not_an_event}; }
    if (!alive()) { return detail::failure{errc::stale_view}; }
    if (index >= state_->body.event_count) { return detail::failure{errc::not_an_event}; }
    const auto number = static_cast<std::uint32_t>(index);
    if (state_->body.record(number) == nullptr) { return state_->body.why_invalid(number); }
    return event(*state_, number);
  }
  /// The JSON text of an element in the body, be it a valid event or not: what to keep of one that cannot be read.
  /// Empty past the end, and after the batch has ended.
  [[nodiscard]] std::string_view raw(std::size_t index) const noexcept {
    if (!alive() || index >= state_->body.event_count) { return {}; }
    return state_->body.element(static_cast<std::uint32_t>(index));
  }
  /// The first element.
  [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
  /// Behind the last one.
  [[nodiscard]] iterator end() const noexcept { return {*this, size()}; }

 private:
  friend class decoder;
  explicit batch(detail::decoder_state& state) noexcept : state_(&state), generation_(state.generation) {}
  [[nodiscard]] bool alive() const noexcept { return state_ != nullptr && state_->generation == generation_; }

  detail::decoder_state* state_ = nullptr;
  std::uint32_t generation_ = 0;
};

/// Decodes bodies, one after the other, in the same memory.
///
/// After the first bodies it allocates nothing. Its memory is at most 16 times the largest body plus 64 kB. Nothing
/// here throws; a failed allocation is `out_of_memory`, and the decoder stays usable after any error.
///
/// One rule of lifetime: a view, and every `string_view` it returned, is valid until the next `decode*()` on its
/// decoder or the end of the body; a `call_summary` and what it returned also ends when `call_summary()` is called on
/// another event of the same decoder. Moving the decoder ends nothing. While decoder and body live, an ended view
/// answers `stale_view`; once either is gone, using it is undefined.
///
/// One rule of threads: a decoder and everything obtained from it belong to one thread at a time; `const` does not mean
/// that threads may share it.
class decoder {
 public:
  /// Allocates nothing.
  explicit decoder(limits accept = {}) noexcept : limits_(accept) {}
  /// Views stay valid, and belong to the new one. The old one may be used again.
  decoder(decoder&&) noexcept = default;
  /// The same; views of what it had before end.
  decoder& operator=(decoder&&) noexcept = default;
  ~decoder() = default;

  /// Finds the events of a body: a JSON array of events, or one bare event. Keeps views of `body`, whose bytes must
  /// stay as they are; copies it only where its padding does not suffice.
  ///
  /// Fails as a whole with `empty_body`, `body_too_large`, `malformed_json`, `not_utf8`, `too_deep`, `not_an_event`
  /// (the body is a JSON scalar) or `out_of_memory`. What stands inside `data` is not looked at.
  [[nodiscard]] result<batch> decode(simdjson::padded_string_view body CALLVIEW_LIFETIMEBOUND) & noexcept
      CALLVIEW_LIFETIMEBOUND {
    return decode_text(body, body.data() != nullptr && detail::is_padded(body));
  }

  /// The same for bytes without padding: copies them once into this decoder, so that nothing refers to `body` after.
  [[nodiscard]] result<batch> decode_copy(std::string_view body) & noexcept CALLVIEW_LIFETIMEBOUND {
    return decode_text(body, false);
  }

  /// A bare `data` document, as kept in a database or answered by the REST resource: any JSON object is taken for one.
  /// Keeps views of `document`, whose bytes must stay as they are; copies it only where its padding does not suffice.
  /// Its rank() has no event kind and no time.
  ///
  /// The view's error() is that of `event::as()`, or `body_too_large` or `not_utf8`.
  template <detail::document_type T>
  [[nodiscard]] T decode_document(simdjson::padded_string_view document CALLVIEW_LIFETIMEBOUND) & noexcept
      CALLVIEW_LIFETIMEBOUND {
    return view_of<T>(open_document(detail::type_of<T>, document, detail::is_padded(document)));
  }
  /// The same for bytes without padding: copies them once into this decoder, so that nothing refers to them after.
  template <detail::document_type T>
  [[nodiscard]] T decode_document_copy(std::string_view document) & noexcept CALLVIEW_LIFETIMEBOUND {
    return view_of<T>(open_document(detail::type_of<T>, document, false));
  }
  /// The same as decode_document<call_summary>().
  [[nodiscard]] call_summary decode_call_summary(
      simdjson::padded_string_view document CALLVIEW_LIFETIMEBOUND) & noexcept CALLVIEW_LIFETIMEBOUND {
    return decode_document<call_summary>(document);
  }
  /// The same as decode_document_copy<call_summary>().
  [[nodiscard]] call_summary decode_call_summary_copy(std::string_view document) & noexcept CALLVIEW_LIFETIMEBOUND {
    return decode_document_copy<call_summary>(document);
  }

  /// Gives memory back, and so ends all views. The next decode takes what it needs anew.
  void shrink() noexcept {
    if (state_) { state_->release(); }
  }

  // Compilers show the line that refuses a call, so these say what to use instead.
  result<batch> decode(const std::string&) & = delete;  // has no padding to speak of: use decode_copy()
  template <std::same_as<std::string_view> Text>
  result<batch> decode(Text) & = delete;  // may have no padding: use decode_copy(), or padded_string_view
  // A view of a temporary would dangle, as would one of a temporary decoder.
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
  /// Ends all views, and checks what can be checked before there is memory.
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
