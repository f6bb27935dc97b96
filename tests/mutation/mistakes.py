# SPDX-License-Identifier: MIT
"""Mistakes that somebody could make in the headers, and the tests that must notice them.

`find` must stand exactly once in the header, so that the list is mended when the header changes. `tests` name test
sources; behind a colon, the test cases to build and run, `*` standing for anything. `refused` marks what must not even
compile.
"""

from typing import NamedTuple


class Mistake(NamedTuple):
    name: str
    header: str
    find: str
    replace: str
    tests: tuple
    refused: bool = False


MISTAKES = []


def mistake(name, header, find, replace, *tests, refused=False):
    MISTAKES.append(Mistake(name, header, find, replace, tests, refused))


# --- Kernels

LOOPS = "detail/kernel_loops.hpp"
mistake("a string that runs through a whole block is taken to have ended", LOOPS,
        "in_string ^= std::uint64_t{0} - (odd >> 63);", "in_string = std::uint64_t{0} - (odd >> 63);",
        "kernels:every kernel finds the same tokens*")
mistake("a number that runs over the end of a block is two tokens", LOOPS,
        "((others << 1) + boundary)", "((others << 1) + 1)",
        "kernels:every kernel finds the same tokens*")
mistake("control characters inside a long string are passed over", LOOPS,
        "      if (controlled) [[unlikely]] { controls |= b.control(); }\n", "",
        "kernels:every kernel finds the same tokens*")
mistake("bytes beyond ASCII inside a long string are passed over", LOOPS,
        "bytes.add(b);\n", "if (quotes != 0 || walk.in_string == 0) { bytes.add(b); }\n",
        "kernels:every kernel tells a body that is not ASCII")
mistake("a text that ends with a block keeps the tokens of the text before it", LOOPS,
        "if (size % block_size == 0) { out.words[last] = out.backslashes[last] = 0; }\n", "",
        "kernels:every kernel finds the same tokens*")
mistake("a backslash at the end of a block escapes nothing in the next one", LOOPS,
        "escape = backslash >> 63;  // none stands behind another", "escape = 0;",
        "kernels:every kernel finds the same tokens*")
mistake("an escaped quote over the end of a block makes a document not plain", LOOPS,
        "pair = backslash >> 63;", "pair = 0;", "kernels:every kernel opens a document*")
mistake("a document that ends with half a pair is taken for plain", LOOPS,
        "s.plain = step.plain && step.pair == 0;", "s.plain = step.plain;", "kernels:every kernel opens a document*")
mistake("un-escaping by blocks goes too near to the end and writes behind it", LOOPS,
        "while (end - p >= static_cast<std::ptrdiff_t>(block_size + 16)) {",
        "while (end - p >= static_cast<std::ptrdiff_t>(block_size)) {", "kernels:un-escaping*")
mistake("escapes behind the first hard one of a block are dropped before it is done", LOOPS,
        "out = b.pack(out, p, escaping & kept, count);", "out = b.pack(out, p, escaping, count);",
        "kernels:un-escaping*")
mistake("a block with as many closing brackets as are open is skipped whole", LOOPS,
        "if (closes < depth) {", "if (closes <= depth) {", "kernels:every kernel finds the end of a container")
mistake("a bracket behind the end of a text closes a container", LOOPS,
        "if (number == last) { word &= (std::uint64_t{1} << (end % block_size)) - 1; }\n", "",
        "kernels:every kernel finds the end of a container")
mistake("skipping looks at the wrong bytes of every block but the first", LOOPS,
        "    wanted = ~std::uint64_t{0};\n  }\n  return end;", "  }\n  return end;",
        "kernels:every kernel finds the end of a container")
mistake("tokens before a document that begins and ends in one block are taken for its own", LOOPS,
        "if (at < end) { put(words[at / block_size] & wanted & ((std::uint64_t{1} << (end - at)) - 1)); }",
        "if (at < end) { put(words[at / block_size] & ((std::uint64_t{1} << (end - at)) - 1)); }",
        "kernels:every kernel lists*")
KERNELS = "detail/kernels.hpp"
mistake("a backslash that is escaped over the end of a block escapes again", KERNELS,
        "backslash &= ~carry;\n", "", "kernels:escaping bytes*")
mistake("the portable kernel takes 0x1F for no control character", KERNELS,
        "return ~(((word & ~highs) + all(0x60)) | word)", "return ~(((word & ~highs) + all(0x61)) | word)",
        "kernels:every kernel finds the same tokens*")
mistake("the AVX2 kernel looks for control characters in half of a block", KERNELS,
        "controls(_mm256_min_epu8(low, high))", "controls(low)", "kernels:every kernel finds the same tokens*")
mistake("the SSE2 kernel looks for control characters in half of a block", KERNELS,
        "_mm_min_epu8(bytes[2], bytes[3]));\n    return _mm_movemask_epi8(controls(least))",
        "_mm_min_epu8(bytes[0], bytes[1]));\n    return _mm_movemask_epi8(controls(least))",
        "kernels:every kernel finds the same tokens*")
mistake("the AVX2 kernel looks for bytes beyond ASCII in half of a block", KERNELS,
        "_mm256_or_si256(b.low, b.high)", "b.low", "kernels:every kernel tells a body that is not ASCII")
mistake("packing copies 16 bytes of a run and not the rest", KERNELS,
        "at += 16;\n    } while (at < to - from);", "at += 16;\n    } while (at < to - from - 16);",
        "kernels:un-escaping*")

# --- Un-escaping

UNESCAPE = "detail/unescape.hpp"
mistake("hexadecimal digits behind the end of a string belong to its last escape", UNESCAPE,
        "if (end - p < 6) { return unescape_fault::bad_escape; }",
        "if (end - p < 5) { return unescape_fault::bad_escape; }",
        "kernels:un-escaping*")
mistake("a surrogate pair at the end of a string is two halves", UNESCAPE,
        "const std::uint32_t low = end - p >= 6", "const std::uint32_t low = end - p > 6", "kernels:un-escaping*")
mistake("the last low surrogate is none", UNESCAPE, "low <= 0xDFFF", "low < 0xDFFF", "kernels:un-escaping*")
mistake("two low surrogates make a pair", UNESCAPE, "if (c < 0xDC00 && low", "if (low", "kernels:un-escaping*")
mistake("U+0080 is written as one byte", UNESCAPE, "if (c < 0x80) {", "if (c <= 0x80) {", "kernels:un-escaping*")
mistake("U+0800 is written as two bytes", UNESCAPE, "(c < 0x800) {", "(c <= 0x800) {", "kernels:un-escaping*")
mistake("U+10000 is written as three bytes", UNESCAPE, "(c < 0x10000) {", "(c <= 0x10000) {", "kernels:un-escaping*")

# --- A document and its walkers

DOCUMENT = "detail/document.hpp"
mistake("a backslash before a string, in the same block, counts as one of the string", DOCUMENT,
        "std::uint64_t word = backslashes_.data()[block] & ~std::uint64_t{0} << (from % block_size);",
        "std::uint64_t word = backslashes_.data()[block];", "fields:a break in the grammar*", "strings:every escape*")
mistake("seeking a token finds those of the block before it", DOCUMENT,
        "bits_ = tokens_->words()[block_] & ~std::uint64_t{0} << (from % block_size);",
        "bits_ = tokens_->words()[block_];", "envelope:extensions are*")
mistake("a key with half a surrogate pair is the twin of one that spells it", DOCUMENT,
        "return is_lone(a) == is_lone(b) && view(a) == view(b);", "return view(a) == view(b);",
        "validate:a key with half*")
mistake("a bracket of the other kind closes a container", DOCUMENT,
        "return close == count_ || first(close) != (first(token) == '{' ? '}' : ']') ? no_position : close;",
        "return close == count_ ? no_position : close;", "fields:a break in the grammar*")
mistake("whatever follows a number up to the next token is passed", DOCUMENT,
        "return stop != nullptr && (stop == text + to || is_space(*stop));", "return stop != nullptr;",
        "fields:a break in the grammar*")
mistake("places in a document with escapes are still taken for places in the body", DOCUMENT,
        "  verbatim = false;\n  quote_width", "  quote_width", "fields:errors say where*")
mistake("in a document with escapes a quote is looked for before where it may stand", DOCUMENT,
        "  verbatim = false;\n  quote_width = 1;", "  verbatim = false;\n  quote_width = 2;", "fields", "list")
mistake("a control character in a string is passed where there is no backslash", DOCUMENT,
        "rough_ = tokens.found().backslash || tokens.found().control;", "rough_ = tokens.found().backslash;",
        "fields:a raw control byte*")
mistake("behind the last token stand first bytes of the document before", DOCUMENT,
        "  std::fill_n(firsts_.data() + count_, behind, '\\0');\n", "", "kernels:behind the last*")
mistake("a walk does not look at the escapes of keys", DOCUMENT,
        "d.first(at_ + 1) != ':' || !d.is_string(at_)", "d.first(at_ + 1) != ':'", "list:a map that is broken*")
mistake("an empty list is walked as if it had an item", DOCUMENT,
        "    if (doc.first(at_) == close_) {\n      ++at_;\n      ended_ = true;\n    }\n", "", "fields:empty strings*")

# --- The object index

INDEX = "detail/object_index.hpp"
READER = "detail/object_reader.hpp"
mistake("of a key that is written twice the last wins", READER,
        "if (slot->stamp >= stamp_) [[unlikely]] {", "if (v == 0) {", "fields:a key twice*")
mistake("a longer key that begins like the guessed one is taken for it", "detail/key_set.hpp",
        "load8(name + length - 8) && p[length + 1] == '\"';", "load8(name + length - 8);",
        "fields:a key is told from ours*")
mistake("a guessed key needs no colon", READER,
        "if (!colon) [[unlikely]] { return {v - 2, broken}; }\n", "", "fields:a break in the grammar*")
mistake("a guessed key before a string needs no colon", READER,
        "(firsts & 0xFFFF00) == ('\"' << 16 | ':' << 8)", "(firsts & 0xFF0000) == ('\"' << 16)",
        "fields:a break in the grammar*", "tokens")
mistake("the second of two keys needs no colon", READER,
        "return colon ? behind_value(v) : stop{v - 2, broken};", "return behind_value(v);", "fields:a key twice*")
mistake("what is below an object that nests too deep is absent", READER,
        "const bool inherited = n.state == node_state::broken || n.state == node_state::too_deep;",
        "const bool inherited = n.state == node_state::broken;", "fields:inner depth*")
mistake("views below an object that was not there live on", READER,
        "count > 1 && first[1].generation == 0) { count = 1; }", "count > 1) { count = 1; }",
        "lifetime:views below an object that was not*")
mistake("below an object that is not there the last one is left as it was", READER,
        "for (unsigned i = 1; i < n.info->nodes; ++i) { pass_on(", "for (unsigned i = 1; i + 1U < n.info->nodes; ++i) { pass_on(",
        "fields", "history")
mistake("inside data one level less than allowed is entered", READER,
        "if (n.depth > s.max_depth) [[unlikely]]", "if (n.depth >= s.max_depth) [[unlikely]]", "fields:inner depth*")
mistake("items of a list with a bad escape are passed as plain", READER, "if (doc.rough()) { return 0; }\n", "",
        "list:a list that is not there*")
mistake("a key of a map needs no colon", READER,
        "if (firsts[t] != '\"' || firsts[t + 1] != ':') { break; }", "if (firsts[t] != '\"') { break; }",
        "list:a map that is broken*")
mistake("the first item with brackets, where it stands at a checkpoint, gets two", READER,
        "for (std::uint32_t i = 0; i < count; i += checkpoint_step) {",
        "for (std::uint32_t i = 0; i <= count; i += checkpoint_step) {", "list:*wherever its first item*")
mistake("checkpoints stand one item off", READER,
        "if (!flat && count % checkpoint_step == 0)", "if (!flat && count % checkpoint_step == 1)",
        "list:*wherever its first item*")
mistake("a list remembers the item that was last asked for in the document before", READER,
        "  slots[next_index].token = 0;\n", "", "lifetime:thousands*")
mistake("a list with brackets in it is taken to have a stride", READER,
        "slots[item_stride].token = flat ? stride : 0;", "slots[item_stride].token = stride;", "list:a list of strings")
mistake("the item behind the one that was asked for is taken to be the same one", READER,
        "slots[next_item].token = w.token();", "slots[next_item].token = w.item();", "list:*wherever its first item*")
mistake("behind an object the walk takes its fields for those of what is around it", READER,
        "        begin(*n_, field);\n", "", "fields:any accessor*")
mistake("a container that an object does not have is thought to stand where it stood before", READER,
        "      below.offset = child.offset;\n", "", "fields:errors say where*", "fields:absent, null*",
        "history:what a document answers does not*")
mistake("whatever begins like null is null", READER,
        "return to - from == 4 && is_null(text_ + from) ?", "return is_null(text_ + from) ?",
        "fields:a break in the grammar*", "fields:absent, null*")
mistake("any four bytes in a container's place are passed", READER,
        "return to - from == 4 && is_null(text_ + from) ?", "return to - from == 4 ?",
        "fields:a break in the grammar*", "fields:absent, null*")
mistake("stamps that come round are taken for new ones", READER,
        "    for (std::uint32_t i = 0; i < slot_count; ++i) { slots[i].stamp = 0; }\n", "",
        "history:a field of one document*")
mistake("what was found in an object before it broke is there", READER,
        "  n.clear_slots();\n  for (unsigned i = 1;", "  for (unsigned i = 1;", "fields", "history")
mistake("a list element has the fields of the one that had its room", READER,
        "    first->clear_slots();\n", "", "list:views of many*")
mistake("a value that is not ready is answered", INDEX,
        "return stamp == (stamp_of(generation) | 1);", "return stamp >= stamp_of(generation);", "fields:any accessor*")
mistake("whatever follows the inner document is passed", READER,
        "if (close != no_position && close + 1 != s.doc.count()) {",
        "if (close != no_position && close + 1 > s.doc.count()) {", "fields:what follows*")
mistake("a list element answers for the one that had its room before", READER,
        "if (!element_present[room] || element_index[room] != index) {", "if (!element_present[room]) {",
        "list:views of many*")
mistake("list elements of the document before are still there", READER,
        "  std::fill(element_present, element_present + elements_kept, false);\n", "", "lifetime:thousands*")
mistake("nodes below a list element are taken to hold for good", READER,
        "    for (unsigned i = 0; i < element->nodes; ++i) { first[i].generation = 0; }\n", "", "list:views of many*")
mistake("below a list element nothing is settled that is not there", READER,
        "    settle_tree(*this, *first, *element);\n", "", "list:views of many*")
mistake("checkpoints pile up from document to document", READER, "  checkpoint_count = 0;\n", "",
        "lifetime:thousands*")
mistake("a string with escapes is answered as it is written", READER,
        "        if (s_.doc.has_escape(inside)) {\n", "        if (v == 0) {\n",
        "fields:any accessor*")
mistake("null in a container's place is a wrong type", READER,
        "n.set(s.doc.first(token) == 'n' ? node_state::null : node_state::wrong_type, s.generation);",
        "n.set(node_state::wrong_type, s.generation);", "fields:absent, null*")
mistake("the depth of a raw text is counted from itself", READER,
        "check_value(begin, end, s.max_depth - depth);", "check_value(begin, end, s.max_depth);", "raw:the depth*")
mistake("an object that ends early is whole when its last member is", READER,
        "return token != no_position ? what_stands_at(token) : stop{value, broken};",
        "return token != no_position ? what_stands_at(token) : stop{value, '}'};",
        "fields:an inner document that ends*", "fields:a break in the grammar*")
mistake("what was read of an object before it broke is answered", READER,
        "  for (unsigned i = 1; i < n.info->nodes; ++i) { (&n)[i].generation = 0; }\n", "",
        "history:what a document answers does not*")
mistake("the child of an object that was not read is looked for in the document before", READER,
        "    make_ready(s, parent);  // no deeper than the schema\n", "", "fields:any accessor*")
mistake("what is below an object that broke after it was walked unasked is answered", READER,
        "if (!parent.has(n.field)) { return answer_in_vain(s, parent, n); }\n  n.asked",
        "if (!parent.has(n.field) && n.state != node_state::read) { return answer_in_vain(s, parent, n); }\n  n.asked",
        "history:what a document answers*")
mistake("asking for a child that is there makes it absent", READER,
        "if (parent.generation == s.generation && !parent.has(n.field)) {", "if (parent.generation == s.generation) {",
        "fields:absent, null*")
mistake("behind a string stands the string", READER,
        "return {v + 1, firsts >> 24};\n    }\n    slot->stamp", "return {v + 1, firsts >> 16 & 0xFF};\n    }\n    slot->stamp",
        "fields:any accessor*")

# --- The envelope

ENVELOPE = "detail/envelope.hpp"
mistake("what stands behind the body is taken for a key", ENVELOPE,
        "if (!t.at_end() && quoted_members", "if (quoted_members", "padding", "body", "envelope")
mistake("a guessed attribute needs no colon", ENVELOPE,
        "    t.next();\n    if (at(t) != ':') { return malformed(t); }\n  } else {", "    t.next();\n  } else {",
        "envelope", "body", "grammar")
mistake("a null attribute does not count as written", ENVELOPE,
        "seen |= 1U << m.name;\n        const char c = text[m.value.begin];",
        "const char c = text[m.value.begin];\n        if (c != 'n') { seen |= 1U << m.name; }",
        "envelope:a member twice*")
mistake("a null attribute is one of a wrong type", ENVELOPE,
        "} else if (c != 'n') {\n          if (const failure f = read_attribute(",
        "} else {\n          if (const failure f = read_attribute(", "envelope:required*")
mistake("data_base64 beside a null data is refused", ENVELOPE,
        "if (r.form != data_form::absent && r.form != data_form::null) {", "if (r.form != data_form::absent) {",
        "envelope:data_base64*")
mistake("a required attribute may be empty", ENVELOPE, "!holds_text(s) || s.size() == 0", "!holds_text(s)",
        "envelope:required*")
mistake("any version that begins with 1.0 is spoken", ENVELOPE,
        'if (attribute_text(r, attribute_specversion) != "1.0") {',
        'if (!attribute_text(r, attribute_specversion).starts_with("1.0")) {', "envelope:only version*")
mistake("the brackets of the batch do not count for depth", ENVELOPE, "read_element(t, 2)", "read_element(t, 1)",
        "body:limits: the depth*")
mistake("the depth of an extension is counted from itself", ENVELOPE,
        "check_value(text + begin.position(), text + size, max_depth - depth);",
        "check_value(text + begin.position(), text + size, max_depth);", "body:limits: the depth*")
mistake("whatever follows the events is passed", ENVELOPE,
        "  return t.at_end() ? failure{errc::ok} : malformed(t);\n}", "  return {errc::ok};\n}",
        "body:whatever follows*")
mistake("records pile up from body to body", ENVELOPE, "  record_count_ = 0;\n", "", "lifetime:thousands*")
mistake("there is room for fewer events than the smallest ones need", ENVELOPE,
        "tokens.found().tokens / 18, size / 55", "tokens.found().tokens / 20, size / 55", "body:as many*")
mistake("a bad escape in an extension's name is passed", ENVELOPE,
        "if (string_end(text + key.position(), text + size) == nullptr) { return malformed(key); }\n", "",
        "body:a malformed body*")
mistake("an attribute's name written with many escapes is an extension", ENVELOPE,
        "if (key.size() > longest * 6) {", "if (key.size() > longest) {", "envelope:keys written*")
mistake("data that is an object may end with a square bracket", ENVELOPE,
        "if (at(t) != (first == '{' ? '}' : ']')) { return malformed(t); }",
        "if (at(t) == '\\0') { return malformed(t); }", "body:decode vouches*")
mistake("garbage behind a number in the envelope is passed", ENVELOPE,
        "return skip_space(c.at, next) == next ? failure{errc::ok} : failure{errc::malformed_json, \"\", base + value.end};",
        "(void)next;\n    return {errc::ok};", "body:a malformed body*")
mistake("an attribute that CloudEvents defines is answered as an extension", ENVELOPE,
        "const bool is_it = m.name == key_set::not_found && plain_key(m) == name && !name.empty();",
        "const bool is_it = plain_key(m) == name && !name.empty();", "envelope:extensions are*")
mistake("two extensions are not looked through for twins", ENVELOPE, "if (extensions > 1) {", "if (extensions > 2) {",
        "envelope:a member twice*")
mistake("places behind a byte order mark are off by its size", ENVELOPE,
        'return {errc::malformed_json, "", base + t.position()};', 'return {errc::malformed_json, "", t.position()};',
        "body:a byte order mark*")
mistake("a body that ends in a string is walked", ENVELOPE, "if (found.control || found.open_string)",
        "if (found.control)", "body:a body that is a JSON scalar*")
mistake("control characters in the strings of an envelope are passed", ENVELOPE,
        "if (found.control || found.open_string)", "if (found.open_string)", "body:a malformed body*")
mistake("the un-escaped text of an attribute is as long as the escaped one", ENVELOPE,
        "      inside.end = inside.begin + static_cast<std::uint32_t>(u.size);\n", "", "envelope:attributes are*")

# --- Numbers

NUMBER = "detail/number.hpp"
mistake("the smallest integer is out of range", NUMBER,
        "const std::uint64_t limit = negative ? max + 1 : max;", "const std::uint64_t limit = max;",
        "fields:an integer field*")
mistake("the largest integer is out of range", NUMBER,
        "if (value > (limit - digit) / 10) {", "if (value >= (limit - digit) / 10) {", "fields:an integer field*")
mistake("a long fraction is an integer out of range", NUMBER,
        "continue;  // to the end", "break;  // to the end", "fields:an integer field*")
mistake("an integer may begin with zeros", NUMBER,
        "<< (64 - 8 * size) == 0 &&\n         (*p != '0' || size == 1);", "<< (64 - 8 * size) == 0;",
        "fields:what is nearly a number*")
mistake("nine digits are read as eight", NUMBER, "return size - 1 <= 7 &&", "return size - 1 <= 8 &&",
        "fields:an integer field*")
mistake("a short number may begin with zeros", NUMBER,
        "if (*p == '0' && size != 1 && p[1] != '.') [[unlikely]] { return false; }\n", "",
        "fields:what is nearly a number*")
mistake("a short number may begin with its point", NUMBER,
        "for (unsigned at = 8 - size + 1; at < 7; ++at)", "for (unsigned at = 8 - size; at < 7; ++at)",
        "fields:what is nearly a number*")
mistake("a short number may end with its point", NUMBER, "at < 7; ++at)", "at <= 7; ++at)",
        "fields:what is nearly a number*")
mistake("a short negative number loses its sign", NUMBER,
        "powers[number >> 32 & 15]", "powers[number >> 32 & 7]", "fields:a double*")
mistake("a number beyond 2^53 is rounded twice", NUMBER,
        "count <= 19 && digits <= exact_integer", "count <= 19", "grammar:doubles*")
mistake("digits that overflow are taken for a short number", NUMBER,
        "if (count <= 19 && digits <= exact_integer", "if (digits <= exact_integer", "fields:a double*")
mistake("an exponent that is a little too large is taken for exact", NUMBER,
        "constexpr std::int64_t exact_power = 22;", "constexpr std::int64_t exact_power = 23;", "grammar:doubles*")
mistake("digits beyond those that decide do not move the point", NUMBER, "      ++power;\n      more", "      more",
        "fields:a double*")
mistake("digits beyond those that decide do not break a tie", NUMBER,
        "more = more || *p != '0';", "(void)more;", "fields:a double*")
mistake("an endless exponent overflows", NUMBER,
        "exponent = exponent < 1'000'000'000'000 ? exponent * 10 + (*p - '0') : exponent;",
        "exponent = exponent * 10 + (*p - '0');", "fields:a double*")
mistake("a plus sign before an exponent ends the number", NUMBER, "if (*p == '-' || *p == '+') { ++p; }",
        "if (*p == '-') { ++p; }", "grammar:doubles*")

# --- Grammar

TEXT = "detail/json_text.hpp"
mistake("a body with a control character in a string says where the string begins", TEXT,
        "if (is_control(*p)) { return p; }", "if (is_control(*p)) { return quote; }",
        "body:a body that fails as a whole says where")
mistake("a body that is not UTF-8 breaks a character too late", TEXT,
        "if (size == 0) { break; }\n    at += size;", "at += size + (size == 0);\n    if (size == 0) { break; }",
        "body:a body that fails as a whole says where")
mistake("0x1F is no control character", TEXT, "return static_cast<unsigned char>(c) < 0x20;",
        "return static_cast<unsigned char>(c) < 0x1F;", "fields:a raw control byte*")
mistake("a zero may stand before other digits", TEXT,
        "  if (p < end && *p == '0') {\n    ++p;\n  } else if ((p = digits(p)) == nullptr) {\n    return nullptr;\n  }",
        "  if ((p = digits(p)) == nullptr) { return nullptr; }", "grammar:every short*")
mistake("a fraction may have no digits", TEXT,
        "if (p < end && *p == '.' && (p = digits(p + 1)) == nullptr) { return nullptr; }",
        "if (p < end && *p == '.') {\n    const char* const q = digits(p + 1);\n    p = q != nullptr ? q : p + 1;\n  }",
        "grammar:every short*")
mistake("one level more than allowed is well-formed", TEXT, "if (depth == max_depth) {", "if (depth > max_depth) {",
        "validate:validate finds what stands behind*")
mistake("an array where an object was before is taken for one", TEXT, "objects[depth / 64] &= ~bit;", ";",
        "validate:validate accepts*")
mistake("a short number may end with its point, in whatever is passed", TEXT, "|| point == 0 || point == size - 1)",
        "|| point == 0)", "fields:a break in the grammar*")
mistake("five bytes that begin with null are null", TEXT, "if (size == 4) {", "if (size == 4 || size == 5) {",
        "fields:a break in the grammar*")

# --- Timestamps and enumerations

VALUES = "values.hpp"
mistake("ten fraction digits are a timestamp", VALUES, "count == 0 || count > 9", "count == 0 || count > 10",
        "timestamp:*fraction*")
mistake("no fraction digit is a timestamp", VALUES, "if (count == 0 || count > 9)", "if (count > 9)",
        "timestamp:*fraction*")
mistake("a leap second is the second after", VALUES, "second > 59", "second > 60", "timestamp:what is no timestamp")
mistake("an hour of 24 is the next day", VALUES, "if (hour > 23", "if (hour > 24", "timestamp:what is no timestamp")
mistake("an offset has the other sign", VALUES, "(s[at] == '-' ? -1 : 1)", "(s[at] == '-' ? 1 : -1)", "timestamp:Z*")
mistake("an offset may have 60 minutes", VALUES, "if (h > 23 || m > 59)", "if (h > 23 || m > 60)",
        "timestamp:what is no timestamp")
mistake("a fraction of one digit is milliseconds", VALUES,
        "for (std::size_t i = count; i < 3; ++i) { milliseconds *= 10; }", "", "timestamp:*fraction*")
mistake("a fraction is read to its end", VALUES, "if (at - begin < 3) {", "if (at - begin < 9) {",
        "timestamp:*fraction*")
mistake("an A is not folded", VALUES, "(low + (0x80 - 'A') * ones)", "(low + (0x7F - 'A') * ones)",
        "fields:enumerations keep*")
mistake("the middle of a long enumeration text is not compared", VALUES,
        "if (text.size() <= 16 || index == key_set::not_found) [[likely]] { return index; }",
        "return index;", "fields:every byte of*")
mistake("a byte in the middle of a long enumeration text is not compared", VALUES,
        "for (std::size_t i = 8; i + 8 < text.size(); ++i)", "for (std::size_t i = 9; i + 8 < text.size(); ++i)",
        "fields:every byte of*")
mistake("two unrecognized values are equal whatever their texts", VALUES,
        "a.value_ == b.value_ && (a.value_ != E::unrecognized || a.text_ == b.text_)", "a.value_ == b.value_",
        "result:open_enum")
mistake("the middle of a long name is not compared", "detail/key_set.hpp",
        "if (index == not_found || length <= 16) { return index; }", "if (length != 0) { return index; }",
        "kernels:a perfect hash*")

# --- Views, lists, schema

VIEW = "detail/view.hpp"
mistake("views live for ever", VIEW,
        "return v.generation_ == v.node_->owner->generation ? errc::ok : errc::stale_view;", "return errc::ok;",
        "lifetime:the next decode*")
mistake("a field of a broken object is absent", "detail/schema.hpp",
        "if (n.state >= node_state::absent && !n.has(field)) {\n        return failure{errc::field_absent",
        "if (!n.has(field)) {\n        return failure{errc::field_absent", "fields:a break in the grammar*")
mistake("an enumeration has the value that it had last time", "detail/key_set.hpp",
        "if (k.length != length || length > 16) { return false; }",
        "if (k.length != length || length > 16) { return false; }\n    if (length < 8) { return true; }",
        "history:an enumeration*")
mistake("a value that begins like that of last time is taken for it", "detail/key_set.hpp",
        "return ((load8(p) ^ k.bytes.head) | (load8(p + length - 8) ^ k.bytes.tail)) == 0;",
        "return load8(p) == k.bytes.head;", "history:an enumeration*")
mistake("iterators are subtracted the wrong way round", VIEW, "return a.index_ - b.index_;",
        "return b.index_ - a.index_;",
        "body:a batch*")
mistake("i++ answers the iterator behind", VIEW,
        "    index_iterator before = *this;\n    ++*this;\n    return before;", "    ++*this;\n    return *this;",
        "body:a batch*")
LIST = "list.hpp"
mistake("the item behind the last one is answered", LIST, "index >= n.slots[item_count].token",
        "index > n.slots[item_count].token",
        "list:a list of strings")
mistake("what is no count is read as one", LIST,
        "index < n.slots[detail::plain_counters].token) [[likely]] {", "index < n.slots[detail::item_count].token) {",
        "list", "fields")
mistake("a count behind something else is taken to stand where the something stands", READER,
        "if (integers == t) { integers += stride; }", "integers += stride;", "list:a map of counters*")
mistake("a list with an error still has a size", LIST,
        "if (!view_access::is_there(*this)) { return 0; }", "(void)view_access::is_there(*this);",
        "list:*whatever list the document before had")
mistake("un-escaping stops at half of a surrogate pair, behind which a view may show more", "detail/kernel_loops.hpp",
        "if (worst == unescape_fault::bad_escape) {", "if (worst != unescape_fault::none) {",
        "lifetime:a key that was answered*")
mistake("find() takes a key with half a surrogate pair for what it is shown as", LIST,
        "if (s.doc.string_value(w.key(), key) == unescape_fault::none && key == name) {",
        "(void)s.doc.string_value(w.key(), key);\n        if (key == name) {",
        "list:a map of counters")
mistake("a list element past the end is answered", LIST, "index >= this->size() ||", "index > this->size() ||",
        "list:a list of objects")
SCHEMA = "detail/schema.hpp"
mistake("iterators of unknown fields go on when their view has ended", SCHEMA,
        "done_ = view_access::alive(view_) != errc::ok || !walker_.next();", "done_ = !walker_.next();",
        "lifetime:iterators*")
mistake("raw() answers the last of two", SCHEMA,
        """      while (w.next()) {
        std::string_view name;
        if (s.doc.string_value(w.key(), name) == unescape_fault::none && name == key) {
          return text_of(s, w.value(), n.depth, "");
        }
      }
""",
        """      std::uint32_t last = 0;
      while (w.next()) {
        std::string_view name;
        if (s.doc.string_value(w.key(), name) == unescape_fault::none && name == key) {
          last = w.value();
        }
      }
      if (last != 0) { return text_of(s, last, n.depth, ""); }
""",
        "raw:raw answers the JSON text of any*")
mistake("a line of the schema is left out", "call_summary.hpp",
        "  CALLVIEW_FIELD(1, number, avg)\n", "", "schema:all 154*", refused=True)
mistake("a field has another type", "call_summary.hpp", "CALLVIEW_FIELD(7, seconds, duration)",
        "CALLVIEW_FIELD(7, milliseconds, duration)", "schema:all 154*", refused=True)
mistake("ranks are told apart by version before kind", "document.hpp",
        """    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
""",
        """    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
""",
        "validate:rank*")

# --- Validation and drift

AUDIT = "detail/audit.hpp"
mistake("validate passes what follows the document", AUDIT,
        "if (c.code != errc::ok || skip_space(c.at, end) != end) {", "if (c.code != errc::ok) {",
        "validate:validate finds what stands behind*")
mistake("validate takes null for a fault", AUDIT, "return v.code == errc::ok || v.code == errc::field_null ||",
        "return v.code == errc::ok ||", "validate:validate accepts*")
mistake("validate does not look for unknown keys that are written twice", AUDIT,
        "return code == errc::ok || stop(code, n.name, n.begin);\n  }\n  bool map",
        "return code == errc::ok || true;\n  }\n  bool map", "validate:validate finds keys*")
mistake("validate does not look for known keys that are written twice", AUDIT, "      seen |= bit;\n", "",
        "validate:validate finds keys*")
mistake("validate does not look into maps for keys that are written twice", AUDIT,
        "if (f.type == kind::counters && !handler.map(c)) { return false; }\n", "", "validate:validate finds keys*")
mistake("the path of a report grows with each unknown key", AUDIT,
        "if (!alive()) { return false; }\n      leave(before);", "if (!alive()) { return false; }",
        "drift:*unknown keys*")
mistake("a report goes on when its visitor has decoded something else", AUDIT,
        "return s_.generation == generation_;", "return generation_ != 0;", "drift:*decodes something else*")
mistake("a visitor that looks at other list elements changes what is reported", AUDIT,
        "  for (unsigned i = 0; i < info.count; ++i) {\n    const field_info& f = info.fields[i];\n    const node& n = s.at(number);",
        "  const node& n = s.at(number);\n  for (unsigned i = 0; i < info.count; ++i) {\n    const field_info& f = info.fields[i];",
        "drift:*any list element")
mistake("an unrecognized value in a list is not reported", AUDIT, "v = judge_string(s, at, f.known);",
        "v = judge_string(s, at, nullptr);", "drift:*unknown keys*")
mistake("a number that is out of range is no drift", AUDIT, "      case errc::out_of_range:\n", "",
        "drift:*does not fit*")

# --- The decoder and what it owns

STATE = "detail/state.hpp"
mistake("a body of just the largest size is too large", "decoder.hpp",
        "if (size > limits_.max_body_bytes ||", "if (size >= limits_.max_body_bytes ||", "body:limits: the size*")
mistake("a body that is too large ends no view", "decoder.hpp",
        "  if (state_) { state_->end_views(); }\n  if (size > limits_.max_body_bytes || size > detail::body_ceiling) { return failure{errc::body_too_large}; }",
        "  if (size > limits_.max_body_bytes || size > detail::body_ceiling) { return failure{errc::body_too_large}; }\n  if (state_) { state_->end_views(); }",
        "lifetime:the next decode*")
mistake("an empty body ends no view", "decoder.hpp", "    if (state_) { state_->end_views(); }\n", "",
        "lifetime:the next decode*")
mistake("a bare document has the time of the event before it", "decoder.hpp", "  s.summary.time_text = {};\n", "",
        "data:a bare document*")
mistake("a bare document has the kind of the event before it", "decoder.hpp",
        "  s.summary.kind = event_kind::other;\n", "", "data:a bare document*")
mistake("a body that is nothing but a byte order mark has none", STATE,
        "const bool mark = size >= 3 &&", "const bool mark = size > 3 &&", "body:one byte order mark*")
mistake("memory is given back under views that live on", STATE,
        "void decoder_state::release() noexcept {\n  end_views();\n", "void decoder_state::release() noexcept {\n", "lifetime:the next decode*")
mistake("the event that was open is taken to be open in the next body", STATE,
        "    summary.end_views();\n    open_event = no_position;", "    summary.end_views();", "lifetime:thousands*")
mistake("a summary has the time of the event before it", STATE,
        "  summary.time_text = body.attribute_text(r, attribute_time);\n", "", "validate:rank*")
mistake("a summary has the kind of the event before it", STATE, "  summary.kind = r.kind;\n", "", "validate:rank*")
mistake("a summary that cannot be opened leaves the one before alive", STATE,
        "  close_summary();\n  const failure f = r.form", "  const failure f = r.form",
        "lifetime:a summary that cannot*")
mistake("a depth of 0 is taken as it is", STATE, "std::clamp<std::size_t>(depth, 1, depth_ceiling)",
        "std::clamp<std::size_t>(depth, 0, depth_ceiling)", "body:limits: the depth*")
mistake("a depth has no ceiling", STATE, "std::clamp<std::size_t>(depth, 1, depth_ceiling)",
        "std::max<std::size_t>(depth, 1)", "body:limits: the depth*")
mistake("places in a document that is an object forget the byte order mark", STATE,
        "summary.doc.set_text(body.text, value, body.base);", "summary.doc.set_text(body.text, value, 0);", "body:a byte order mark*")
mistake("places in an escaped document are one byte off", STATE, "doc.verbatim ? offset + 1 : offset",
        "offset", "fields:errors say*")
mistake("a scalar with something behind it is JSON", STATE,
        "return c.code == errc::ok && skip_space(c.at, end) == end ?", "return c.code == errc::ok ?",
        "data:data that holds no summary*")
mistake("a buffer that was moved from keeps its size", "detail/buffer.hpp",
        "data_(std::move(other.data_)), capacity_(std::exchange(other.capacity_, 0)) {}",
        "data_(std::move(other.data_)), capacity_(other.capacity_) {}", "drift:*another report")
mistake("a body without padding is not copied", "detail/simdjson.hpp",
        "text.capacity() >= text.size() && text.capacity() - text.size() >= padding",
        "text.capacity() >= text.size()", "data:a body without padding*")

# --- Events and results

mistake("a schema version may have a sign", "event.hpp",
        "if (number.empty() || !detail::is_digit(number.front()) || stop != end)",
        "if (number.empty() || stop != end)", "envelope:the schema version*")
mistake("digits that begin a schema version are enough", "event.hpp",
        "!detail::is_digit(number.front()) || stop != end)",
        "!detail::is_digit(number.front()))", "envelope:the schema version*")
mistake("half a surrogate pair in an attribute is a wrong type", "event.hpp",
        "s.end == detail::end_wrong_type ? errc::wrong_type : errc::invalid_string", "errc::wrong_type",
        "envelope:optional*")
RESULT = "result.hpp"
mistake("two errors are equal", RESULT, "return a.has_value() && b.has_value() && a.value_ == b.value_;",
        "return a.has_value() == b.has_value() && a.value_ == b.value_;", "result:a result has*")
mistake("an unknown place is answered as a place", RESULT,
        "offset_ == no_offset ? callview::error::npos : offset_", "offset_", "result:a result without*")
mistake("get() overwrites its target on error", RESULT, "if (has_value()) { out = value_; }", "out = value_;",
        "result:a result has*")
mistake("an error is true when there is none", "error.hpp", "return code != errc::ok; }", "return code == errc::ok; }",
        "result:a result has*")
