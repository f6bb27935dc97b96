// SPDX-License-Identifier: MIT
// No include guard: kernels-inl.hpp includes this once for each kernel, inside its namespace. By itself it is empty.

/// @file
/// The fast walk over an object: one loop, driven by the tables of the schema. It compares the key that it expects,
/// finds where the value ends by the next stop, checks everything that it passes, and fills the slots. It handles what
/// Twilio sends; on anything else it gives up, and the exact walk of document_index-inl.hpp takes the document.
///
/// A kernel has a function `matches(p, field)` before this: whether the field's key stands at `p`.

#if defined(CALLVIEW_KERNEL_LOOPS)

/// The bytes of a quote: two where the document is escaped.
template <bool Escaped>
inline constexpr std::uint32_t quote_size = Escaped ? 2 : 1;

template <bool Escaped>
CALLVIEW_ALWAYS_INLINE bool is_quote(const char* p) noexcept {
  if constexpr (Escaped) {
    return load2(p) == ('\\' | '"' << 8);
  } else {
    return *p == '"';
  }
}

/// How far the next stop is; 64 where it is further away than the bits that are looked at.
CALLVIEW_ALWAYS_INLINE std::uint32_t distance_to_stop(const unsigned char* stops, std::size_t p) noexcept {
  const std::uint64_t bits = load8(reinterpret_cast<const char*>(stops + (p >> 3))) >> (p & 7);
  return static_cast<std::uint32_t>(std::countr_zero(bits));
}

/// An escape of a string in the document: from its backslash to behind it; 0 for one that is wrong or strange.
template <bool Escaped>
inline std::uint32_t pass_escape(const char* text, std::uint32_t p) noexcept {
  if constexpr (!Escaped) {
    if (text[p + 1] == 'u') { return hex4(text + p + 2) <= 0xFFFF ? p + 6 : 0; }
    return escaped_char(text[p + 1]) != 0 ? p + 2 : 0;
  } else {
    const char c = text[p + 1];
    if (c == '\\') {  // a backslash of the document, and so an escape in it
      const char letter = text[p + 2];
      if (letter == 'u') { return hex4(text + p + 3) <= 0xFFFF ? p + 7 : 0; }
      if (letter == '\\') { return text[p + 3] == '"' || text[p + 3] == '\\' || text[p + 3] == '/' ? p + 4 : 0; }
      return letter != '"' && escaped_char(letter) != 0 ? p + 3 : 0;
    }
    if (c == '/') { return p + 2; }
    if (c != 'u') { return 0; }
    const std::uint32_t unit = hex4(text + p + 2);
    if (unit < 0x80 || unit > 0xFFFF) { return 0; }  // it may be a quote, or a control character
    if ((unit & 0xF800) != 0xD800) { return p + 6; }
    if (unit > 0xDBFF || text[p + 6] != '\\' || text[p + 7] != 'u') { return 0; }
    const std::uint32_t low = hex4(text + p + 8);
    return low >= 0xDC00 && low <= 0xDFFF ? p + 12 : 0;
  }
}

/// From the begin of a string's inside to its closing quote; 0 where it is broken or strange.
template <bool Escaped>
CALLVIEW_NO_INLINE inline std::uint32_t pass_string(const walk_state& w, std::uint32_t p, bool& has_escapes) noexcept {
  for (;;) {
    const std::uint32_t distance = distance_to_stop(w.stops, p);
    if (distance == 64) {
      p = (p & ~7U) + 64;
      continue;
    }
    p += distance;
    if (p >= w.end) { return 0; }
    const char c = w.text[p];
    if (is_quote<Escaped>(w.text + p)) { return p; }
    if (c != '\\') {
      ++p;
      continue;
    }
    has_escapes = true;
    p = pass_escape<Escaped>(w.text, p);
    if (p == 0) { return 0; }
  }
}

/// The same of a container, by steps from string to string.
template <bool Escaped>
inline std::uint32_t pass_container_slowly(const walk_state& w, std::uint32_t open) noexcept {
  std::uint32_t depth = 0;
  for (std::uint32_t p = open; p < w.end; ++p) {
    const char c = w.text[p];
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) { return p + 1; }
    } else if (c == '"' || c == '\\') {
      bool has_escapes = false;
      if (!is_quote<Escaped>(w.text + p)) { return 0; }
      p = pass_string<Escaped>(w, p + quote_size<Escaped>, has_escapes);
      if (p == 0) { return 0; }
      p += quote_size<Escaped> - 1;
    }
  }
  return 0;
}

/// From an opening bracket to behind the closing one, which must be of the same kind. What stands between is not
/// checked beyond its strings.
template <bool Escaped>
CALLVIEW_NO_INLINE inline std::uint32_t pass_container(const walk_state& w, std::uint32_t open) noexcept {
  const constants k;
  const char closing = w.text[open] == '{' ? '}' : ']';
  std::uint64_t in_string = 0, pair = 0;
  std::uint32_t depth = 0;
  for (std::uint32_t p = open; p < w.end; p += block_size) {
    const block b(w.text + p, k);
    const std::uint64_t valid = w.end - p >= block_size ? ~std::uint64_t{0} : (std::uint64_t{1} << (w.end - p)) - 1;
    const std::uint64_t quotes = b.quote() & valid, backslash = b.backslash() & valid;
    if (Escaped ? (backslash << 1 | pair) != quotes : backslash != 0) [[unlikely]] {
      const std::uint32_t end = pass_container_slowly<Escaped>(w, open);
      return end != 0 && w.text[end - 1] == closing ? end : 0;
    }
    pair = backslash >> 63;
    const std::uint64_t inside = block::prefix_xor(quotes) ^ in_string;
    in_string = std::uint64_t{0} - (inside >> 63);
    const std::uint64_t opens = b.open() & ~inside & valid, closes = b.close() & ~inside & valid;
    const auto closed = static_cast<std::uint32_t>(std::popcount(closes));
    if (closed < depth) {
      depth += static_cast<std::uint32_t>(std::popcount(opens)) - closed;
      continue;
    }
    for (std::uint64_t rest = opens | closes; rest != 0; rest &= rest - 1) {
      if ((closes & rest & -rest) == 0) {
        ++depth;
      } else if (--depth == 0) {
        const std::uint32_t at = p + static_cast<std::uint32_t>(std::countr_zero(rest));
        return w.text[at] == closing ? at + 1 : 0;
      }
    }
  }
  return 0;
}

/// Any value: notes in `note` where it begins, and of a container where it ends, and returns where it ends; 0 where it
/// is broken or strange.
template <bool Escaped>
CALLVIEW_NO_INLINE inline std::uint32_t pass_value(const walk_state& w, std::uint32_t v, field_slot& note) noexcept {
  const char* const p = w.text + v;
  note.at = v;
  if (load4(p) == ('n' | 'u' << 8 | 'l' << 16 | 'l' << 24)) { return v + 4; }
  if (is_quote<Escaped>(p)) {
    note.at = v + quote_size<Escaped> - 1;
    bool has_escapes = false;
    const std::uint32_t end = pass_string<Escaped>(w, v + quote_size<Escaped>, has_escapes);
    return end == 0 ? 0 : end + quote_size<Escaped>;
  }
  if (*p == '{' || *p == '[') {
    const std::uint32_t end = pass_container<Escaped>(w, v);
    note.value = end;
    return end;
  }
  const char* const end = primitive_end(p, w.text + w.end);
  return end == nullptr ? 0 : static_cast<std::uint32_t>(end - w.text);
}

/// A key that was not the expected one.
struct found_key {
  const walk_field* field = nullptr;  ///< null where the walk must give up
  std::uint32_t value = 0;            ///< where the value begins
};

/// Remembers what follows upon what: a guess changes when it was wrong in the same way twice.
inline void learn(std::int8_t& guess, std::int8_t& other, std::ptrdiff_t distance) noexcept {
  const auto now = static_cast<std::int8_t>(distance);
  if (other == now) { guess = now; }
  other = now;
}

/// `expected` was not found at `p`. `last` is the slot of the field before, or the object's own.
template <bool Escaped>
CALLVIEW_NO_INLINE inline found_key find_key(const walk_state& w, const object_type& type, const walk_field* expected,
                                             field_slot* own, const field_slot* last, std::uint32_t p) noexcept {
  const char* const text = w.text;
  const walk_field* const fields = Escaped ? type.escaped : type.plain;
  const walk_field* f = nullptr;
  if (expected != fields + type.count) {  // it may be missing
    const walk_field* const next = expected + 1 + w.order.next[own + expected->slot - w.slots];
    if (next >= fields && next < fields + type.count && matches(text + p, *next)) { f = next; }
  }
  std::uint32_t value = 0;
  if (f == nullptr) {
    if (!is_quote<Escaped>(text + p)) { return {}; }
    bool has_escapes = false;
    const std::uint32_t begin = p + quote_size<Escaped>;
    const std::uint32_t end = pass_string<Escaped>(w, begin, has_escapes);
    if (end == 0 || has_escapes || text[end + quote_size<Escaped>] != ':') { return {}; }
    value = end + quote_size<Escaped> + 1;
    const unsigned i = type.keys.find(text + begin, end - begin);
    if (i == key_set::not_found) { return {fields + type.count, value}; }
    f = fields + i;
  } else {
    value = p + f->size;
  }
  if (last == own) {
    const auto at = own - w.slots;
    learn(w.order.first[at], w.order.other_first[at], f - fields);
  } else {
    const auto at = last - w.slots;
    // The field before is found by its slot's guess: expected is what that led to.
    const std::ptrdiff_t before = expected - fields - 1 - w.order.next[at];
    learn(w.order.next[at], w.order.other_next[at], f - fields - before - 1);
  }
  return {f, value};
}

/// How deep the walk enters objects: deeper ones are walked when they are asked for.
inline constexpr unsigned walk_depth = 12;

/// What a field answers that is not there, in an object that was read.
CALLVIEW_ALWAYS_INLINE void set_read(field_slot& own, std::uint32_t generation) noexcept {
  own.set_condition(errc::ok, errc::field_absent, own.at);
  own.stamp = field_slot::stamp_of(generation, field_slot::ready);
}

template <bool Escaped>
CALLVIEW_NO_INLINE CALLVIEW_LINE_ALIGNED inline std::uint32_t walk_object(const walk_state& w, const object_type& root,
                                                                          field_slot* own,
                                                                          std::uint32_t open) noexcept {
  constexpr std::uint32_t quote = quote_size<Escaped>;
  struct frame {
    const walk_field* field;
    const object_type* type;
    field_slot* own;
  };
  frame stack[walk_depth];
  frame* top = stack;
  const char* const text = w.text;
  const unsigned char* const stops = w.stops;
  const std::uint32_t found = field_slot::stamp_of(w.generation, field_slot::found);
  const std::uint32_t ready = found | field_slot::ready;
  const object_type* type = &root;
  const walk_field* f = (Escaped ? type->escaped : type->plain) + w.order.first[own - w.slots];
  field_slot* last = own;
  // Positions are as wide as addresses, so that none needs widening.
  std::size_t p = open + std::size_t{1};
  std::size_t e = 0;
  own->at = open;
  if (text[p] == '}') {
    set_read(*own, w.generation);
    return static_cast<std::uint32_t>(p + 1);
  }
  for (;;) {
    std::size_t v = p + f->size;
    field_slot* s = own + f->slot;
    if (!matches(text + p, *f)) [[unlikely]] {
      const found_key k = find_key<Escaped>(w, *type, f, own, last, static_cast<std::uint32_t>(p));
      if (k.field == nullptr) { return 0; }
      v = k.value;
      s = own + k.field->slot;
      if (k.field == (Escaped ? type->escaped : type->plain) + type->count) {
        field_slot nowhere;
        e = pass_value<Escaped>(w, static_cast<std::uint32_t>(v), nowhere);
        if (e == 0) { return 0; }
        goto behind_unknown;
      }
      f = k.field;
    }
    if (s->stamp >= found) [[unlikely]] {  // of two members with the same key the first one wins
      field_slot nowhere;
      e = pass_value<Escaped>(w, static_cast<std::uint32_t>(v), nowhere);
      if (e == 0) { return 0; }
      goto behind;
    }
    switch (f->action) {
      case walk_action::text: {
        const std::uint32_t size = distance_to_stop(stops, v + quote);
        e = v + 2 * quote + size;
        if (is_quote<Escaped>(text + v) & is_quote<Escaped>(text + e - quote) & (size != 64)) [[likely]] {
          s->set_string(v + quote, size);
          s->at = static_cast<std::uint32_t>(v + quote - 1);
          s->stamp = ready;
          goto behind;
        }
        break;
      }
      case walk_action::integer: {
        const std::uint32_t size = distance_to_stop(stops, v);
        e = v + size;
        if (read_plain_integer(text + v, size, s->value)) [[likely]] {
          s->at = static_cast<std::uint32_t>(v);
          s->stamp = ready;
          goto behind;
        }
        break;
      }
      case walk_action::number: {
        const std::uint32_t size = distance_to_stop(stops, v);
        e = v + size;
        if (read_plain_number(text + v, text[v], size, s->value)) [[likely]] {
          s->at = static_cast<std::uint32_t>(v);
          s->stamp = ready;
          goto behind;
        }
        break;
      }
      case walk_action::boolean: {
        const std::uint32_t word = load4(text + v);
        const bool is_true = word == ('t' | 'r' << 8 | 'u' << 16 | 'e' << 24);
        const bool is_false = (word == ('f' | 'a' << 8 | 'l' << 16 | 's' << 24)) & (text[v + 4] == 'e');
        if (is_true | is_false) [[likely]] {
          s->value = is_true ? 1 : 0;
          s->at = static_cast<std::uint32_t>(v);
          s->stamp = ready;
          e = v + 4 + (is_false ? 1 : 0);
          goto behind;
        }
        break;
      }
      case walk_action::object:
        if (text[v] == '{' && w.order.asked[s - w.slots] != 0 && top != stack + walk_depth) [[likely]] {
          s->at = static_cast<std::uint32_t>(v);
          if (text[v + 1] == '}') [[unlikely]] {
            set_read(*s, w.generation);
            e = v + 2;
            goto behind;
          }
          s->stamp = found;
          *top++ = {f, type, own};
          type = f->child;
          f = (Escaped ? type->escaped : type->plain) + w.order.first[s - w.slots];
          own = last = s;
          p = v + 1;
          continue;
        }
        break;
      case walk_action::list:
      case walk_action::map: {
        // An empty one is read already.
        const auto empty = f->action == walk_action::list ? '[' | ']' << 8 : '{' | '}' << 8;
        if (load2(text + v) == empty) {
          s->value = 0;
          s->at = static_cast<std::uint32_t>(v);
          s->stamp = ready;
          e = v + 2;
          goto behind;
        }
        break;
      }
      case walk_action::note: break;
    }
    e = pass_value<Escaped>(w, static_cast<std::uint32_t>(v), *s);
    if (e == 0) [[unlikely]] { return 0; }
    s->stamp = found;

  behind:
    last = s;
    if (text[e] == ',') [[likely]] {
      p = e + 1;
      f += 1 + w.order.next[s - w.slots];
      continue;
    }
    for (;;) {
      if (text[e] != '}') [[unlikely]] { return 0; }
      ++e;
      set_read(*own, w.generation);
      if (top == stack) { return static_cast<std::uint32_t>(e); }
      if (e >= w.end) [[unlikely]] { return 0; }
      --top;
      last = own;
      f = top->field;
      type = top->type;
      own = top->own;
      if (text[e] == ',') [[likely]] {
        p = e + 1;
        f += 1 + w.order.next[last - w.slots];
        break;
      }
    }
    continue;

  behind_unknown:
    if (text[e] == ',') [[likely]] {
      p = e + 1;
      continue;
    }
    s = own;
    goto behind;
  }
}

inline std::uint32_t walk_escaped(const walk_state& w, const object_type& type, field_slot* own,
                                  std::uint32_t open) noexcept {
  return walk_object<true>(w, type, own, open);
}
inline std::uint32_t walk_plain(const walk_state& w, const object_type& type, field_slot* own,
                                std::uint32_t open) noexcept {
  return walk_object<false>(w, type, own, open);
}

#endif  // CALLVIEW_KERNEL_LOOPS
