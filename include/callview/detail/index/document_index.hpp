// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The index of the document that a decoder has open. For each field of the document type, it has the position of the
/// value.
///
/// The index works for any schema: `open()` takes the object type of the document. One array has the slots of the whole
/// type, so the place of a child is the place of its parent plus a constant. A list of objects has a few blocks of its
/// own, which its elements use in turn. The fast walk (walk_loop.hpp) reads a document. If it gives up, the exact walk
/// reads the document byte by byte. Positions are offsets in the document as received, because unescaping moves no
/// token.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "callview/detail/buffer.hpp"
#include "callview/detail/bytes.hpp"
#include "callview/detail/index/align.hpp"
#include "callview/detail/index/json_walker.hpp"
#include "callview/detail/index/slot.hpp"
#include "callview/detail/kernel.hpp"
#include "callview/detail/schema/object_type.hpp"
#include "callview/event_types.hpp"
#include "callview/result.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

struct document_index;
struct element_pool;

/// The container that a view refers to: its slot, which has its state, and its place in the schema.
struct located_container {
  field_slot* slot;
  const field_info* field;  ///< null for the document itself
  std::uint32_t depth;

  [[nodiscard]] const char* name() const noexcept { return field == nullptr ? "" : field->name; }
};

/// What a view points to. A document has one owner for all objects that are not in lists. A list has one owner for each
/// slot of a block, and all its elements use the same owners. The place of such a view identifies the element.
struct view_owner {
  std::uint32_t ready_stamp = 0;  ///< stamp of ready slots and of the views that find their slots in `slots`
  field_slot* slots = nullptr;
  const char* text = nullptr;
  document_index* index = nullptr;    ///< null for a view without a document
  errc missing = errc::field_absent;  ///< the reason, if `index` is null
  element_pool* pool = nullptr;       ///< the pool of a list
  std::uint32_t slot = 0;             ///< slot in the block of an element
  std::uint32_t body_offset = 0;      ///< offset of the document in the body
};

/// A stamp that no view has.
inline constexpr std::uint32_t no_stamp = 0xFFFFFFFFU;
/// An index that has reached this generation opens no further document: see document_index::is_worn_out(). The few
/// generations above it still leave room for the state and for element_bit in a stamp.
inline constexpr std::uint32_t last_generation = (std::uint32_t{1} << 29) - 4;
/// Marks the stamp of a view inside a list element.
inline constexpr std::uint32_t element_bit = 0x80000000U;

/// Marks the place of an element of a list that is malformed or too deep.
inline constexpr std::uint32_t broken_list_bit = 0x80000000U;

/// The owners of views without a document, one for each reason.
inline constexpr auto missing_owners = [] {
  std::array<view_owner, static_cast<std::size_t>(errc::stale_view) + 1> owners{};
  for (std::size_t i = 0; i < owners.size(); ++i) {
    owners[i].ready_stamp = no_stamp;
    owners[i].missing = static_cast<errc>(i);
  }
  return owners;
}();
constexpr const view_owner& missing_owner(errc why) noexcept { return missing_owners[static_cast<std::size_t>(why)]; }

/// The blocks of the elements of one list of objects. An element that has lost its block is read again on the next
/// access.
struct element_pool {
  static constexpr unsigned block_count = 8;
  struct block {
    std::uint32_t generation = 0;
    std::uint32_t position = 0;   ///< position of the element
    std::uint32_t last_used = 0;  ///< the least recently used block is reused
  };
  /// The container that was located last, because most accessors ask for the same one again.
  struct last_location {
    std::uint32_t generation = 0;  ///< 0 if there is none
    std::uint32_t position = 0;    ///< position of the element
    std::uint32_t slot = 0;        ///< slot of the container in the block
    located_container container{};
  };
  const field_info* list = nullptr;
  std::uint32_t depth = 0;  ///< depth of the elements
  std::uint32_t uses = 0;
  last_location last;
  learned order{};
  block blocks[block_count];
  buffer<field_slot> slots;
  buffer<view_owner> owners;
  buffer<char> order_bytes;
  std::unique_ptr<element_pool> next;
};

/// What a decoder has learned about one document type in one version of its schema. Versions differ in their members
/// and key order, and a sink can receive several of them.
struct learned_type {
  /// Memory for further versions of the types, so that a sender who invents versions cannot make a decoder allocate
  /// more. If it is used up, further versions share what is learned about the first one.
  static constexpr std::size_t room_for_versions = 16U << 10;

  const object_type* type = nullptr;
  char version = 0;  ///< see document_index::source_text
  learned order{};
  std::uint32_t documents = 0;
  bool spaced = false;  ///< the last document had white space between its tokens
  buffer<char> bytes;
  std::unique_ptr<learned_type> next;
};

struct document_index : view_owner {
  document_index() noexcept { index = this; }
  document_index(const document_index&) = delete;
  document_index& operator=(const document_index&) = delete;
  ~document_index() = default;

  std::uint32_t generation = 0;  ///< each document has a greater one
  kernel run = best_kernel();
  std::uint32_t max_depth = 64;

  // What the event says about its document.
  event_kind kind = event_kind::other;
  std::string_view time_text;

  /// For finding duplicate keys. The decoder owns this buffer.
  buffer<slice>* keys = nullptr;
  buffer<char> path;  ///< for reporting drift

  /// A document as it was received.
  struct source_text {
    std::string_view text;
    std::uint32_t body_offset;
    bool escaped;      ///< `text` is the contents of a JSON string
    bool scanned;      ///< no string holds a control character
    char version = 0;  ///< the last character of the event's dataschema, which tells versions apart
  };

  /// Makes the views of the previous document stale, and reads the new one. A document that begins with `{` opens even
  /// if it has a syntax error, and its fields return the error. Errors: `data_not_an_object`, `data_not_json` (not JSON
  /// at all, or an invalid escape), `out_of_memory`.
  [[nodiscard]] failure open(const object_type& document_type, const source_text& source) noexcept;

  /// Makes all views stale by incrementing the generation, up to last_generation + 3. No view has this generation: that
  /// of an open document is at most last_generation + 2. Opening a document at last_generation - 1 uses one generation,
  /// and so does each of at most two walks that give up.
  void end_views() noexcept { set_generation(generation + (generation < last_generation + 3 ? 1U : 0U)); }
  /// Whether this index has used up its generations. It is then kept for the views that still point to it, and a new
  /// index replaces it.
  [[nodiscard]] bool is_worn_out() const noexcept { return generation >= last_generation; }
  /// Releases all memory except what stale views read.
  void release() noexcept;

  /// Reads the container that a view of the open document refers to, if necessary, and returns it. The slot is null if
  /// an allocation failed.
  [[nodiscard]] located_container locate(const view_owner& owner, std::uint32_t place) noexcept;

  /// Whether, so far, only the fast walk has read parts of the document, and found no unknown key and no key twice. The
  /// fast walk checks the syntax of what it reads. It checks the contents of a container only when it reads them, not
  /// when it skips the container.
  [[nodiscard]] bool is_known_and_checked() const noexcept { return is_known_and_checked_; }

  /// The name of the field whose value is the container at the place of a view. Not for views in list elements.
  [[nodiscard]] CALLVIEW_PURE const char* name_of(std::uint32_t place) const noexcept;

  /// The pool for the elements of a list; null if an allocation fails.
  [[nodiscard]] element_pool* pool_of(const field_info& list, std::uint32_t depth) noexcept;

  /// The document as plain JSON; null if an allocation fails. Tokens keep their positions in the source. White space
  /// fills the bytes that unescaping frees.
  [[nodiscard]] const char* plain_document() noexcept {
    return !escaped_ || plain_is_whole_ || make_plain() == errc::ok ? plain() : nullptr;
  }
  /// Finds a string without escapes, which needs no plain text. Returns false for anything else.
  [[nodiscard]] bool find_string(std::uint32_t at, std::string_view& out) const noexcept;
  /// The plain text of a scalar value. Does not unescape the rest of the document.
  [[nodiscard]] const char* plain_scalar(std::uint32_t at) noexcept {
    return !escaped_ || text[at] != '"' ? plain_if_whole() : plain_is_whole_ ? plain() : plain_string(at);
  }
  /// The plain text, as far as plain_document() or plain_scalar() has made it.
  [[nodiscard]] const char* plain() const noexcept { return escaped_ ? plain_.data() : text; }
  [[nodiscard]] std::uint32_t end() const noexcept { return end_; }
  [[nodiscard]] const std::uint32_t* items(const view_owner& owner) const noexcept {
    return (owner.pool == nullptr ? items_ : element_items_).data();
  }

  /// The buffer for unescaped strings; null if an allocation fails.
  [[nodiscard]] char* string_room() noexcept {
    return strings_.reserve(std::size_t{end_} + padding) ? strings_.data() : nullptr;
  }
  /// Finds the value of a string in the plain text, given the place of its contents. `out` is a view of the text or, if
  /// the string has escapes, of string_room().
  [[nodiscard]] errc string_value(const char* base, slice inside, std::string_view& out) noexcept;
  /// Same as string_value(), but for display: an unpaired surrogate becomes U+FFFD. Empty if an allocation fails.
  [[nodiscard]] std::string_view readable(const char* base, slice inside) noexcept;

  /// The field that a key of the plain text names, or `key_set::not_found`.
  [[nodiscard]] unsigned find_field(const char* base, slice key, const object_type& type) noexcept;

 private:
  friend struct index_test;
  /// The block of slots that contains a container.
  struct block_place {
    field_slot* base;
    learned* order;
    bool in_list;  ///< the block belongs to an element
  };

  [[nodiscard]] errc open_exactly() noexcept;
  [[nodiscard]] errc not_an_object(const char* begin, const char* stop) const noexcept;
  [[nodiscard]] learned_type* learned_of(const object_type& document_type, char version) noexcept;
  [[nodiscard]] bool begin_probe() noexcept;
  void end_probe() noexcept;
  [[nodiscard]] errc make_plain() noexcept;
  [[nodiscard]] bool reserve_plain() noexcept;
  [[nodiscard]] const char* plain_string(std::uint32_t at) noexcept;
  [[nodiscard]] const char* plain_if_whole() const noexcept { return plain_is_whole_ ? plain() : text; }
  [[nodiscard]] walk_state state_for(const block_place& block) noexcept;
  [[nodiscard]] const kernel::walk& walk() const noexcept { return run.walk_of(form_); }
  [[nodiscard]] bool walk_document(text_form form) noexcept;
  /// Begins a generation, which makes views stale and forgets what is in the slots.
  void begin_generation() noexcept { set_generation(generation + 1); }
  void set_generation(std::uint32_t next) noexcept {
    generation = next;
    ready_stamp = field_slot::stamp_of(next, field_slot::ready);
  }

  [[nodiscard]] located_container locate_in(const block_place& block, const object_type& root,
                                            const field_info* root_field, std::uint32_t root_depth,
                                            std::uint32_t target) noexcept;
  [[nodiscard]] field_slot* element_block(element_pool& pool, std::uint32_t position) noexcept;
  void know_object(const block_place& block, field_slot& own, const object_type& object, std::uint32_t depth) noexcept;
  [[nodiscard]] bool know_sequence(const block_place& block, field_slot& s, const field_info& f,
                                   std::uint32_t depth) noexcept;
  [[nodiscard]] std::uint32_t read_exactly(field_slot& own, const object_type& object, std::uint32_t depth) noexcept;
  [[nodiscard]] errc read_items(walk_state& w, field_slot& s) noexcept;
  [[nodiscard]] std::uint32_t& item_words_of(const block_place& block) noexcept {
    return block.in_list ? element_item_words_ : item_words_;
  }
  void set_missing(field_slot& own, const object_type* object, errc condition, errc field,
                   std::uint32_t position) noexcept;
  static void forget(field_slot& own, const object_type& object) noexcept;

  const object_type* type_ = nullptr;
  std::uint32_t end_ = 0;
  bool escaped_ = false;
  text_form form_ = text_form::escaped;
  bool walked_ = false;          ///< the fast walk read the document
  bool plain_is_whole_ = false;  ///< plain_ has the whole document
  std::uint32_t item_words_ = 0;
  std::uint32_t element_item_words_ = 0;
  bool element_items_are_ready_ = false;
  bool is_known_and_checked_ = false;  ///< see is_known_and_checked()
  learned_type* learned_ = nullptr;
  learned_type* probe_ = nullptr;       ///< what the last opened document teaches if it is a probe; otherwise null
  std::uint32_t probe_generation_ = 0;  ///< generation of that document
  buffer<std::uint8_t> asked_before_;   ///< learned::asked as it was before the probe

  buffer<field_slot> slot_room_;
  buffer<std::uint64_t> stops_;
  buffer<char> plain_;    ///< the unescaped document, position by position
  buffer<char> strings_;  ///< unescaped strings, each at its position: none can overlap the next one, and reading a
                          ///< string again writes the same bytes
  buffer<std::uint32_t> items_;  ///< where the items of lists and maps begin
  buffer<std::uint32_t> element_items_;
  std::unique_ptr<learned_type> learned_types_;
  std::size_t version_bytes_ = 0;  ///< see learned_type::room_for_versions
  std::unique_ptr<element_pool> pools_;
};

/// A failure at a position of a document.
inline failure fault(const view_owner& d, errc code, const char* field, std::uint32_t position) noexcept {
  return {code, field, d.body_offset + position};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/document_index-inl.hpp"  // IWYU pragma: keep
#endif
