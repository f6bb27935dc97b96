// SPDX-License-Identifier: MIT
// No include guard, because kernels-inl.hpp includes this file once for each kernel, inside its namespace. Included
// alone, this file is empty.

/// @file
/// The fast walk over an object: one loop, driven by the tables of the schema. It compares the text with the expected
/// key, finds the end of the value at the next stop (see kernel::mark_stops), and fills the slots. It checks all text
/// except the inside of containers that it skips. It supports what Twilio sends. On anything else it gives up, and the
/// exact walk of document_index-inl.hpp reads the document.
///
/// Before it includes this file, a kernel must define `constants`, `block`, `convert_numbers()`, and
/// `matches(p, field)`, which says whether the field's key is at `p`.

#if defined(CALLVIEW_KERNEL_LOOPS)

/// Size of a quote in bytes: two if the document is escaped.
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

/// Skips white space, which is mostly a line break and some spaces. Does nothing in a walk that expects no white space.
template <bool Spaced>
CALLVIEW_ALWAYS_INLINE std::size_t pass_space(const char* text, std::size_t p) noexcept {
  if constexpr (Spaced) {
    while (is_space(text[p])) {
      const std::uint64_t others = load8(text + p + 1) ^ 0x2020202020202020U;
      p += 1 + static_cast<unsigned>(std::countr_zero(others)) / 8;
    }
  }
  return p;
}

/// Distance to the next stop; 64 if the loaded bits contain none.
CALLVIEW_ALWAYS_INLINE std::uint32_t distance_to_stop(const unsigned char* stops, std::size_t p) noexcept {
  const std::uint64_t bits = load8(reinterpret_cast<const char*>(stops + (p >> 3))) >> (p & 7);
  return static_cast<std::uint32_t>(std::countr_zero(bits));
}

/// Skips an escape in a string of the document. Returns the position after it, or 0 if it is malformed or unsupported.
template <bool Escaped>
inline std::uint32_t pass_escape(const char* text, std::uint32_t p) noexcept {
  if constexpr (!Escaped) {
    if (text[p + 1] == 'u') { return hex4(text + p + 2) <= 0xFFFF ? p + 6 : 0; }
    return escaped_char(text[p + 1]) != 0 ? p + 2 : 0;
  } else {
    const char c = text[p + 1];
    if (c == '\\') {  // a backslash in the document, where it begins an escape
      const char letter = text[p + 2];
      if (letter == 'u') { return hex4(text + p + 3) <= 0xFFFF ? p + 7 : 0; }
      if (letter == '\\') { return text[p + 3] == '"' || text[p + 3] == '\\' || text[p + 3] == '/' ? p + 4 : 0; }
      return letter != '"' && escaped_char(letter) != 0 ? p + 3 : 0;
    }
    if (c == '/') { return p + 2; }
    if (c != 'u') { return 0; }
    const std::uint32_t unit = hex4(text + p + 2);
    if (unit < 0x80 || unit > 0xFFFF) { return 0; }  // may be a quote or a control character
    if ((unit & 0xF800) != 0xD800) { return p + 6; }
    if (unit > 0xDBFF || text[p + 6] != '\\' || text[p + 7] != 'u') { return 0; }
    const std::uint32_t low = hex4(text + p + 8);
    return low >= 0xDC00 && low <= 0xDFFF ? p + 12 : 0;
  }
}

/// Skips the contents of a string. Returns the position of its closing quote, or 0 if the string is malformed or
/// unsupported.
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
      if (is_control(c)) { return 0; }
      ++p;
      continue;
    }
    has_escapes = true;
    p = pass_escape<Escaped>(w.text, p);
    if (p == 0) { return 0; }
  }
}

/// State of a bracket count.
struct bracket_count {
  std::uint32_t at;     ///< where to continue
  std::uint32_t depth;  ///< number of open containers; if it is 0, the container ended before `at`
  bool in_string = false;
};

/// Counts brackets outside strings, at least up to `until`. Returns false if a string is malformed or unsupported.
template <bool Escaped>
CALLVIEW_NO_INLINE inline bool count_brackets_slowly(const walk_state& w, bracket_count& c,
                                                     std::uint32_t until) noexcept {
  constexpr std::uint32_t quote = quote_size<Escaped>;
  bool has_escapes = false;
  while (c.at < w.end && c.at < until) {
    const char here = w.text[c.at];
    if (c.in_string || is_quote<Escaped>(w.text + c.at)) {
      const std::uint32_t end = pass_string<Escaped>(w, c.at + (c.in_string ? 0 : quote), has_escapes);
      if (end == 0) { return false; }
      c.in_string = false;
      c.at = end + quote;
      continue;
    }
    if (here == '\\') { return false; }
    ++c.at;
    if (here == '{' || here == '[') { ++c.depth; }
    if ((here == '}' || here == ']') && --c.depth == 0) { return true; }
  }
  return true;
}

/// Skips a container. Returns the position after the closing bracket, or 0 if there is none of the same kind. Checks
/// nothing in between except strings near unusual escapes.
template <bool Escaped>
CALLVIEW_NO_INLINE inline std::uint32_t pass_container(const walk_state& w, std::uint32_t open) noexcept {
  const constants k;
  const char closing = w.text[open] == '{' ? '}' : ']';
  std::uint64_t in_string = 0, pair = 0;  // in_string: all ones in a string; pair: 1 after a backslash
  std::uint32_t depth = 0;
  for (std::uint32_t p = open; p < w.end;) {
    const block b(w.text + p, k);
    const std::uint64_t valid = w.end - p >= block_size ? ~std::uint64_t{0} : (std::uint64_t{1} << (w.end - p)) - 1;
    const std::uint64_t quotes = b.quote() & valid, backslash = b.backslash() & valid;
    if (Escaped ? (backslash << 1 | pair) != quotes : backslash != 0) [[unlikely]] {
      bracket_count c{p - static_cast<std::uint32_t>(pair), depth, in_string != 0};
      if (!count_brackets_slowly<Escaped>(w, c, p + block_size)) { return 0; }
      if (c.depth == 0) { return w.text[c.at - 1] == closing ? c.at : 0; }
      p = c.at;
      depth = c.depth;
      in_string = pair = 0;
      continue;
    }
    pair = backslash >> 63;
    const std::uint64_t inside = block::prefix_xor(quotes) ^ in_string;
    in_string = std::uint64_t{0} - (inside >> 63);
    const std::uint64_t opens = b.open() & ~inside & valid, closes = b.close() & ~inside & valid;
    const auto closed = static_cast<std::uint32_t>(std::popcount(closes));
    if (closed < depth) {
      depth += static_cast<std::uint32_t>(std::popcount(opens)) - closed;
    } else {
      for (std::uint64_t rest = opens | closes; rest != 0; rest &= rest - 1) {
        if ((closes & rest & -rest) == 0) {
          ++depth;
        } else if (--depth == 0) {
          const std::uint32_t at = p + static_cast<std::uint32_t>(std::countr_zero(rest));
          return w.text[at] == closing ? at + 1 : 0;
        }
      }
    }
    p += block_size;
  }
  return 0;
}

/// Skips any value. Stores in `note` where the value begins and, for a container, where it ends. Returns where the
/// value ends, or 0 if it is malformed or unsupported.
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
    return end < w.end ? end : 0;  // an inner one cannot end the document
  }
  const char* const end = primitive_end(p, w.text + w.end);
  return end == nullptr ? 0 : static_cast<std::uint32_t>(end - w.text);
}

/// Converts the plain numbers that the walk found to doubles, and leaves the others to their accessors. Returns false
/// if one is not a valid number.
CALLVIEW_NO_INLINE inline bool read_numbers(const walk_state& w, number_batch& batch) noexcept {
  const std::uint64_t others = convert_numbers(w.text, batch);
  const std::uint32_t count = std::exchange(batch.count, 0);
  if (others == 0) [[likely]] { return true; }
  for (std::uint32_t i = 0; i < count; ++i) {
    if ((others >> i & 1) == 0) { continue; }
    const char* const p = w.text + batch.position[i];
    if (primitive_end(p, w.text + w.end) != p + batch.size[i]) { return false; }
    batch.slot[i]->stamp = field_slot::stamp_of(w.generation, field_slot::found);
  }
  return true;
}

/// A key that was not the expected one.
struct found_key {
  const walk_field* field = nullptr;  ///< one past the last field for an unknown key; null if the walk must give up
  std::uint32_t value = 0;            ///< where the value begins
};

/// The part of its state that the walk rarely needs.
struct walk_place {
  /// How many levels of nested objects the walk enters. It reads deeper objects when an accessor asks for them.
  static constexpr unsigned deepest = 12;

  walk_place(walk_state& w, const object_type& type, field_slot* own) noexcept
      : state(w),
        root(type),
        last(own),
        order(w.order->orders[w.order->current].steps),
        is_lesson(w.order->orders[w.order->current].is_lesson()) {}
  [[nodiscard]] const object_type& type() const noexcept { return top == entered ? root : *top[-1]->child; }

  walk_state& state;
  const object_type& root;
  field_slot* last;                ///< slot of the previous field, or the object's own slot
  const std::int8_t* const order;  ///< the key order of the document
  const bool is_lesson;            ///< the document can change this order
  const walk_field** top = entered;
  const walk_field* entered[deepest];  ///< the fields whose values are the current object and those around it
  number_batch numbers;
};

/// The table of an object type for escaped or plain text.
template <bool Escaped>
CALLVIEW_ALWAYS_INLINE const walk_field* walk_fields(const object_type& type) noexcept {
  return Escaped ? type.escaped : type.plain;
}

/// Finds the field of the key after `p`, for find_key(). If `later` is a field, only learns that the order skips
/// fields. Otherwise, tries the next field in the other key order, and then looks up the name.
template <bool Escaped, bool Spaced>
CALLVIEW_NO_INLINE inline found_key find_any_key(const walk_place& here, const walk_field* expected,
                                                 const walk_field* later, field_slot* own, std::uint32_t p) noexcept {
  constexpr std::uint32_t quote = quote_size<Escaped>;
  const walk_state& w = here.state;
  learned& order = *w.order;
  const object_type& type = here.type();
  const char* const text = w.text;
  const walk_field* const fields = walk_fields<Escaped>(type);
  const walk_field* const end_of_fields = fields + type.count;
  const std::size_t at = static_cast<std::size_t>(here.last - w.slots) + (here.last == own ? order.slots : 0);
  const key_order& current = order.orders[order.current];
  const key_order& other = order.orders[1 - order.current];
  const walk_field* const origin = expected - here.order[at];
  if (later != nullptr) {
    current.learn_gap(at, static_cast<std::int8_t>(later - origin));
    return {later, p + later->value};
  }
  const auto found = [&](const walk_field* field, std::uint32_t value) {
    current.learn(at, static_cast<std::int8_t>(field - origin));
    return found_key{field, value};
  };
  if (const walk_field* const f = origin + other.steps[at]; matches(text + p + 1, *f)) {
    return found(f, p + f->value);
  }
  if (!is_quote<Escaped>(text + p + 1)) { return {}; }
  const std::uint32_t begin = p + 1 + quote;
  const std::uint32_t distance = distance_to_stop(w.stops, begin);
  std::uint32_t end = begin + distance;
  if (distance == 64 || !is_quote<Escaped>(text + end)) [[unlikely]] {
    bool has_escapes = false;
    end = pass_string<Escaped>(w, begin, has_escapes);
    if (end == 0 || has_escapes) { return {}; }
  }
  const std::size_t colon = pass_space<Spaced>(text, end + quote);
  if (text[colon] != ':') { return {}; }
  const unsigned i = type.keys.find(text + begin, end - begin);
  const auto value = static_cast<std::uint32_t>(colon + 1);
  if (i == key_set::not_found) { return {end_of_fields, value}; }
  return found(fields + i, value);
}

/// Finds the field of the key after `p`, which is not `expected`. First tries the fields that the order expects after
/// `expected`, in case members are missing.
template <bool Escaped, bool Spaced>
CALLVIEW_NO_INLINE inline found_key find_key(const walk_place& here, const walk_field* expected, field_slot* own,
                                             std::uint32_t p) noexcept {
  constexpr unsigned most_missing = 3;
  const char* const key = here.state.text + p + 1;
  const std::int8_t* const steps = here.order + (own - here.state.slots);
  const walk_field* later = nullptr;
  const walk_field* f = expected;
  for (unsigned missing = 0; missing < most_missing && !f->is_end(); ++missing) {
    f += 1 + steps[f->slot];
    if (matches(key, *f)) {
      if (!here.is_lesson) [[likely]] { return {f, p + f->value}; }
      later = f;
      break;
    }
  }
  return find_any_key<Escaped, Spaced>(here, expected, later, own, p);
}

/// Marks an object as read. Call this after all its members.
CALLVIEW_ALWAYS_INLINE void set_read(field_slot* own, const object_type& type, std::uint32_t generation) noexcept {
  // Accessors are likely to ask for absent containers too. Does not branch on what is absent, because such a branch is
  // unpredictable: for a child that is there, writes to the object's own slot, which gets its contents below.
  field_slot absent;
  absent.set_condition(errc::field_absent, errc::field_absent, own->at);
  absent.stamp = field_slot::stamp_of(generation, field_slot::missing);
  for (unsigned i = 0; i < type.child_count; ++i) {
    const std::size_t child = type.children[i].slot;
    const std::size_t is_absent = std::size_t{0} - std::size_t{!own[child].is_found(generation)};  // zero or all ones
    own[child & is_absent].value = absent.value;
    own[child & is_absent].stamp = absent.stamp;
  }
  own->set_condition(errc::ok, errc::field_absent, own->at);
  own->stamp = field_slot::stamp_of(generation, field_slot::ready);
}

/// Walks a list or map. The items may be of any type, because the walk stores only positions and plain counts. Returns
/// the position after the closing bracket, or 0 if it gives up.
template <bool Escaped, bool Spaced>
CALLVIEW_NO_INLINE inline std::uint32_t walk_items(walk_state& w, field_slot& list, std::uint32_t open) noexcept {
  constexpr std::uint32_t quote = quote_size<Escaped>;
  const char* const text = w.text;
  const bool is_map = text[open] == '{';
  const char closing = is_map ? '}' : ']';
  const std::uint32_t first = w.item_words;
  std::uint32_t words = first;
  std::uint32_t count = 0;
  const auto behind_space = [text](std::uint32_t at) {
    return static_cast<std::uint32_t>(pass_space<Spaced>(text, at));
  };
  std::uint32_t p = behind_space(open + 1);
  if (text[p] != closing) {
    for (;; p = behind_space(p + 1)) {
      ++count;
      if (w.item_room - words < map_item::words) { return 0; }
      field_slot inside;
      if (!is_map) {
        p = pass_value<Escaped>(w, p, inside);
        if (p == 0) { return 0; }
        w.items[words++] = inside.at;
      } else {
        if (!is_quote<Escaped>(text + p)) { return 0; }
        const std::uint32_t key = p + quote;
        std::uint32_t distance = distance_to_stop(w.stops, key);
        std::uint32_t end = key + distance;
        bool has_escapes = false;
        if (distance == 64 || !is_quote<Escaped>(text + end)) [[unlikely]] {
          end = pass_string<Escaped>(w, key, has_escapes);
          if (end == 0) { return 0; }
        }
        const std::uint32_t colon = behind_space(end + quote);
        if (text[colon] != ':') { return 0; }
        p = behind_space(colon + 1);
        map_item item{key - 1, has_escapes ? map_item::unknown : end - key, 0};
        distance = distance_to_stop(w.stops, p);
        if (std::uint64_t value; read_plain_integer(text + p, distance, value)) [[likely]] {
          item.value = static_cast<std::uint32_t>(value);
          p += distance;
        } else {
          item.key_size = map_item::unknown;
          p = pass_value<Escaped>(w, p, inside);
          if (p == 0) { return 0; }
        }
        w.items[words] = item.at;
        w.items[words + 1] = item.key_size;
        w.items[words + 2] = item.value;
        words += map_item::words;
      }
      p = behind_space(p);
      if (text[p] != ',') { break; }
    }
    if (text[p] != closing) { return 0; }
  }
  if (p + 1 >= w.end) { return 0; }
  w.item_words = words;
  list.at = open;
  list.value = count | std::uint64_t{first} << 32;
  list.stamp = field_slot::stamp_of(w.generation, field_slot::ready);
  return p + 1;
}

/// Selects the key order for a document by its first member.
template <bool Escaped>
inline void choose_order(const walk_state& w, const object_type& root, std::size_t before) noexcept {
  learned& order = *w.order;
  const walk_field* const fields = walk_fields<Escaped>(root);
  const auto begins = [&](const key_order& o) { return matches(w.text + before + 1, fields[o.steps[order.slots]]); };
  if (!begins(order.orders[0]) && order.orders[1].documents == 0 && order.orders[0].documents != 0) {
    // No document has had the other order yet: learns it from this one.
    for (unsigned i = 0; i < root.count; ++i) {
      if (!matches(w.text + before + 1, fields[i])) { continue; }
      order.orders[1].steps[order.slots] = static_cast<std::int8_t>(i);
      break;
    }
  }
  order.current = !begins(order.orders[0]) && begins(order.orders[1]) ? 1 : 0;
  key_order& current = order.orders[order.current];
  ++current.documents;
  if (current.is_first_lesson()) { current.forget_candidates(order.slots); }
}

template <bool Escaped, bool Spaced>
CALLVIEW_NO_INLINE CALLVIEW_LINE_ALIGNED inline std::uint32_t walk_object(walk_state& w, const object_type& root,
                                                                          field_slot* own,
                                                                          std::uint32_t open) noexcept {
  constexpr std::uint32_t quote = quote_size<Escaped>;
  constexpr std::uint32_t null_word = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
  constexpr std::uint32_t true_word = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
  constexpr std::uint32_t fals_word = 'f' | 'a' << 8 | 'l' << 16 | 's' << 24;
  // Position of the walk: the byte before a key or the byte after a value. It is as wide as an address, so that the
  // loop need not widen it.
  std::size_t p = pass_space<Spaced>(w.text, open + std::size_t{1}) - 1;
  if (own == w.slots) { choose_order<Escaped>(w, root, p); }
  walk_place here(w, root, own);
  const char* const text = w.text;
  const unsigned char* const stops = w.stops;
  const std::uint32_t found = field_slot::stamp_of(w.generation, field_slot::found);
  const std::uint32_t ready = found | field_slot::ready;
  const std::int8_t* next = here.order + (own - w.slots);  // fields to skip after each field of the object, by slot
  const walk_field* f = walk_fields<Escaped>(root) + next[w.order->slots];
  // Returns the field that is expected next. Branches, because a computation without a branch would have to wait for
  // the load.
  const auto expect_next = [](const walk_field* field, std::int8_t distance) {
    ++field;
    if (distance != 0) [[unlikely]] { field += distance; }
    return field;
  };
  own->at = open;
  if (text[p + 1] == '}') {
    set_read(own, root, w.generation);
    return static_cast<std::uint32_t>(p + 2);
  }
  for (;;) {
  member:
    if constexpr (Spaced) { p = pass_space<Spaced>(text, p + 1) - 1; }
    std::size_t v = p + f->value;
    field_slot* s = own + f->slot;
    if (!matches(text + p + 1, *f)) [[unlikely]] {
      const found_key k = find_key<Escaped, Spaced>(here, f, own, static_cast<std::uint32_t>(p));
      if (k.field == nullptr) { return 0; }
      v = pass_space<Spaced>(text, k.value);
      if (k.field->is_end()) {  // the schema does not know the key
        w.has_other_keys = true;
        field_slot nowhere;
        p = pass_value<Escaped>(w, static_cast<std::uint32_t>(v), nowhere);
        if (p == 0) { return 0; }
        p = pass_space<Spaced>(text, p);
        if (text[p] == ',') [[likely]] { continue; }
        goto close;
      }
      f = k.field;
      s = own + f->slot;
    }
    v = pass_space<Spaced>(text, v);
    if (s->stamp >= found) [[unlikely]] {  // the first of two members with the same key wins
      w.has_other_keys = true;
      field_slot nowhere;
      p = pass_value<Escaped>(w, static_cast<std::uint32_t>(v), nowhere);
      if (p == 0) { return 0; }
      goto behind;
    }
    s->at = static_cast<std::uint32_t>(v);
    switch (f->action) {
      case walk_action::text: {
        v += quote;
        const std::uint32_t size = distance_to_stop(stops, v);
        p = v + size + quote;
        if (is_quote<Escaped>(text + v - quote) && is_quote<Escaped>(text + p - quote) && size != 64) [[likely]] {
          s->set_string(v, size);
          s->at = static_cast<std::uint32_t>(v - 1);
          s->stamp = ready;
          goto behind;
        }
        v -= quote;
        if (is_quote<Escaped>(text + v)) {  // the string is long or has a stop in it
          bool has_escapes = false;
          const std::uint32_t end = pass_string<Escaped>(w, static_cast<std::uint32_t>(v + quote), has_escapes);
          if (end == 0) { return 0; }
          p = end + quote;
          s->set_string(v + quote, end - v - quote);
          s->at = static_cast<std::uint32_t>(v + quote - 1);
          s->stamp = has_escapes ? found : ready;
          goto behind;
        }
        break;
      }
      case walk_action::integer: {
        const std::uint32_t size = distance_to_stop(stops, v);
        p = v + size;
        if (read_plain_integer(text + v, size, s->value)) [[likely]] {
          s->stamp = ready;
          goto behind;
        }
        break;
      }
      case walk_action::number: {
        const std::uint32_t size = distance_to_stop(stops, v);
        p = v + size;
        if (begins_number(text[v]) && here.numbers.add(*s, static_cast<std::uint32_t>(v), size)) [[likely]] {
          s->stamp = ready;
          if (here.numbers.is_full() && !read_numbers(w, here.numbers)) [[unlikely]] { return 0; }
          goto behind;
        }
        break;
      }
      case walk_action::boolean: {
        // A product, because compilers turn an "or" into a branch on the value, which is unpredictable.
        const std::uint32_t word = load4(text + v);
        const std::uint64_t not_true = word ^ true_word;
        const std::uint64_t not_false = (word ^ fals_word) | static_cast<unsigned char>(text[v + 4] ^ 'e');
        if (not_true * not_false == 0) [[likely]] {
          const bool is_true = not_true == 0;
          s->value = std::uint64_t{is_true};
          s->stamp = ready;
          p = v + 5 - std::size_t{is_true};
          goto behind;
        }
        break;
      }
      case walk_action::object:
        if (text[v] == '{' && w.order->asked[s - w.slots] != 0 && here.top != here.entered + walk_place::deepest)
            [[likely]] {
          if (const std::size_t first = pass_space<Spaced>(text, v + 1); text[first] == '}') [[unlikely]] {
            set_read(s, *f->child, w.generation);
            p = first + 1;
            if (p >= w.end) { return 0; }
            goto behind;
          }
          s->stamp = found;
          *here.top++ = f;
          here.last = own = s;
          next += f->slot;
          f = walk_fields<Escaped>(*f->child) + next[w.order->slots];
          p = v;
          continue;
        }
        if (load4(text + v) == null_word) {
          s->set_condition(errc::field_null, errc::field_absent, s->at);
          s->stamp = found | field_slot::missing;
          p = v + 4;
          goto behind;
        }
        break;
      case walk_action::list:
      case walk_action::map: {
        // If the container is empty, nothing is left to read.
        const auto empty = f->action == walk_action::list ? '[' | ']' << 8 : '{' | '}' << 8;
        if (load2(text + v) == empty) {
          s->value = 0;
          s->stamp = ready;
          p = v + 2;
          if (p >= w.end) [[unlikely]] { return 0; }
          goto behind;
        }
        if (text[v] == (empty & 0xFF) && w.order->asked[s - w.slots] != 0) {
          p = walk_items<Escaped, Spaced>(w, *s, static_cast<std::uint32_t>(v));
          if (p != 0) { goto behind; }
        }
        break;
      }
      case walk_action::note: break;
      default: CALLVIEW_UNREACHABLE();
    }
    p = pass_value<Escaped>(w, static_cast<std::uint32_t>(v), *s);
    if (p == 0) [[unlikely]] { return 0; }
    s->stamp = found;

  behind:
    p = pass_space<Spaced>(text, p);
    here.last = s;
    if (text[p] == ',') [[likely]] {
      f = expect_next(f, next[f->slot]);
      continue;
    }
  close:
    for (;;) {
      if (text[p] != '}') [[unlikely]] { return 0; }
      ++p;
      if (here.top == here.entered) { break; }
      f = *--here.top;
      set_read(own, *f->child, w.generation);
      if (p >= w.end) [[unlikely]] { return 0; }
      here.last = own;
      own -= f->slot;
      next -= f->slot;
      p = pass_space<Spaced>(text, p);
      if (text[p] == ',') [[likely]] {
        f = expect_next(f, next[f->slot]);
        goto member;
      }
    }
    set_read(own, root, w.generation);
    return read_numbers(w, here.numbers) ? static_cast<std::uint32_t>(p) : 0;
  }
}

#endif  // CALLVIEW_KERNEL_LOOPS
