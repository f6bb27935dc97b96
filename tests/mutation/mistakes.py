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


LOOPS = "detail/kernel_loops.hpp"
KERNELS = "detail/kernels-inl.hpp"
UNESCAPE = "detail/unescape-inl.hpp"
TOKENS = "detail/tokens.hpp"
ENVELOPE = "detail/envelope-inl.hpp"
NUMBER = "detail/number-inl.hpp"
GRAMMAR = "detail/json_grammar.hpp"
GRAMMAR_BODIES = "detail/json_grammar-inl.hpp"
TIME = "detail/timestamp.hpp"
ENUMERATION = "detail/enumeration.hpp"
VALUES = "values.hpp"
VIEW = "detail/index/view.hpp"
AUDIT = "detail/index/audit.hpp"
VALIDATION = "detail/index/audit-inl.hpp"
STATE = "detail/decoder_state-inl.hpp"
RESULT = "result.hpp"
WALK = "detail/walk_loop.hpp"
INDEX = "detail/index/document_index-inl.hpp"
ALIGN = "detail/index/align-inl.hpp"
WALKER = "detail/index/json_walker-inl.hpp"
READ = "detail/index/read-inl.hpp"
SLOT = "detail/index/slot.hpp"
LISTS = "list-inl.hpp"
FIELDS = "fields-inl.hpp"
EVENT_TYPES = "event_types.hpp"
DECODER = "decoder-inl.hpp"

# --- Kernels

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

mistake("hexadecimal digits behind the end of a string belong to its last escape", UNESCAPE,
        "if (end - p < 6) { return unescape_fault::bad_escape; }",
        "if (end - p < 5) { return unescape_fault::bad_escape; }",
        "kernels:un-escaping*")
mistake("a surrogate pair at the end of a string is two halves", UNESCAPE,
        "const std::uint32_t low = end - p >= 6", "const std::uint32_t low = end - p > 6", "kernels:un-escaping*")
mistake("two low surrogates make a pair", UNESCAPE, "if (c < 0xDC00 && low", "if (low", "kernels:un-escaping*")
mistake("U+0080 is written as one byte", UNESCAPE, "if (c < 0x80) {", "if (c <= 0x80) {", "kernels:un-escaping*")
mistake("U+0800 is written as two bytes", UNESCAPE, "(c < 0x800) {", "(c <= 0x800) {", "kernels:un-escaping*")
mistake("U+10000 is written as three bytes", UNESCAPE, "(c < 0x10000) {", "(c <= 0x10000) {", "kernels:un-escaping*")

# --- A document and its walkers

mistake("a backslash before a string, in the same block, counts as one of the string", TOKENS,
        "std::uint64_t word = backslashes_.data()[block] & ~std::uint64_t{0} << (from % block_size);",
        "std::uint64_t word = backslashes_.data()[block];", "fields:a break in the grammar*", "strings:every escape*")
mistake("seeking a token finds those of the block before it", TOKENS,
        "bits_ = tokens_->words()[block_] & ~std::uint64_t{0} << (from % block_size);",
        "bits_ = tokens_->words()[block_];", "envelope:extensions are*")
mistake("a key with half a surrogate pair is the twin of one that spells it", "detail/duplicate_keys-inl.hpp",
        "return is_lone(a) == is_lone(b) && view(a) == view(b);", "return view(a) == view(b);",
        "validate:a key with half*")

# --- The object index

mistake("a longer key that begins like the guessed one is taken for it", "detail/envelope.hpp",
        "load8(name + length - 8) && p[length + 1] == '\"';", "load8(name + length - 8);",
        "fields:a key is told from ours*")

# --- The envelope

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

mistake("a body with a control character in a string says where the string begins", GRAMMAR_BODIES,
        "if (is_control(*p)) { return p; }", "if (is_control(*p)) { return quote; }",
        "body:a body that fails as a whole says where")
mistake("a body that is not UTF-8 breaks a character too late", GRAMMAR_BODIES,
        "if (size == 0) { break; }\n    at += size;", "at += size + (size == 0);\n    if (size == 0) { break; }",
        "body:a body that fails as a whole says where")
mistake("0x1F is no control character", GRAMMAR, "return static_cast<unsigned char>(c) < 0x20;",
        "return static_cast<unsigned char>(c) < 0x1F;", "fields:a raw control byte*")
mistake("a zero may stand before other digits", GRAMMAR,
        "  if (p < end && *p == '0') {\n    ++p;\n  } else if ((p = digits(p)) == nullptr) {\n    return nullptr;\n  }",
        "  if ((p = digits(p)) == nullptr) { return nullptr; }", "grammar:every short*")
mistake("a fraction may have no digits", GRAMMAR,
        "if (p < end && *p == '.' && (p = digits(p + 1)) == nullptr) { return nullptr; }",
        "if (p < end && *p == '.') {\n    const char* const q = digits(p + 1);\n    p = q != nullptr ? q : p + 1;\n  }",
        "grammar:every short*")
mistake("one level more than allowed is well-formed", GRAMMAR_BODIES, "if (depth == max_depth) {", "if (depth > max_depth) {",
        "validate:validate finds what stands behind*")
mistake("an array where an object was before is taken for one", GRAMMAR_BODIES, "objects[depth / 64] &= ~bit;", ";",
        "validate:validate accepts*")

# --- Timestamps and enumerations

mistake("ten fraction digits are a timestamp", TIME, "count == 0 || count > 9", "count == 0 || count > 10",
        "timestamp:*fraction*")
mistake("no fraction digit is a timestamp", TIME, "if (count == 0 || count > 9)", "if (count > 9)",
        "timestamp:*fraction*")
mistake("a leap second is the second after", TIME, "second > 59", "second > 60", "timestamp:what is no timestamp")
mistake("an hour of 24 is the next day", TIME, "if (hour > 23", "if (hour > 24", "timestamp:what is no timestamp")
mistake("an offset has the other sign", TIME, "(s[at] == '-' ? -1 : 1)", "(s[at] == '-' ? 1 : -1)", "timestamp:Z*")
mistake("an offset may have 60 minutes", TIME, "if (h > 23 || m > 59)", "if (h > 23 || m > 60)",
        "timestamp:what is no timestamp")
mistake("a fraction of one digit is milliseconds", TIME,
        "for (std::size_t i = count; i < 3; ++i) { milliseconds *= 10; }", "", "timestamp:*fraction*")
mistake("a fraction is read to its end", TIME, "if (at - begin < 3) {", "if (at - begin < 9) {",
        "timestamp:*fraction*")
mistake("an A is not folded", ENUMERATION, "(low + (0x80 - 'A') * ones)", "(low + (0x7F - 'A') * ones)",
        "fields:enumerations keep*")
mistake("the middle of a long enumeration text is not compared", ENUMERATION,
        "if (text.size() <= 16 || index == key_set::not_found) [[likely]] { return index; }",
        "return index;", "fields:every byte of*")
mistake("a byte in the middle of a long enumeration text is not compared", ENUMERATION,
        "for (std::size_t i = 8; i + 8 < text.size(); ++i)", "for (std::size_t i = 9; i + 8 < text.size(); ++i)",
        "fields:every byte of*")
mistake("two unrecognized values are equal whatever their texts", VALUES,
        "a.value_ == b.value_ && (a.value_ != E::unrecognized || a.text_ == b.text_)", "a.value_ == b.value_",
        "result:open_enum")
mistake("the middle of a long name is not compared", "detail/schema/key_set.hpp",
        "if (index == not_found || length <= 16) { return index; }", "if (length != 0) { return index; }",
        "kernels:a perfect hash*")

# --- Views, lists, schema

mistake("iterators are subtracted the wrong way round", VIEW, "return a.index_ - b.index_;",
        "return b.index_ - a.index_;",
        "body:a batch*")
mistake("i++ answers the iterator behind", VIEW,
        "    index_iterator before = *this;\n    ++*this;\n    return before;", "    ++*this;\n    return *this;",
        "body:a batch*")
mistake("un-escaping stops at half of a surrogate pair, behind which a view may show more", "detail/kernel_loops.hpp",
        "if (worst == unescape_fault::bad_escape) {", "if (worst != unescape_fault::none) {",
        "lifetime:a key that was answered*")
mistake("ranks are told apart by version before kind", "document.hpp",
        """    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
""",
        """    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
""",
        "validate:rank*")

# --- Validation and drift

mistake("validate passes what follows the document", VALIDATION,
        "if (c.code != errc::ok || skip_space(c.at, end) != end) {", "if (c.code != errc::ok) {",
        "validate:validate finds what stands behind*")
mistake("a number that is out of range is no drift", AUDIT, "      case errc::out_of_range:\n", "",
        "drift:*does not fit*")

# --- The decoder and what it owns

mistake("a body of just the largest size is too large", DECODER,
        "if (size > limits_.max_body_bytes ||", "if (size >= limits_.max_body_bytes ||", "body:limits: the size*")
mistake("a body that is nothing but a byte order mark has none", STATE,
        "const bool mark = size >= 3 &&", "const bool mark = size > 3 &&", "body:one byte order mark*")
mistake("memory is given back under views that live on", STATE,
        "void decoder_state::release() noexcept {\n  end_views();\n", "void decoder_state::release() noexcept {\n", "lifetime:the next decode*")
mistake("a buffer that was moved from keeps its size", "detail/buffer.hpp",
        "data_(std::move(other.data_)), capacity_(std::exchange(other.capacity_, 0)) {}",
        "data_(std::move(other.data_)), capacity_(other.capacity_) {}", "drift:*another report")
mistake("a body without padding is not copied", "detail/simdjson.hpp",
        "text.capacity() >= text.size() && text.capacity() - text.size() >= simdjson::SIMDJSON_PADDING",
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
mistake("two errors are equal", RESULT, "return a.has_value() && b.has_value() && a.value_ == b.value_;",
        "return a.has_value() == b.has_value() && a.value_ == b.value_;", "result:a result has*")
mistake("an unknown place is answered as a place", RESULT,
        "offset_ == no_offset ? callview::error::npos : offset_", "offset_", "result:a result without*")
mistake("get() overwrites its target on error", RESULT, "if (has_value()) { out = value_; }", "out = value_;",
        "result:a result has*")
mistake("an error is true when there is none", "error.hpp", "return code != errc::ok; }", "return code == errc::ok; }",
        "result:a result has*")
