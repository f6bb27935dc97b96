// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What a decoder owns. It stays in one place on the heap, so that views remain valid when the decoder is moved.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "callview/detail/buffer.hpp"
#include "callview/detail/envelope.hpp"
#include "callview/detail/index/document_index.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The size that no body may exceed, whatever the limits are: a position has 32 bits, one of which is a flag.
inline constexpr std::size_t body_ceiling = (std::size_t{1} << 31) - 4096;

struct decoder_state {
  envelope body;
  std::unique_ptr<document_index> document;
  buffer<char> copy;   ///< copy of a body that had no padding
  buffer<char> inner;  ///< copy of a bare document that had no padding
  std::uint32_t generation = 0;
  std::uint32_t open_event = no_position;

  // A generation must never repeat, or a stale view would seem valid. So when an object has used up its generations, a
  // new object replaces it, and the old one is kept for the views that still point to it. This costs a few hundred
  // bytes once in half a billion documents.
  std::unique_ptr<decoder_state> worn_out;
  struct worn_out_document {
    std::unique_ptr<document_index> document;
    std::unique_ptr<worn_out_document> next;
  };
  std::unique_ptr<worn_out_document> worn_out_documents;

  decoder_state() = default;
  decoder_state(const decoder_state&) = delete;
  decoder_state& operator=(const decoder_state&) = delete;
  ~decoder_state() = default;

  /// Makes a state with this depth limit; null if an allocation fails.
  [[nodiscard]] static std::unique_ptr<decoder_state> make(std::size_t max_depth) noexcept;
  /// See `worn_out`. If there is no memory, leaves the state unchanged and returns false.
  [[nodiscard]] static bool replace_worn_out(std::unique_ptr<decoder_state>& state) noexcept;

  void end_views() noexcept;
  void close_document() noexcept {
    document->end_views();
    open_event = no_position;
  }

  /// Copies a text to a buffer with padding. The text may already be in that buffer, which is then large enough.
  /// Returns null if an allocation fails. Never inlined: otherwise, if the caller's text is a literal, GCC 14 warns
  /// about sizes that cannot occur.
  [[nodiscard]] static const char* pad(buffer<char>& room, const char* text, std::uint32_t size) noexcept;

  /// Decodes a body, which must be padded.
  [[nodiscard]] failure decode(const char* text, std::size_t size) noexcept;

  /// Opens a bare document, which must be padded and valid UTF-8.
  [[nodiscard]] failure open_text(const object_type& type, std::string_view text) noexcept;

  /// Opens the document of an event, which must be of the given type. Does nothing if that document is already open.
  [[nodiscard]] failure open_event_data(const object_type& type, std::uint32_t event) noexcept;

  /// Releases memory, and makes all views stale.
  void release() noexcept;

 private:
  [[nodiscard]] failure open(const object_type& type, const document_index::source_text& source) noexcept;
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/decoder_state-inl.hpp"  // IWYU pragma: keep
#endif
