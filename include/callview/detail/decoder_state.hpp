// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What a decoder owns. It stays in one place on the heap, so that views survive when the decoder is moved.

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

/// Bodies end below this, whatever the limits say: positions have 32 bits, one of which is taken.
inline constexpr std::size_t body_ceiling = (std::size_t{1} << 31) - 4096;

struct decoder_state {
  envelope body;
  std::unique_ptr<document_index> document;
  buffer<char> copy;   ///< of a body that came without padding
  buffer<char> inner;  ///< of a bare document that came without padding
  std::uint32_t generation = 0;
  std::uint32_t open_event = no_position;

  // A generation must never come again, or an ended view would be taken for one that is alive. So an object that has
  // used up its generations is kept as it is, for the views that still point to it, and another one takes its place:
  // once in half a billion documents, and a few hundred bytes.
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

  /// A state with the limits of a decoder; null where there is no memory.
  [[nodiscard]] static std::unique_ptr<decoder_state> make(std::size_t max_depth) noexcept;
  /// See `worn_out`. Leaves the state as it is where there is no memory, and says so.
  [[nodiscard]] static bool replace_worn_out(std::unique_ptr<decoder_state>& state) noexcept;

  void end_views() noexcept;
  void close_document() noexcept {
    document->end_views();
    open_event = no_position;
  }

  /// Copies a text to where it has padding. It may stand there already, as the text of a view: it fits then.
  /// Never inline: GCC 14 sees the caller's literal and warns of sizes that cannot be.
  [[nodiscard]] static const char* pad(buffer<char>& room, const char* text, std::uint32_t size) noexcept;

  /// `text` is padded.
  [[nodiscard]] failure decode(const char* text, std::size_t size) noexcept;

  /// Opens a bare document, which is padded and UTF-8.
  [[nodiscard]] failure open_text(const object_type& type, std::string_view text) noexcept;

  /// Opens the document of an event, which is of that type. Does nothing when it is open already.
  [[nodiscard]] failure open_event_data(const object_type& type, std::uint32_t event) noexcept;

  /// Gives memory back, and ends all views.
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
