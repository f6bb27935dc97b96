// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The walk over a document that fills its index, and reads of values that are not ready.

#include "callview/detail/document.hpp"
#include "callview/detail/json_text.hpp"
#include "callview/detail/key_set.hpp"
#include "callview/detail/number.hpp"
#include "callview/detail/object_index.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

#if CALLVIEW_DEFINITIONS

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

CALLVIEW_INLINE void document_state::end_views() noexcept {
  if (nodes[0].generation != 0) {
    nodes[0].generation = 0;
    for (const std::uint16_t* c = nodes[0].info->children; *c != 0; ++c) {
      node* const first = nodes + *c;
      std::uint32_t count = first->info != nullptr ? first->info->nodes : 1U;
      // Below what was not read, nodes were set only where somebody asked for one all the same, and all at once.
      if (first->state != node_state::read && count > 1 && first[1].generation == 0) { count = 1; }
      for (std::uint32_t n = 0; n < count; ++n) { first[n].generation = 0; }
    }
  }
  if (field_slot::stamp_of(++generation) == 0) {
    ++generation;
    for (std::uint32_t i = 0; i < slot_count; ++i) { slots[i].stamp = 0; }
  }
  std::fill(element_present, element_present + elements_kept, false);
  checkpoint_count = 0;
}

CALLVIEW_INLINE errc document_state::open() noexcept {
  // Items take two tokens and more, and no two lists share one.
  if (!checkpoints.reserve(doc.count() / (2 * checkpoint_step) + tree_nodes)) { return errc::out_of_memory; }
  nodes[0].begin = 0;
  nodes[0].offset = doc.offset_of(doc.position(0));
  nodes[0].set(node_state::unread, 0);
  return errc::ok;
}

CALLVIEW_INLINE unsigned find_field(const document& doc, slice key, const class_info& info) noexcept {
  const char* const raw = doc.text + key.begin;
  unsigned index = info.keys.find(raw, key.size());
  if (index == key_set::not_found && doc.rough()) {
    std::string_view plain;
    if (doc.string_value(key, plain) == unescape_fault::none && plain.data() != raw) {
      index = info.keys.find(plain.data(), plain.size());
    }
  }
  return index;
}

/// Notes that a field with a node holds something else than its kind of container.
inline void refuse(const document_state& s, node& n, std::uint32_t token) noexcept {
  n.offset = s.doc.offset_of(s.doc.position(token));
  n.set(s.doc.first(token) == 'n' ? node_state::null : node_state::wrong_type, s.generation);
}

/// Notes where the container of a field begins, given its first byte. Whether it may be walked: otherwise its node is
/// ready.
CALLVIEW_ALWAYS_INLINE bool place(const document_state& s, node& n, kind type, std::uint32_t token,
                                  char first) noexcept {
  if (first != (is_array(type) ? '[' : '{')) [[unlikely]] {
    refuse(s, n, token);
    return false;
  }
  n.begin = token;
  n.offset = s.doc.offset_of(s.doc.position(token));
  if (n.depth > s.max_depth) [[unlikely]] {
    n.set(node_state::too_deep, s.generation);
    return false;
  }
  return true;
}

/// Sets a child that is not there to what follows from its parent: broken or too deep where that is, absent else.
inline void pass_on(const document_state& s, const node& n, node& child) noexcept {
  const bool inherited = n.state == node_state::broken || n.state == node_state::too_deep;
  child.set(inherited ? n.state : node_state::absent, s.generation);
  child.offset = n.offset;
  if (inherited) { child.end = n.end; }
}

/// The same of a child that was asked for. Below an object that is not there or not whole, who asks for one thing often
/// asks for more, so all is set.
inline void answer_in_vain(const document_state& s, node& n, node& child) noexcept {
  if (n.state == node_state::read) { return pass_on(s, n, child); }
  for (unsigned i = 1; i < n.info->nodes; ++i) { pass_on(s, n, (&n)[i]); }
}

/// Notes that an object cannot be read beyond a token: nothing below it counts, although it may have been read.
CALLVIEW_NO_INLINE inline void set_broken(const document_state& s, node& n, std::uint32_t token) noexcept {
  n.set(node_state::broken, s.generation);
  n.end = s.doc.offset_of(s.doc.position(token));
  n.clear_slots();
  for (unsigned i = 1; i < n.info->nodes; ++i) { (&n)[i].generation = 0; }
}

/// How many items of a list or map follow upon each other, from the first on, that hold no brackets and are plain: with
/// one that is not, or with the last, it ends. Each takes `stride` tokens, the separator behind it among them.
/// `integers` is moved from the first token to behind the items that are plain integers, be it the last one.
CALLVIEW_ALWAYS_INLINE std::uint32_t count_plain(const document& doc, std::uint32_t first, std::uint32_t stride,
                                                 std::uint32_t& integers) noexcept {
  if (doc.rough()) { return 0; }
  const char* const firsts = doc.firsts();
  const std::uint32_t* const at = doc.positions();
  std::uint32_t t = first;
  for (;; t += stride) {
    std::uint32_t value = t;
    if (stride == 4) {
      if (firsts[t] != '"' || firsts[t + 1] != ':') { break; }
      value += 2;
    }
    const char* const text = doc.text + at[value];
    const std::uint32_t size = at[value + 1] - at[value];
    if (is_plain_integer(text, size)) {
      if (integers == t) { integers += stride; }
    } else if (firsts[value] != '"' && !is_plain_primitive(text, size)) {
      break;
    }
    if (firsts[value + 1] != ',') { break; }
  }
  return (t - first) / stride;
}

/// Walks one level of a list or map. Returns the token of its closing bracket, or `no_position` when it is broken.
inline std::uint32_t read_sequence(document_state& s, node& n) noexcept {
  field_slot* const slots = n.slots;
  const std::uint32_t first = s.checkpoint_count;
  const bool in_object = s.doc.first(n.begin) == '{';
  const std::uint32_t stride = in_object ? 4 : 2;  // tokens of an item without brackets
  std::uint32_t behind_integers = n.begin + 1;
  std::uint32_t count = count_plain(s.doc, n.begin + 1, stride, behind_integers);
  bool flat = true;
  walker w = count == 0 ? walker(s.doc, n.begin) : walker(s.doc, n.begin + 1 + count * stride, in_object);
  for (; w.step(); ++count) {
    if (flat && w.token() != n.begin + 1 + (count + 1) * stride) {
      flat = false;
      for (std::uint32_t i = 0; i < count; i += checkpoint_step) {
        s.checkpoints.data()[s.checkpoint_count++] = n.begin + 1 + i * stride;
      }
    }
    if (!flat && count % checkpoint_step == 0) { s.checkpoints.data()[s.checkpoint_count++] = w.item(); }
  }
  const std::uint32_t close = w.token() - 1;
  if (w.broken()) { n.end = s.doc.offset_of(s.doc.position(w.token())); }
  n.set(w.broken() ? node_state::broken : node_state::read, s.generation);
  slots[item_count].token = w.broken() ? 0 : count;
  slots[plain_counters].token = (behind_integers - n.begin - 1) / stride;
  slots[item_stride].token = flat ? stride : 0;
  slots[first_checkpoint].token = first;
  slots[next_index].token = 0;
  if (!w.broken()) { return close; }
  s.checkpoint_count = first;
  return no_position;
}

enum class reading : std::uint8_t {
  whole,   ///< an object and everything of the schema below it
  wanted,  ///< an object, and below it what is likely to be asked for
};

/// The field that a key names that was not guessed: `not_found` for one that the schema does not know, `no_position`
/// where no key stands.
CALLVIEW_NO_INLINE inline unsigned read_key(const document& doc, std::uint32_t token, const class_info& info) noexcept {
  if (doc.first(token) != '"' || doc.first(token + 1) != ':' || !doc.is_string(token)) { return no_position; }
  return find_field(doc, doc.string_inside(token), info);
}

/// Walks an object and what is to be read below it, without recursion. What is broken is passed over by counting
/// brackets, so that it harms nothing around it.
///
/// All of this is one function in the end. No address of an object of this class is taken, so that what the walk works
/// on stays in registers: what is called must be static.
class object_reader {
 public:
  CALLVIEW_ALWAYS_INLINE object_reader(document_state& s, node& n, reading depth) noexcept
      : s_(s),
        text_(s.doc.text),
        at_(s.doc.positions()),
        firsts_(s.doc.firsts()),
        rough_(s.doc.rough()),
        depth_(depth),
        testing_(depth == reading::wanted && s.is_testing()),
        stamp_(field_slot::stamp_of(s.generation)),
        quote_width_(s.doc.quote_width),
        n_(&n) {}

  /// Returns the token of the closing brace, or `no_position`; the node says what is wrong then.
  CALLVIEW_ALWAYS_INLINE std::uint32_t read() noexcept {
    const node* const top = n_;
    stop next{top->begin, entered};
    for (;;) {
      if (next.what == ',') [[likely]] {
        next = pass_member(next.token + 3);
      } else if (next.what == entered) {
        begin(*n_, n_->info->count);
        // The brace before the first member is as good as a comma.
        next = firsts_[next.token + 1] != '}' ? stop{next.token, ','} : stop{next.token + 1, '}'};
      } else {
        if (next.what == '}') [[likely]] {
          n_->state = node_state::read;
          n_->generation = s_.generation;
          if (n_ == top) { return static_cast<std::uint32_t>(next.token); }
          next = what_stands_at(next.token + 1);
        } else {
          set_broken(s_, *n_, static_cast<std::uint32_t>(next.token));
          if (n_ == top) { return no_position; }
          const std::uint32_t token = s_.doc.behind_container(n_->begin);
          next = token != no_position ? what_stands_at(token) : stop{n_->begin, broken};
        }
        const unsigned field = n_->field;
        node* const left = n_;
        n_ -= n_->up;
        test(*left);
        begin(*n_, field);
      }
    }
  }

 private:
  // Beside the first byte of what stands behind a value:
  static constexpr std::uint32_t entered = 0x100;
  static constexpr std::uint32_t broken = 0x101;
  /// Where the walk is: behind a value, at the brace of an object that was entered, or where it cannot go on. Places
  /// are as wide as addresses, so that none needs widening.
  struct stop {
    std::size_t token;
    std::uint32_t what;
  };

  /// The walk is in an object, behind the field in a slot.
  CALLVIEW_ALWAYS_INLINE void begin(const node& n, std::size_t behind) noexcept {
    fields_ = n.info->fields;
    slots_ = n.slots;
    slot_ = slots_ + behind;
  }
  /// Of a container that was walked unasked.
  CALLVIEW_ALWAYS_INLINE void test(node& n) const noexcept {
    if (testing_) [[unlikely]] {
      n.asked = interest::tested;
      n.generation = 0;
    }
  }
  [[nodiscard]] CALLVIEW_ALWAYS_INLINE stop what_stands_at(std::size_t token) const noexcept {
    return {token, static_cast<unsigned char>(firsts_[token])};
  }

  /// From a member's key to behind its value, which is the token `v`.
  CALLVIEW_ALWAYS_INLINE stop pass_member(std::size_t v) noexcept {
    // A member without brackets is four tokens: the key, the colon, the value and what separates it from the next.
    const std::uint32_t* const at = at_ + v;
    const auto firsts = static_cast<std::uint32_t>(load4(firsts_ + v - 2));
    std::size_t i = slot_->follower;
    const field_info* f = fields_ + i;
    if (!f->key_stands_at(text_ + at[-2])) [[unlikely]] {
      i = read_key(s_.doc, static_cast<std::uint32_t>(v - 2), *n_->info);
      if (i == no_position) { return {v - 2, broken}; }
      if (i == key_set::not_found) { return behind_value(v); }
      slot_->follower = static_cast<std::uint8_t>(i);
      f = fields_ + i;
    }
    const bool colon = (firsts >> 8 & 0xFF) == ':';
    field_slot* const slot = slots_ + i;
    if (slot->stamp >= stamp_) [[unlikely]] {  // of two, the first wins
      return colon ? behind_value(v) : stop{v - 2, broken};
    }
    slot_ = slot;
    slot->token = static_cast<std::uint32_t>(v);
    const std::uint32_t from = at[0], to = at[1];
    if (f->walk == treatment::text && (firsts & 0xFFFF00) == ('"' << 16 | ':' << 8)) [[likely]] {
      const slice inside = inside_of_string(text_, from, to, quote_width_);
      slot->value = pack_slice(inside);
      if (rough_) [[unlikely]] {
        if (!s_.doc.is_string(static_cast<std::uint32_t>(v))) { return {v - 2, broken}; }
        if (s_.doc.has_escape(inside)) {
          slot->stamp = stamp_;
          return {v + 1, firsts >> 24};
        }
      }
      slot->stamp = stamp_ + 1;
      return {v + 1, firsts >> 24};
    }
    slot->stamp = stamp_;
    if (!colon) [[unlikely]] { return {v - 2, broken}; }
    const auto first = static_cast<char>(firsts >> 16);
    if (f->walk == treatment::number) {
      if (!read_plain_number(text_ + from, first, to - from, slot->value)) [[unlikely]] { return behind_value(v); }
      slot->stamp = stamp_ + 1;
      return {v + 1, firsts >> 24};
    }
    if (f->walk == treatment::integer) {
      if (!read_plain_integer(text_ + from, to - from, slot->value)) [[unlikely]] { return behind_value(v); }
      slot->stamp = stamp_ + 1;
      return {v + 1, firsts >> 24};
    }
    if (f->walk != treatment::enter) { return behind_value(v); }
    node& child = n_[f->node];
    if (!place(s_, child, f->type, static_cast<std::uint32_t>(v), first)) {
      return to - from == 4 && is_null(text_ + from) ? stop{v + 1, firsts >> 24} : behind_value(v);
    }
    if (depth_ == reading::wanted && child.asked != interest::asked) {
      child.asked = interest::none;
      child.set(node_state::unread, 0);
      return behind_value(v);
    }
    if (f->type != kind::object) {
      const std::uint32_t close = read_sequence(s_, child);
      test(child);
      return close != no_position ? what_stands_at(close + 1) : behind_value(v);
    }
    n_ = &child;
    for (const std::uint16_t* c = child.info->children; *c != 0; ++c) {
      node& below = n_[*c];
      below.set(node_state::absent, s_.generation);  // until it is met
      below.offset = child.offset;
    }
    return {v, entered};
  }

  /// For a value of which nothing is kept, or which needs a closer look.
  CALLVIEW_ALWAYS_INLINE stop behind_value(std::size_t value) const noexcept {
    const std::uint32_t token = find_behind(s_.doc, static_cast<std::uint32_t>(value));
    return token != no_position ? what_stands_at(token) : stop{value, broken};
  }
  CALLVIEW_NO_INLINE static std::uint32_t find_behind(const document& doc, std::uint32_t value) noexcept {
    return doc.behind_value(value);
  }

  document_state& s_;
  const char* const text_;
  const std::uint32_t* const at_;
  const char* const firsts_;
  const bool rough_;
  const reading depth_;
  const bool testing_;
  const std::uint16_t stamp_;
  const std::uint32_t quote_width_;
  // The object that the walk is in.
  node* n_;
  const field_info* fields_;
  field_slot* slots_;
  field_slot* slot_;  // of the field that was passed last
};

CALLVIEW_NO_INLINE CALLVIEW_LINE_ALIGNED inline std::uint32_t read_object(document_state& s, node& n,
                                                                          reading depth) noexcept {
  return object_reader(s, n, depth).read();
}

/// Walks the members of the document, behind which nothing may stand.
inline void read_root(document_state& s) noexcept {
  node& root = s.nodes[0];
  const std::uint32_t close = read_object(s, root, reading::wanted);
  if (close != no_position && close + 1 != s.doc.count()) { set_broken(s, root, close + 1); }
}

CALLVIEW_NO_INLINE CALLVIEW_INLINE std::uint32_t find_item(document_state& s, const node& n,
                                                           std::uint32_t index) noexcept {
  field_slot* const slots = n.slots;
  const bool in_object = s.doc.first(n.begin) == '{';
  if (slots[next_index].token == index + 1) { return slots[last_item].token; }
  std::uint32_t at = index / checkpoint_step * checkpoint_step;
  std::uint32_t item = s.checkpoints.data()[slots[first_checkpoint].token + index / checkpoint_step];
  if (slots[next_index].token <= index && slots[next_index].token > at) {
    at = slots[next_index].token;
    item = slots[next_item].token;
  }
  walker w(s.doc, item, in_object);
  (void)w.next();
  for (; at < index; ++at) { (void)w.next(); }
  slots[last_item].token = w.item();
  slots[next_index].token = index + 1;
  slots[next_item].token = w.token();
  return w.item();
}

/// Sees to it that a node of the tree says what holds for the document: that of its parent must be known first.
CALLVIEW_NO_INLINE inline void make_ready(document_state& s, node& n) noexcept {
  if (n.up == 0) { return read_root(s); }
  node& parent = *(&n - n.up);
  if (parent.generation != s.generation) {
    make_ready(s, parent);  // no deeper than the schema
    if (n.generation == s.generation) { return; }
  }
  if (!parent.has(n.field)) { return answer_in_vain(s, parent, n); }
  n.asked = interest::asked;
  if (n.state != node_state::unread) {
    n.generation = s.generation;
    return;
  }
  if (n.info != nullptr) {
    read_object(s, n, reading::wanted);
  } else {
    read_sequence(s, n);
  }
}

CALLVIEW_INLINE node& ready(document_state& s, std::uint32_t number) noexcept {
  if (number >= element_bit) { return s.element_at(number); }
  node& n = s.nodes[number];
  if (n.generation != s.generation) [[unlikely]] {
    node& parent = *(&n - n.up);  // of the document's own the same
    if (parent.generation == s.generation && !parent.has(n.field)) {
      answer_in_vain(s, parent, n);
    } else {
      make_ready(s, n);
    }
  }
  return n;
}

/// Sets every node below an object that holds nothing, whatever the reason.
inline void settle_tree(document_state& s, node& n, const class_info& info) noexcept {
  for (unsigned i = 0; i < info.count; ++i) {
    const field_info& f = info.fields[i];
    if (!has_node(f.type)) { continue; }
    node& child = (&n)[f.node];
    if (!n.has(i)) { pass_on(s, n, child); }
    if (f.type == kind::object) { settle_tree(s, child, *f.child); }
  }
}

CALLVIEW_INLINE node& document_state::element_at(std::uint32_t number) noexcept {
  const std::uint32_t index = (number & ~element_bit) >> element_node_bits;
  const std::uint32_t below = number & ((1U << element_node_bits) - 1);
  const unsigned room = index % elements_kept;
  node* const first = nodes + tree_nodes + std::size_t{room} * element->nodes;
  if (!element_present[room] || element_index[room] != index) {
    // Views of this element may be alive although it has lost its room, so everything below it is read at once.
    const node& list = nodes[element_list];
    first->offset = list.offset;
    first->end = list.end;
    first->clear_slots();
    first->set(list.state, 0);  // an element of a list that is broken is as broken
    if (list.state == node_state::read) {
      const std::uint32_t token = sequence_item(*this, list, index);
      if (place(*this, *first, kind::object, token, doc.first(token))) { read_object(*this, *first, reading::whole); }
    }
    settle_tree(*this, *first, *element);
    for (unsigned i = 0; i < element->nodes; ++i) { first[i].generation = 0; }
    element_present[room] = true;
    element_index[room] = index;
  }
  return first[below];
}

CALLVIEW_INLINE failure fault(const document& doc, errc code, const char* field, std::uint32_t position) noexcept {
  return {code, field, doc.offset_of(position)};
}
CALLVIEW_INLINE failure token_fault(const document& doc, errc code, const char* field, std::uint32_t token) noexcept {
  return fault(doc, code, field, doc.position(token));
}

/// The failure of a value that is not of the type that was asked for.
CALLVIEW_NO_INLINE inline failure mismatch(const document& doc, std::uint32_t token, const char* field) noexcept {
  return token_fault(doc, doc.first(token) == 'n' ? errc::field_null : errc::wrong_type, field, token);
}

CALLVIEW_INLINE result<std::string_view> string_at(const document& doc, std::uint32_t token,
                                                   const char* field) noexcept {
  if (doc.first(token) != '"') { return mismatch(doc, token, field); }
  std::string_view value;
  if (doc.string_value(doc.string_inside(token), value) != unescape_fault::none) {
    return token_fault(doc, errc::invalid_string, field, token);
  }
  return value;
}

constexpr bool begins_number(char c) noexcept { return c == '-' || is_digit(c); }

CALLVIEW_NO_INLINE inline result<std::int64_t> other_integer_at(const document& doc, std::uint32_t token,
                                                                const char* field) noexcept {
  const std::uint32_t from = doc.position(token);
  if (!begins_number(doc.first(token))) { return mismatch(doc, token, field); }
  std::int64_t value = 0;
  const errc code = read_integer(doc.text + from, doc.text + doc.end, value);
  if (code != errc::ok) { return token_fault(doc, code, field, token); }
  return value;
}

CALLVIEW_INLINE result<std::int64_t> integer_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const std::uint32_t from = doc.position(token);
  std::uint64_t value;
  if (read_plain_integer(doc.text + from, doc.position(token + 1) - from, value)) [[likely]] {
    return static_cast<std::int64_t>(value);
  }
  return other_integer_at(doc, token, field);
}

CALLVIEW_INLINE result<double> number_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  if (!begins_number(doc.first(token))) { return mismatch(doc, token, field); }
  double value = 0;
  const errc code = read_double(doc.text + doc.position(token), doc.text + doc.end, value);
  if (code != errc::ok) { return token_fault(doc, code, field, token); }
  return value;
}

CALLVIEW_INLINE result<bool> boolean_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const char c = doc.first(token);
  if (c != 't' && c != 'f') { return mismatch(doc, token, field); }
  return c == 't';
}

CALLVIEW_INLINE result<timestamp> time_at(const document& doc, std::uint32_t token, const char* field) noexcept {
  const auto text = string_at(doc, token, field);
  timestamp value{};
  if (text && parse_timestamp(*text, value)) { return value; }
  if (!text && text.error().code != errc::invalid_string) { return mismatch(doc, token, field); }
  return token_fault(doc, errc::invalid_timestamp, field, token);
}

CALLVIEW_INLINE result<std::string_view> text_of(const document_state& s, std::uint32_t token, unsigned depth,
                                                 const char* field) noexcept {
  const slice value = s.doc.value_at(token);
  const char* const begin = s.doc.text + value.begin;
  const char* const end = s.doc.text + value.end;
  const checked c = check_value(begin, end, s.max_depth - depth);
  if (c.code != errc::ok || c.at != end) {
    return fault(s.doc, c.code == errc::too_deep ? errc::too_deep : errc::data_not_json, field, value.begin);
  }
  return s.doc.view(value);
}

CALLVIEW_INLINE result<std::string_view> raw_object_at(const document_state& s, std::uint32_t token, unsigned depth,
                                                       const char* field) noexcept {
  if (s.doc.first(token) != '{') { return mismatch(s.doc, token, field); }
  return text_of(s, token, depth, field);
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#endif  // CALLVIEW_DEFINITIONS
