# SPDX-License-Identifier: MIT
"""Deliberate mistakes in the headers, and the tests that must detect them.

The text `find` must occur exactly once in the header, so that this list is updated when the header changes. An item of
`tests` names a test source and, after a colon, the test cases to build and run. `*` matches any text. `refused` marks
mistakes that must not compile.
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
SIGNATURE = "signature.hpp"
DELIVERY = "delivery.hpp"
DELIVERY_BODIES = "delivery-inl.hpp"
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
ACCESSORS = "detail/schema/accessors.hpp"
FIELDS = "fields-inl.hpp"
EVENT_TYPES = "event_types.hpp"
DECODER = "decoder-inl.hpp"
PRINT = "print.hpp"

# --- Kernels

mistake("a string that runs through a whole block is taken to have ended", LOOPS,
        "in_string ^= std::uint64_t{0} - (odd >> 63);", "in_string = std::uint64_t{0} - (odd >> 63);",
        "kernels:every kernel finds the same tokens*")
mistake("a number across the end of a block is two tokens", LOOPS,
        "((others << 1) + boundary)", "((others << 1) + 1)",
        "kernels:every kernel finds the same tokens*")
mistake("control characters inside a long string are missed", LOOPS,
        "      if (controlled) [[unlikely]] { controls |= b.control(); }\n", "",
        "kernels:every kernel finds the same tokens*")
mistake("non-ASCII bytes inside a long string are missed", LOOPS,
        "bytes.add(b);\n", "if (quotes != 0 || state.in_string == 0) { bytes.add(b); }\n",
        "kernels:every kernel detects*")
mistake("a text that ends with a block keeps the tokens of the text before it", LOOPS,
        "if (size % block_size == 0) { out.words[last] = out.backslashes[last] = 0; }\n", "",
        "kernels:every kernel finds the same tokens*")
mistake("a backslash at the end of a block escapes nothing in the next one", LOOPS,
        "escape = backslash >> 63;  // no backslash follows another", "escape = 0;",
        "kernels:every kernel finds the same tokens*")
mistake("a document with an escaped quote across the end of a block is not plain", LOOPS,
        "pair = backslash >> 63;", "pair = 0;", "kernels:every kernel un-escapes*")
mistake("un-escaping by blocks writes after the end of the target", LOOPS,
        "while (end - p >= static_cast<std::ptrdiff_t>(block_size + 16)) {",
        "while (end - p >= static_cast<std::ptrdiff_t>(block_size)) {", "kernels:un-escaping*")
mistake("escapes after the first complex one of a block are lost", LOOPS,
        "out = b.pack(out, p, escaping & kept, count);", "out = b.pack(out, p, escaping, count);",
        "kernels:un-escaping*")
mistake("skip() skips a block with as many closing brackets as are open", LOOPS,
        "if (closes < depth) {", "if (closes <= depth) {", "kernels:every kernel finds the end of a container")
mistake("a bracket after the end of a text closes a container", LOOPS,
        "if (number == last) { word &= (std::uint64_t{1} << (end % block_size)) - 1; }\n", "",
        "kernels:every kernel finds the end of a container")
mistake("skipping looks at the wrong bytes of every block but the first", LOOPS,
        "    wanted = ~std::uint64_t{0};\n  }\n  return end;", "  }\n  return end;",
        "kernels:every kernel finds the end of a container")
mistake("a backslash that is escaped across the end of a block escapes again", KERNELS,
        "backslash &= ~carry;\n", "", "kernels:escaping bytes*")
mistake("the portable kernel does not treat 0x1F as a control character", KERNELS,
        "return ~(((word & ~highs) + all(0x60)) | word)", "return ~(((word & ~highs) + all(0x61)) | word)",
        "kernels:every kernel finds the same tokens*")
mistake("the AVX2 kernel looks for control characters in half of a block", KERNELS,
        "controls(_mm256_min_epu8(low, high))", "controls(low)", "kernels:every kernel finds the same tokens*")
mistake("the SSE2 kernel looks for control characters in half of a block", KERNELS,
        "_mm_min_epu8(bytes[2], bytes[3]));\n    return _mm_movemask_epi8(controls(least))",
        "_mm_min_epu8(bytes[0], bytes[1]));\n    return _mm_movemask_epi8(controls(least))",
        "kernels:every kernel finds the same tokens*")
mistake("the AVX2 kernel looks for non-ASCII bytes in half of a block", KERNELS,
        "_mm256_or_si256(b.low, b.high)", "b.low", "kernels:every kernel detects*")
mistake("packing copies only 16 bytes of a run", KERNELS,
        "at += 16;\n    } while (at < to - from);", "at += 16;\n    } while (at < to - from - 16);",
        "kernels:un-escaping*")

# --- Un-escaping

mistake("hexadecimal digits after the end of a string are part of its last escape", UNESCAPE,
        "if (end - p < 6) { return unescape_fault::bad_escape; }",
        "if (end - p < 5) { return unescape_fault::bad_escape; }",
        "kernels:un-escaping*")
mistake("a surrogate pair at the end of a string is two lone surrogates", UNESCAPE,
        "const std::uint32_t low = end - p >= 6", "const std::uint32_t low = end - p > 6", "kernels:un-escaping*")
mistake("two low surrogates are a pair", UNESCAPE, "if (c < 0xDC00 && low", "if (low", "kernels:un-escaping*")
mistake("U+0080 is written as one byte", UNESCAPE, "if (c < 0x80) {", "if (c <= 0x80) {", "kernels:un-escaping*")
mistake("U+0800 is written as two bytes", UNESCAPE, "(c < 0x800) {", "(c <= 0x800) {", "kernels:un-escaping*")
mistake("U+10000 is written as three bytes", UNESCAPE, "(c < 0x10000) {", "(c <= 0x10000) {", "kernels:un-escaping*")

# --- Tokens of the envelope, and keys

mistake("a backslash before a string in the same block counts as part of the string", TOKENS,
        "std::uint64_t word = backslashes_.data()[block] & ~std::uint64_t{0} << (from % block_size);",
        "std::uint64_t word = backslashes_.data()[block];", "envelope:an attribute without escapes*")
mistake("seeking a token finds tokens of the previous block", TOKENS,
        "bits_ = tokens_->words()[block_] & ~std::uint64_t{0} << (from % block_size);",
        "bits_ = tokens_->words()[block_];", "envelope:extensions are*")
mistake("a key with a lone surrogate is a duplicate of a key with the text of its escape",
        "detail/duplicate_keys-inl.hpp",
        "return is_lone(a) == is_lone(b) && view(a) == view(b);", "return view(a) == view(b);",
        "validate:a key*")
mistake("a longer key that begins like the expected key is taken for it", "detail/envelope.hpp",
        "load8(name + length - 8) && p[length + 1] == '\"';", "load8(name + length - 8);",
        "envelope:an extension whose name*")

# --- The fast walk

mistake("the walk accepts an invalid escape in data that is an object", WALK,
        "return escaped_char(text[p + 1]) != 0 ? p + 2 : 0;", "return p + 2;", "fields:a syntax error a*", "grammar")
mistake("the walk accepts an invalid escape in data that is a string", WALK,
        "return letter != '\"' && escaped_char(letter) != 0 ? p + 3 : 0;", "return p + 3;",
        "fields:a syntax error affects*", "grammar")
mistake("a quote that is escaped as \\u0022 in the body is not a quote of the document", WALK,
        "if (unit < 0x80 || unit > 0xFFFF) { return 0; }", "if (unit > 0xFFFF) { return 0; }",
        "strings", "data", "fields", "differential")
mistake("the walk accepts a lone surrogate that is escaped in the body", WALK,
        "if ((unit & 0xF800) != 0xD800) { return p + 6; }", "return p + 6;", "strings", "data", "fields")
mistake("a bracket of the other kind closes a container that the walk skips", WALK,
        "return w.text[at] == closing ? at + 1 : 0;", "return at + 1;", "fields:a syntax error affects*")
mistake("a block with as many closing brackets as are open is skipped as a whole", WALK,
        "if (closed < depth) {", "if (closed <= depth) {", "list:views of many*")
mistake("brackets count in strings across the end of a block", WALK,
        "const std::uint64_t inside = block::prefix_xor(quotes) ^ in_string;",
        "const std::uint64_t inside = block::prefix_xor(quotes);", "document_fields")
mistake("a malformed number is left to the accessor", WALK,
        "if (primitive_end(p, w.text + w.end) != p + batch.size[i]) { return false; }", "(void)p;",
        "fields:a malformed*")
mistake("a number that is not plain counts as ready", WALK,
        "    batch.slot[i]->stamp = field_slot::stamp_of(w.generation, field_slot::found);\n", "",
        "fields:a double*")
mistake("an unexpected key needs no colon", WALK,
        "] != ':') { return {}; }", "] == '\\0') { return {}; }", "fields:a syntax error affects*")
mistake("a key with escapes is looked up without unescaping", WALK,
        "if (end == 0 || has_escapes) { return {}; }", "if (end == 0) { return {}; }", "fields:escaped keys*")
mistake("a present container is recorded as missing at the end of its object", WALK,
        "std::size_t{!own[child].is_found(generation)};", "std::size_t{1};", "fields:absent, null*")
mistake("the walk accepts any character as the end of a list", WALK,
        "if (text[p] != closing) { return 0; }", "if (text[p] == '\\0') { return 0; }",
        "fields:a syntax error affects*", "list:a missing list is empty and*")
mistake("a key of a map needs no colon", WALK,
        "] != ':') { return 0; }", "] == '\\0') { return 0; }", "list:a map with*", "fields:a syntax error affects*")
mistake("a key of a map is returned without unescaping", WALK,
        "has_escapes ? map_item::unknown : end - key", "end - key", "list:a map of counters")
mistake("all lists begin with the first item of the document", WALK,
        "list.value = count | std::uint64_t{first} << 32;", "list.value = count;", "list", "differential")
mistake("the last one of duplicate keys wins", WALK,
        "if (s->stamp >= found) [[unlikely]] {", "if (v == 0) [[unlikely]] {", "fields:a duplicate*")
mistake("a string with escapes is returned without unescaping", WALK,
        "s->stamp = has_escapes ? found : ready;", "s->stamp = ready;", "strings:every escape*")
mistake("four right letters and a wrong one are false", WALK,
        "(word ^ fals_word) | static_cast<unsigned char>(text[v + 4] ^ 'e');", "word ^ fals_word;",
        "walks:both walks agree about null*")
mistake("null instead of an object is a wrong type", WALK,
        "s->set_condition(errc::field_null, errc::field_absent, s->at);",
        "s->set_condition(errc::wrong_type, errc::field_absent, s->at);", "fields:absent, null*")
mistake("after an object, the walk takes its fields for those of the enclosing object", WALK,
        "      own -= f->slot;\n", "", "fields:any accessor*")
mistake("a bracket of the other kind closes an object", WALK,
        "if (text[p] != '}') [[unlikely]] { return 0; }", "if (text[p] != '}' && text[p] != ']') [[unlikely]] { return 0; }",
        "fields:a syntax error affects*", "walks")
mistake("the last numbers of a document are not converted", WALK,
        "return read_numbers(w, here.numbers) ? static_cast<std::uint32_t>(p) : 0;", "return static_cast<std::uint32_t>(p);",
        "fields:a double*")
mistake("the second key order is used without comparing the key", WALK,
        "const f = origin + other.steps[at]; matches(text + p + 1, *f)) {",
        "const f = origin + other.steps[at]; !f->is_end()) {", "history", "fields", "differential")
mistake("a missing member is taken for the next one without comparing the key", WALK,
        "    if (matches(key, *f)) {\n      if (!here.is_lesson)", "    if (!f->is_end()) {\n      if (!here.is_lesson)",
        "history", "fields", "differential")
mistake("the walk looks for missing members behind the last field", WALK,
        "missing < most_missing && !f->is_end();", "missing < most_missing;", "walks", "history")
mistake("a document that is no lesson forgets the gaps that it has", WALK,
        "if (!here.is_lesson) [[likely]] { return {f, p + f->value}; }", "return {f, p + f->value};",
        "learning:the key order omits*")
mistake("inside an object, the walk expects the members of the enclosing one", WALK,
        "          next += f->slot;\n", "", "learning")
mistake("after an object, the walk expects the members of the object", WALK,
        "      next -= f->slot;\n", "", "learning")

# --- The container of a list element that was located last

mistake("the last container of list elements is taken for that of another document", INDEX,
        "if (last.generation == generation && last.position", "if (last.generation != 0 && last.position",
        "history", "list", "walks")
mistake("the last container of list elements is taken for that of another element", INDEX,
        " && last.position == place && last.slot", " && last.slot", "list")
mistake("the last container of list elements is taken for another one of the same element", INDEX,
        " && last.slot == owner.slot) {", ") {", "list", "fields")
mistake("the last container of list elements is used after its items were discarded", INDEX,
        "      p->last.generation = 0;\n", "", "schema_types:a map in an element*")

# --- What a decoder learns

mistake("the key order omits a member that two documents of different lessons lack", WALK,
        "  if (current.is_first_lesson()) { current.forget_candidates(order.slots); }\n", "",
        "learning:the key order omits*")
mistake("the key order omits a member that one document lacks", SLOT,
        "is_second_lesson() && candidates[at] == step", "is_first_lesson() && candidates[at] == step",
        "learning:the key order omits*")
mistake("the key order omits a member that documents between lessons lack", SLOT,
        "if (is_second_lesson() && candidates[at] == step)", "if (candidates[at] == step || documents > 2)",
        "learning:the key order omits*")
mistake("a member that the key order omits does not come back in the first document of a lesson", SLOT,
        "if (is_lesson()) { steps", "if (is_second_lesson()) { steps", "learning:the key order omits*")
mistake("a probe forgets the containers that it does not have", INDEX,
        "    if (asked_before_.data()[at] != 0) { order.asked[at] = 1; }\n", "", "learning:the walk enters*")
mistake("a probe forgets no container", INDEX,
        "if (s.is_found(probe_generation_) && !s.is_noted_as_absent(s.stamp >> 2)) { continue; }",
        "if (s.is_found(probe_generation_) && s.stamp == 0) { continue; }", "learning:the walk enters*")
mistake("a container that is noted as absent counts as one that the probe has", INDEX,
        "s.is_found(probe_generation_) && !s.is_noted_as_absent(s.stamp >> 2)", "s.is_found(probe_generation_)",
        "learning:the walk enters*")
mistake("no document is a probe", INDEX, "} else if (is_probe(before) &&", "} else if (before == ~0U &&",
        "learning:the walk enters*")
mistake("all versions of a schema are learned together", INDEX, "if (l->version == version) {", "{", "learning:versions*")
mistake("what is learned from an event does not depend on its dataschema", STATE,
        "schema.empty() ? '\\0' : schema.back()});", "'\\0'});", "learning:the version*")
mistake("a sender can make a decoder learn about any number of versions", INDEX,
        "version_bytes_ += l->bytes.capacity();", "version_bytes_ += 0;", "learning:versions*")
mistake("after further versions have used up their memory, a decoder opens no document of a new type", INDEX,
        "if (first_version != nullptr && version_bytes_", "if (version_bytes_", "learning:versions*")

# --- Numbers in batches

mistake("a number may have two decimal points", KERNELS,
        "    wrong |= _mm512_test_epi64_mask(first_bit, before);              // two points\n", "",
        "fields:a malformed*")
mistake("eight digits without a decimal point lose the first one", KERNELS,
        "    wrong |= _mm512_mask_cmpeq_epi64_mask(whole, size, eight);       // too long for a point after it\n", "",
        "walks:both walks agree about call summaries in any*")
mistake("a number may begin or end with the decimal point", KERNELS,
        "wrong = static_cast<__mmask8>(wrong | at_either_end);", "(void)at_either_end;", "fields:a malformed*")
mistake("a number in a batch may have a leading zero", KERNELS,
        "wrong = static_cast<__mmask8>(wrong | zero_first);", "(void)zero_first;", "fields:a malformed*")
mistake("negative numbers lose their sign", KERNELS,
        "_mm512_mask_xor_pd(quotient, negative, quotient, _mm512_set1_pd(-0.0))", "quotient",
        "fields:a double*")
mistake("letters are digits in a batch of numbers", KERNELS,
        "__mmask8 wrong = _mm512_test_epi64_mask(_mm512_movm_epi8(over), _mm512_set1_epi64(-1));",
        "__mmask8 wrong = over == 1 ? 1 : 0;", "fields:a malformed*", "fields:a syntax error affects*")
mistake("a number that is not plain is reported in the place of the first of its batch", KERNELS,
        "others |= std::uint64_t{wrong} << i;", "others |= wrong;", "walks:both walks agree about call summaries in any*")
mistake("a single number that is not plain is converted as if it were", KERNELS,
        "      others |= std::uint64_t{1} << i;\n", "", "kernels", "fields")

# --- The ends of values

mistake("no byte after the text is marked", LOOPS,
        "out[0] = ends(block(text + at, k)) | ~std::uint64_t{0} << (size - at);", "out[0] = ends(block(text + at, k));",
        "kernels:every kernel marks*")
mistake("white space does not end a value", LOOPS,
        "return Spaced ? bits | b.space() : bits;", "return bits;", "kernels:every kernel marks*", "fields", "differential")
mistake("a control character in the last block of a document is missed", LOOPS,
        "? ~std::uint64_t{0} : (std::uint64_t{1} << (size - at)) - 1;\n    const std::uint64_t found = b.control() & valid;",
        "? ~std::uint64_t{0} : 0;\n    const std::uint64_t found = b.control() & valid;",
        "kernels", "fields:an unescaped*")
mistake("control characters after the text count", LOOPS,
        "const std::uint64_t found = b.control() & valid;", "const std::uint64_t found = b.control() | (valid & 0);",
        "kernels", "padding", "data")

# --- Unescaping without moving tokens

mistake("an opening quote stays where its backslash was", ALIGN,
        "      fill(begin, place() - 1);\n", "", "kernels:every kernel un-escapes*")
mistake("bytes of the previous text remain after a shorter string", ALIGN,
        "      fill(out, place());\n      if (one_string)", "      if (one_string)",
        "kernels:every kernel un-escapes*", "differential")
mistake("the document's own backslash escapes nothing", ALIGN,
        "if (open && !in.at_end() && !in.read(out)) { return false; }  // what", "// what",
        "kernels:every kernel un-escapes*", "strings:every escape*")
mistake("eight bytes of a string may hold a control character", GRAMMAR,
        " | ((word - ones * ' ') & ~word)) & highs", ") & highs", "grammar", "strings", "validate", "raw")
mistake("eight bytes of a string may hold a backslash", GRAMMAR,
        " | ((backslash - ones) & ~backslash)", "", "grammar", "strings", "validate", "raw")
mistake("the walk does not record an unknown key", WALK,
        "        w.has_other_keys = true;\n        field_slot nowhere;", "        field_slot nowhere;", "validate", "drift")
mistake("the walk does not record a duplicate key", WALK,
        "      w.has_other_keys = true;\n      field_slot nowhere;", "      field_slot nowhere;", "validate")
mistake("the character that ends a word belongs to it", ALIGN, "          in = before;\n", "",
        "kernels:every kernel un-escapes*", "data:the braces*")

# --- Accessors

mistake("a field of an object that cannot be read is absent", ACCESSORS,
        "(view_access::is_known(p.view, *own) && own->field_condition() == errc::field_absent)",
        "view_access::is_known(p.view, *own)", "fields:a syntax error affects*")
mistake("a field whose value is not ready is absent", ACCESSORS,
        "} else if (!view_access::is_found(p.view, s) &&", "} else if (s.stamp != 0 &&", "fields:absent, null*")
mistake("a field that nobody looked for is absent", ACCESSORS,
        "(view_access::is_ready(p.view, *own) ||\n", "(own->stamp != ~0U ||\n", "history")

# --- The index of a document

mistake("what the fast walk recorded before it gave up counts", INDEX,
        "    begin_generation();  // which forgets all that the walk noted\n", "",
        "fields:a valid*", "fields:a syntax error affects*", "history")
mistake("the exact walk finds only keys of the schema", INDEX,
        "  is_known_and_checked_ = false;\n  const char* const base = plain_document();\n  if (base == nullptr) { return fail",
        "  const char* const base = plain_document();\n  if (base == nullptr) { return fail", "validate", "drift")
mistake("a nested object that is walked later has only keys of the schema", INDEX,
        "      is_known_and_checked_ &= !w.has_other_keys;\n      return;", "      return;", "validate", "drift")
mistake("text after the document is accepted", INDEX,
        "if (end != 0 && behind != stop) {", "if (false) {", "fields:anything after*")
mistake("offsets inside data are those of the previous document", INDEX,
        "  body_offset = source.body_offset;\n", "", "fields:errors have*")
mistake("items accumulate from document to document", INDEX, "  item_words_ = 0;\n  element_item_words_ = 0;\n",
        "  element_item_words_ = 0;\n", "lifetime:one decoder*", "list", "history")
mistake("a lone surrogate is a value", INDEX,
        "return u.fault == unescape_fault::none ? errc::ok : errc::invalid_string;", "return errc::ok;",
        "strings:a lone surrogate*")
mistake("keys are not un-escaped before they are looked up", INDEX,
        "if (i != key_set::not_found || std::memchr(raw, '\\\\', key.size()) == nullptr) { return i; }",
        "return i;", "fields:escaped keys*")
mistake("in the exact walk of an object, the last one of duplicate keys wins", INDEX,
        "if (s != nullptr && s->stamp >= found) { s = nullptr; }  // of two members with the same key the first one wins",
        "// the last one wins",
        "fields:a duplicate*", "walks")
mistake("an object one level below the limit is too deep", INDEX,
        "if (depth > max_depth) { return set_missing(own, &object,",
        "if (depth >= max_depth) { return set_missing(own, &object,", "fields:the depth limit counts*")
mistake("null instead of a list is a wrong type", INDEX,
        "first == 'n' ? errc::field_null : errc::wrong_type, errc::field_absent, s.at);",
        "errc::wrong_type, errc::field_absent, s.at);", "list:a missing list is empty and*")
mistake("a list overwrites the items of the previous list", INDEX,
        "if (code == errc::ok) { item_words_of(block) = w.item_words; }", "", "list", "differential", "history")
mistake("elements of a list that is too deep return data_not_json", INDEX,
        "> max_depth ? errc::too_deep : errc::data_not_json;", "> max_depth ? errc::data_not_json : errc::data_not_json;",
        "list:elements of*", "fields:the depth*")
mistake("a list element returns the fields of another element", INDEX,
        "if (b.generation == generation && b.position == position) {", "if (b.generation == generation) {",
        "list:views of many*")
mistake("a list element keeps fields of the element that used its block before", INDEX,
        "  forget(*base, type);\n", "", "list:views of many*")
mistake("a list below an element is searched among those of the document", INDEX,
        "w.items = (block.in_list ? element_items_ : items_).data();", "w.items = items_.data();",
        "schema_types")
mistake("fields below a missing object are searched in the previous document", INDEX,
        "    if (!at.slot->is_found(generation)) {", "    if (at.slot->stamp == 0) {", "history", "fields", "lifetime")

# --- The exact walk

mistake("a bracket of the other kind closes a container", WALKER,
        "return *p == (*open == '{' ? '}' : ']') ? p + 1 : nullptr;", "return p + 1;", "fields:a syntax error affects*")
mistake("an escaped quote ends a skipped string", WALKER,
        "if (*p == '\\\\') { ++p; }", "", "print")
mistake("a key needs no colon", WALKER,
        "if (at == end_ || text_[at] != ':') { return stop(quote); }", "if (at == end_) { return stop(quote); }",
        "fields:a syntax error affects*")

# --- Reading values

mistake("null is a wrong type", READ, "first == 'n' ? errc::field_null : errc::wrong_type", "errc::wrong_type",
        "fields:absent, null*")
mistake("the depth of a raw text is counted from the text", READ,
        "check_value(base + at, base + d.end(), d.max_depth - depth);", "check_value(base + at, base + d.end(), d.max_depth);",
        "raw:the depth*")
mistake("a time with a lone surrogate is not a string", READ,
        "if (!text && text.error().code != errc::invalid_string) {", "if (!text) {", "timestamp:an invalid*")
mistake("a raw object may be any value", READ,
        "if (base[at] != bracket) { return mismatch(d, base[at], field, at); }", "", "raw:a raw object field*")
mistake("a skipped string ends with the document", READ,
        "d.string_value(base, {at + 1, end - 1}, value);", "d.string_value(base, {at + 1, end}, value);",
        "strings:every escape*")
mistake("a value that is not ready is returned", SLOT,
        "return stamp == stamp_of(generation, ready);", "return stamp >= stamp_of(generation, found);",
        "fields:any accessor*", "fields:absent, null*")
mistake("a field of the previous document is present", SLOT,
        "return stamp >= stamp_of(generation, found);", "return stamp != 0 && generation != 0;",
        "history:a field of one document*")

# --- Views, lists, schema

mistake("views never become stale", VIEW,
        "== v.owner_->index->ready_stamp ? errc::ok : errc::stale_view;", "!= 0 ? errc::ok : errc::stale_view;",
        "lifetime:the next decode*")
mistake("the item after the last one is returned", LISTS,
        "index >= s->item_count()) { return no_position; }", "index > s->item_count()) { return no_position; }",
        "list:a list of strings")
mistake("items of a map take as many words as those of a list", "list.hpp",
        "slot.first_item() + index * map_item::words;", "slot.first_item() + index;", "list:a map of counters*")
mistake("a list element past the end is returned", LISTS,
        "if (index >= at.slot->item_count()) { return {}; }", "if (index > at.slot->item_count()) { return {}; }",
        "list:a list of objects")
mistake("elements of a list with a syntax error are absent", LISTS,
        "if (code != errc::data_not_json && code != errc::too_deep) { return {}; }", "if (code != errc::ok) { return {}; }",
        "list:elements of*")
mistake("find() finds a key with a lone surrogate by its returned text", LISTS,
        'if (read_string(view_access::index(*this), item.at, "") == name) { return (*this)[i].value; }',
        "if ((*this)[i].name == name) { return (*this)[i].value; }", "list:a map of counters")
mistake("a value that is not a counter is read as a counter", "list.hpp",
        "if (item.key_size == map_item::unknown) [[unlikely]] {", "if (item.at == no_position) {",
        "list:a map of counters")
mistake("iterators of unknown fields continue after their view has become stale", FIELDS,
        "done_ = view_access::status(view_) != errc::ok || !walker_.next();", "done_ = !walker_.next();",
        "lifetime:iterators*")
mistake("raw() finds a key with a lone surrogate by its returned text", FIELDS,
        "if (d.string_value(base, w.key(), name) == errc::ok && name == key) {",
        "(void)d.string_value(base, w.key(), name);\n      if (name == key) {", "raw")
mistake("raw() ignores a syntax error of the object around the member", FIELDS,
        'return read_json(d, w.value().begin, at.depth, "");', 'return read_json(d, w.value().begin, 0, "");',
        "raw:the depth*")
mistake("fields are visited in the order of the schema", FIELDS,
        "for (; place > 0 && position(numbers[place - 1]) > s.at; --place) { numbers[place] = numbers[place - 1]; }", "",
        "print", "drift", "raw", "fields")
mistake("an object that nobody has read yet counts as read", VIEW,
        "return own != nullptr && is_known(v, *own) ? own : nullptr;", "return own;", "print", "fields", "history")
mistake("a container that is known to be missing is there", VIEW,
        "is_known(v, own)) [[likely]] { return is_ready(v, own); }", "is_known(v, own)) [[likely]] { return true; }",
        "fields", "list")
mistake("a view that has a slot is never stale", VIEW,
        "return v.owner_->ready_stamp == v.stamp_;",
        "return (v.stamp_ & element_bit) == 0 && v.owner_->index != nullptr;", "lifetime", "generations")
mistake("ending the views of a document changes nothing that views compare", "detail/index/document_index.hpp",
        "    ready_stamp = field_slot::stamp_of(next, field_slot::ready);\n", "    ready_stamp = 5;\n", "lifetime")
mistake("a missing container that was read is neither absent nor null", VIEW,
        "return is_ready(v, *own) ? errc::ok : own->condition();", "return errc::ok;", "fields", "differential")
mistake("a missing container that nobody read is neither absent nor null", VIEW,
        "return find(v) ? errc::ok : why_missing(v).code;", "return errc::ok;", "fields", "differential")
mistake("new slots are not cleared", "detail/index/document_index-inl.hpp",
        "if (room.capacity() != before) {", "if (room.capacity() == 0) {", "fields", "differential", "list")
mistake("a missing container is text of a wrong type", "detail/index/view-inl.hpp",
        " || s.is_noted_as_absent(d.generation)) {", ") {", "columns:the text of a column*")
mistake("missing containers are visited", FIELDS,
        "if (!s.is_found(generation) || s.is_noted_as_absent(generation)) { continue; }", "if (!s.is_found(generation)) { continue; }",
        "print", "drift", "raw")
mistake("a line of the schema is left out", "call_summary.hpp", "  CALLVIEW_FIELD(number, avg)\n", "",
        "schema:all * fields of the*", refused=True)
mistake("a field has another type", "call_summary.hpp", "CALLVIEW_FIELD(seconds, duration)",
        "CALLVIEW_FIELD(milliseconds, duration)", "schema:all * fields of the*", refused=True)
mistake("any event type of the right length may be a known one", EVENT_TYPES,
        "if (!type.starts_with(event_type_prefix)) { return event_kind::other; }",
        "if (type.size() < event_type_prefix.size()) { return event_kind::other; }", "documents:the kind of an event*")
mistake("a complete summary is a predicted one", EVENT_TYPES,
        '"voice.insights.call-summary.complete", call_summary_complete)',
        '"voice.insights.call-summary.complete", call_summary_predicted_complete)',
        "envelope:the kind of an event*")

# --- The envelope

mistake("text after the body is taken for a key", ENVELOPE,
        "t.at_end() ? 0 : length_if_key(key, guess)", "length_if_key(key, guess)", "padding", "body", "envelope")
mistake("an expected attribute needs no colon", ENVELOPE,
        "    t.next();\n    if (at(t) != ':') { return malformed(t); }\n  } else {", "    t.next();\n  } else {",
        "envelope", "body", "grammar")
mistake("a null attribute does not count as present", ENVELOPE,
        "so_far.seen |= 1U << m.name;\n  const char c = text[m.value.begin];",
        "const char c = text[m.value.begin];\n  if (c != 'n') { so_far.seen |= 1U << m.name; }",
        "envelope:a duplicate*")
mistake("a null attribute has a wrong type", ENVELOPE,
        "if (c == 'n') { return {errc::ok}; }", "", "envelope:required*")
mistake("an expected attribute may occur twice", ENVELOPE,
        " || so_far.has(expected)) { return false; }", ") { return false; }", "envelope:a duplicate*")
mistake("an expected attribute may have its value after the end of the body", ENVELOPE,
        " || colon + 1 >= size) { return false; }", ") { return false; }", "padding")
mistake("an expected attribute is not unescaped", ENVELOPE,
        "if (has_escape(s)) { return false; }", "", "envelope:attributes are unescaped*")
mistake("the envelope skips a block after a long document", TOKENS,
        "while (words[block] == 0) { ++block; }", "++block;", "envelope", "body")
mistake("data_base64 with a null data is rejected", ENVELOPE,
        "if (r.form != data_form::absent && r.form != data_form::null) {", "if (r.form != data_form::absent) {",
        "envelope:data_base64*")
mistake("a required attribute may be empty", ENVELOPE, "!holds_text(s) || s.size() == 0", "!holds_text(s)",
        "envelope:required*")
mistake("any version that begins with 1.0 is supported", ENVELOPE,
        'if (attribute_text(r, attribute_specversion) != "1.0") {',
        'if (!attribute_text(r, attribute_specversion).starts_with("1.0")) {', "envelope:only version*")
mistake("the brackets of the batch do not count for depth", ENVELOPE, "read_element(t, 2)", "read_element(t, 1)",
        "body:limits: the depth*")
mistake("the depth of an extension is counted from the extension", ENVELOPE,
        "check_value(text + begin.position(), text + size, max_depth - depth);",
        "check_value(text + begin.position(), text + size, max_depth);", "body:limits: the depth*")
mistake("text after the events is accepted", ENVELOPE,
        "  return t.at_end() ? failure{errc::ok} : malformed(t);\n}", "  return {errc::ok};\n}",
        "body:whatever follows*")
mistake("records accumulate from body to body", ENVELOPE, "  record_count_ = 0;\n", "", "lifetime:one decoder*")
mistake("there is room for fewer events than the smallest ones need", ENVELOPE,
        "tokens.found().tokens / 18, size / 55", "tokens.found().tokens / 20, size / 55", "body:a body may*")
mistake("an invalid escape in the name of an extension is accepted", ENVELOPE,
        "if (string_end(text + key.position(), text + size) == nullptr) { return malformed(key); }\n", "",
        "body:a malformed body*")
mistake("an attribute whose name has many escapes is an extension", ENVELOPE,
        "if (key.size() > longest * 6) {", "if (key.size() > longest) {", "envelope:escaped keys*")
mistake("data that is an object may end with a square bracket", ENVELOPE,
        "if (at(t) != (first == '{' ? '}' : ']')) { return malformed(t); }",
        "if (at(t) == '\\0') { return malformed(t); }", "body:decode() checks*")
mistake("garbage after a number in the envelope is accepted", ENVELOPE,
        "return skip_space(c.at, next) == next ? failure{errc::ok} : failure{errc::malformed_json, \"\", base + value.end};",
        "(void)next;\n    return {errc::ok};", "body:a malformed body*")
mistake("extension() returns an attribute that CloudEvents defines", ENVELOPE,
        "const bool is_it = m.name == key_set::not_found && plain_key(m) == name && !name.empty();",
        "const bool is_it = plain_key(m) == name && !name.empty();", "envelope:extensions are*")
mistake("two extensions are not checked for duplicates", ENVELOPE,
        "if (so_far.extensions > 1) {", "if (so_far.extensions > 2) {", "envelope:a duplicate*")
mistake("offsets after a byte order mark are off by its size", "detail/envelope.hpp",
        'return {errc::malformed_json, "", base + t.position()};', 'return {errc::malformed_json, "", t.position()};',
        "body:a byte order mark*")
mistake("a body that ends inside a string is decoded", ENVELOPE, "if (found.control || found.open_string)",
        "if (found.control)", "body:a body that is a JSON scalar*")
mistake("control characters in strings of an envelope are accepted", ENVELOPE,
        "if (found.control || found.open_string)", "if (found.open_string)", "body:a malformed body*")
mistake("the unescaped text of an attribute has the length of the escaped text", ENVELOPE,
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
        " | leading_zero) == 0;", " | (leading_zero & 0)) == 0;",
        "fields:a malformed*")
mistake("nine digits are read as eight", NUMBER, "if (size - 1 > 7) { return false; }", "if (size - 1 > 8) { return false; }",
        "fields:an integer field*")
mistake("a short number may begin with the decimal point", NUMBER,
        "for (unsigned at = 8 - size + 1; at < 7; ++at)", "for (unsigned at = 8 - size; at < 7; ++at)",
        "fields:a malformed*")
mistake("a short number may end with the decimal point", NUMBER, "has_point ? at != 7 : size <= 7;", "has_point || size <= 7;",
        "fields:a malformed*", "walks:both walks agree about numbers*")
mistake("a short negative number loses its sign", "detail/number.hpp",
        "powers[number >> 32 & 15]", "powers[number >> 32 & 7]", "walks:both walks agree about call summaries in any*")
mistake("a number beyond 2^53 is rounded twice", NUMBER,
        "count <= 19 && digits <= exact_integer", "count <= 19", "grammar:doubles*")
mistake("digits that overflow are taken for a short number", NUMBER,
        "if (count <= 19 && digits <= exact_integer", "if (digits <= exact_integer", "fields:a double*")
mistake("an exponent that is a little too large is taken for exact", NUMBER,
        "constexpr std::int64_t exact_power = 22;", "constexpr std::int64_t exact_power = 23;", "grammar:doubles*")
mistake("digits beyond the significant ones do not move the decimal point", NUMBER,
        "      ++power;\n      more", "      more",
        "fields:a double*")
mistake("digits beyond the significant ones do not break a tie", NUMBER,
        "more = more || *p != '0';", "(void)more;", "fields:a double*")
mistake("a very long exponent overflows", NUMBER,
        "exponent = exponent < 1'000'000'000'000 ? exponent * 10 + (*p - '0') : exponent;",
        "exponent = exponent * 10 + (*p - '0');", "fields:a double*")
mistake("a plus sign before an exponent ends the number", NUMBER, "if (*p == '-' || *p == '+') { ++p; }",
        "if (*p == '-') { ++p; }", "grammar:doubles*")

# --- Grammar

mistake("the error of a control character has the offset of the string", GRAMMAR_BODIES,
        "if (is_control(*p)) { return p; }", "if (is_control(*p)) { return quote; }",
        "body:the error*")
mistake("the error of a body that is not UTF-8 has an offset one character too high", GRAMMAR_BODIES,
        "if (size == 0) { break; }\n    at += size;", "at += size + (size == 0);\n    if (size == 0) { break; }",
        "body:the error*")
mistake("0x1F is not a control character", GRAMMAR, "return static_cast<unsigned char>(c) < 0x20;",
        "return static_cast<unsigned char>(c) < 0x1F;", "fields:an unescaped*")
mistake("a number may have leading zeros", GRAMMAR,
        "  if (p < end && *p == '0') {\n    ++p;\n  } else if ((p = digits(p)) == nullptr) {\n    return nullptr;\n  }",
        "  if ((p = digits(p)) == nullptr) { return nullptr; }", "grammar:every short*")
mistake("a fraction may have no digits", GRAMMAR,
        "if (p < end && *p == '.' && (p = digits(p + 1)) == nullptr) { return nullptr; }",
        "if (p < end && *p == '.') {\n    const char* const q = digits(p + 1);\n    p = q != nullptr ? q : p + 1;\n  }",
        "grammar:every short*")
mistake("one level above the depth limit is accepted", GRAMMAR_BODIES,
        "if (depth == max_depth) {", "if (depth > max_depth) {",
        "validate:validate finds text*")
mistake("an array at the level of an earlier object is treated as an object", GRAMMAR_BODIES,
        "objects[depth / 64] &= ~bit;", ";",
        "validate:validate accepts well-formed*")

# --- Timestamps and enumerations

mistake("ten fraction digits are a timestamp", TIME, "count == 0 || count > 9", "count == 0 || count > 10",
        "timestamp:*fraction*")
mistake("no fraction digit is a timestamp", TIME, "if (count == 0 || count > 9)", "if (count > 9)",
        "timestamp:*fraction*")
mistake("a leap second is the second after", TIME, "second > 59", "second > 60", "timestamp:texts that*")
mistake("hour 24 is the next day", TIME, "if (hour > 23", "if (hour > 24", "timestamp:texts that*")
mistake("an offset has the other sign", TIME, "(s[at] == '-' ? -1 : 1)", "(s[at] == '-' ? 1 : -1)", "timestamp:Z*")
mistake("an offset may have 60 minutes", TIME, "if (h > 23 || m > 59)", "if (h > 23 || m > 60)",
        "timestamp:texts that*")
mistake("a fraction of one digit is milliseconds", TIME,
        "for (std::size_t i = count; i < 3; ++i) { milliseconds *= 10; }", "", "timestamp:*fraction*")
mistake("all digits of a fraction count as milliseconds", TIME, "if (at - begin < 3) {", "if (at - begin < 9) {",
        "timestamp:*fraction*")
mistake("the letter A is not converted to lower case", ENUMERATION,
        "(low + (0x80 - 'A') * ones)", "(low + (0x7F - 'A') * ones)",
        "fields:enumerations keep*")
mistake("only the usual spelling of an enumeration value is known", ENUMERATION,
        "if (index == key_set::not_found) [[unlikely]] {", "if (known.keys == nullptr) {", "fields:enumerations keep*")
mistake("the middle of a long enumeration text is not compared", ENUMERATION,
        "if (text.size() <= 16 || index == key_set::not_found) [[likely]] { return index; }",
        "return index;", "fields:every byte of*")
mistake("a byte in the middle of a long enumeration text is not compared", ENUMERATION,
        "for (std::size_t i = 8; i + 8 < text.size(); ++i)", "for (std::size_t i = 9; i + 8 < text.size(); ++i)",
        "fields:every byte of*")
mistake("two unrecognized values are equal even if their texts differ", VALUES,
        "a.value_ == b.value_ && (a.value_ != E::unrecognized || a.text_ == b.text_)", "a.value_ == b.value_",
        "result:open_enum")
mistake("the middle of a long name is not compared", "detail/schema/key_set.hpp",
        "if (index == not_found || length <= 16) { return index; }", "if (length != 0) { return index; }",
        "kernels:a perfect hash*")

# --- Views, lists, schema

mistake("iterators are subtracted in the wrong order", VIEW, "return a.index_ - b.index_;",
        "return b.index_ - a.index_;",
        "body:a batch*")
mistake("i++ returns the incremented iterator", VIEW,
        "    index_iterator before = *this;\n    ++*this;\n    return before;", "    ++*this;\n    return *this;",
        "body:a batch*")
mistake("un-escaping stops at a lone surrogate", "detail/kernel_loops.hpp",
        "if (worst == unescape_fault::bad_escape) {", "if (worst != unescape_fault::none) {",
        "lifetime:a key*")
mistake("ranks compare by version before kind", "document.hpp",
        """    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
""",
        """    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
""",
        "validate:rank*")

# --- Validation and drift

mistake("validate accepts text after the document", VALIDATION,
        "if (c.code != errc::ok || skip_space(c.at, end) != end) {", "if (c.code != errc::ok) {",
        "validate:validate finds text*")
mistake("a number out of range is not a drift", AUDIT, "      case errc::out_of_range:\n", "",
        "drift:*does not fit*")
mistake("validate treats null as an error", VALIDATION, "c.code == errc::ok || c.code == errc::field_null ||",
        "c.code == errc::ok ||", "validate:validate accepts well-formed*")
mistake("validate does not find duplicate unknown keys", VALIDATION,
        "const errc code = find_duplicates(at, &type, unknown);", "const errc code = type.count != 0 ? errc::ok : errc::wrong_type;",
        "validate:validate finds duplicate*")
mistake("validate does not compare only two unknown keys", VALIDATION,
        "if (count < 2) { return errc::ok; }", "if (count < 3) { return errc::ok; }", "validate:validate finds dup*")
mistake("validate does not find duplicate known keys", VALIDATION,
        "      seen[i / 64] |= bit;\n", "", "validate:validate finds duplicate*")
mistake("validate does not find duplicate keys in maps", AUDIT,
        "if (f.type == field_type::counters && !handler.map(child)) { return false; }", "", "validate:*duplicate keys*")
mistake("the path of a report grows with each unknown key", AUDIT,
        "      if (!is_alive()) { return false; }\n      leave(before);", "      if (!is_alive()) { return false; }",
        "drift:*unknown keys*")
mistake("a report continues after its visitor has decoded something else", AUDIT,
        "return d_.generation == generation_;", "return generation_ != 0;", "drift:*decodes something else*")
mistake("an unrecognized value is not reported", VALIDATION,
        "return {errc::ok, known == nullptr || find_enum(*known, *text) != key_set::not_found};", "return {errc::ok};",
        "drift:*unknown keys*")
mistake("an item of a list is checked against another enumeration", VALIDATION,
        "default: return check_string(d, at, f.known);", "default: return check_string(d, at, nullptr);",
        "drift:*unknown keys*")

mistake("an unrecognized value that the fast walk has read is not reported", VALIDATION,
        "return {errc::ok, find_enum(*f.known, s.string(d.text)) != key_set::not_found};", "return {};",
        "drift:*unknown keys*")
mistake("an invalid time that the fast walk has read is not reported", VALIDATION,
        "parse_timestamp(s.string(d.text), value) ? errc::ok : errc::invalid_timestamp",
        "parse_timestamp(s.string(d.text), value) ? errc::ok : errc::ok",
        "validate:validate finds wrong types*", "drift:*unknown keys*")
mistake("a value that the fast walk has not checked counts as checked", AUDIT,
        "return view_access::is_ready(v, *s)", "return view_access::is_found(v, *s)",
        "validate:validate finds wrong types*", "drift:*unknown keys*")

mistake("unredacted() does not reach an event inside a result", PRINT,
        "if (x) { return print_value(out, *x, redact); }", "if (x) { return print_value(out, *x, true); }", "print:*event*")

# --- The decoder and its memory

mistake("a body of exactly the maximum size is too large", DECODER,
        "if (size > limits_.max_body_bytes ||", "if (size >= limits_.max_body_bytes ||", "body:limits: the size*")
mistake("the byte order mark of a body without other bytes is not skipped", STATE,
        "const bool mark = size >= 3 &&", "const bool mark = size > 3 &&", "body:one byte order mark*")
mistake("views remain valid after their memory is freed", STATE,
        "void decoder_state::release() noexcept {\n  end_views();\n", "void decoder_state::release() noexcept {\n", "lifetime:the next decode*")
mistake("a buffer that was moved from keeps its size", "detail/buffer.hpp",
        "data_(std::move(other.data_)), capacity_(std::exchange(other.capacity_, 0)) {}",
        "data_(std::move(other.data_)), capacity_(other.capacity_) {}", "drift:*another report")
mistake("a body without padding is not copied", "detail/simdjson.hpp",
        "text.capacity() >= text.size() && text.capacity() - text.size() >= padding",
        "text.capacity() >= text.size()", "data:a body without padding*")
mistake("a body that is too large makes no view stale", DECODER,
        "    state_->end_views();\n  }\n  if (size > limits_.max_body_bytes || size > detail::body_ceiling) "
        "{ return failure{errc::body_too_large}; }",
        "  }\n  if (size > limits_.max_body_bytes || size > detail::body_ceiling) "
        "{ return failure{errc::body_too_large}; }\n  if (state_) { state_->end_views(); }",
        "lifetime:the next decode*")
mistake("an empty body makes no view stale", DECODER,
        "    if (const failure f = start(0); f.code != errc::ok) { return f; }\n", "", "lifetime:the next decode*")
mistake("a bare document has the time of the previous event", STATE, "  document->time_text = {};\n", "",
        "data:a bare document*")
mistake("a bare document has the kind of the previous event", STATE, "  document->kind = event_kind::other;\n", "",
        "data:a bare document*")
mistake("a summary lacks the time of its event", STATE,
        "  document->time_text = body.attribute_text(r, attribute_time);\n", "", "validate:rank*")
mistake("a summary lacks the kind of its event", STATE, "  document->kind = r.kind;\n", "", "validate:rank*")
mistake("events of the previous body remain valid", STATE,
        "generation += generation <= last_generation ? 1U : 0U;", "generation += 0U;",
        "lifetime:the next decode*")
mistake("the open event counts as open in the next body", "detail/decoder_state.hpp",
        "    document->end_views();\n    open_event = no_position;", "    document->end_views();", "lifetime:one dec*")
mistake("opening the same summary again makes it stale", STATE,
        "  if (open_event == event) { return {errc::ok}; }\n", "", "lifetime", "fields", "data")
mistake("a depth limit of 0 is not treated as 1", STATE, "std::clamp<std::size_t>(max_depth, 1, depth_ceiling)",
        "std::clamp<std::size_t>(max_depth, 0, depth_ceiling)", "body:limits: the depth*")
mistake("a depth limit has no maximum", STATE, "std::clamp<std::size_t>(max_depth, 1, depth_ceiling)",
        "std::max<std::size_t>(max_depth, 1)", "body:limits: the depth*")
mistake("offsets in a document ignore the byte order mark", STATE,
        "const std::uint32_t offset = body.base + r.data.begin;", "const std::uint32_t offset = r.data.begin;",
        "body:a byte order mark*")
mistake("offsets in an escaped document are one byte off", STATE, "offset + (escaped ? 1 : 0)", "offset",
        "fields:errors have*")
mistake("generations wrap around and repeat", STATE,
        "if (state->generation < last_generation) { return true; }", "return state->generation <= last_generation + 8;",
        "generations")
mistake("a worn-out index is used for another document", STATE,
        "if (document->is_worn_out()) {", "if (document == nullptr) {",
        "generations")

# --- Events and results

mistake("a schema version may have a sign", "event.hpp",
        "if (number.empty() || !detail::is_digit(number.front()) || stop != end)",
        "if (number.empty() || stop != end)", "envelope:the schema version*")
mistake("a schema version needs digits only at its beginning", "event.hpp",
        "!detail::is_digit(number.front()) || stop != end)",
        "!detail::is_digit(number.front()))", "envelope:the schema version*")
mistake("a lone surrogate in an attribute is a wrong type", "event.hpp",
        "s.end == detail::end_wrong_type ? errc::wrong_type : errc::invalid_string", "errc::wrong_type",
        "envelope:optional*")
mistake("two errors are equal", RESULT, "return a.has_value() && b.has_value() && *a == *b;",
        "return a.has_value() == b.has_value() && *a == *b;", "result:a result has*")
mistake("an unknown offset is returned as an offset", RESULT,
        "f.offset == no_offset ? callview::error::npos : f.offset", "f.offset", "result:a result without*")
mistake("get() overwrites its target on error", RESULT, "if (has_value()) { out = storage_.value(); }",
        "out = storage_.value();", "result:a result has*")
mistake("or_else() replaces a value", RESULT,
        "constexpr result or_else(F&& f) const {\n    static_assert(std::is_same_v<std::remove_cvref_t<"
        "std::invoke_result_t<F, callview::error>>, result>,\n                  "
        "\"the function of or_else() must return the same type of callview::result\");\n    return has_value() ?",
        "constexpr result or_else(F&& f) const {\n    return !has_value() ?", "result:a result converts*")
mistake("times before 1970 are off by a day", "values.hpp", "a / b - (a % b < 0 ? 1 : 0)", "a / b",
        "result:a timestamp*")
mistake("the error of a missing document is one byte off", VIEW,
        "v.stamp_ = why.offset + 1;", "v.stamp_ = why.offset;",
        "body:the error*")

# --- Columns, and handlers by document type

mistake("a column below two objects is read from another object", "columns.hpp", "object + f.slot, {path, size}",
        "f.slot, {path, size}", "columns:every column*")
mistake("a list that is missing does not name its column", "columns-inl.hpp", "failure{e.code, place.field->name,",
        "failure{e.code, \"\",", "columns:every column*")
mistake("the text of a column is that of its document", "columns-inl.hpp",
        "locate(view_access::inner<view_base>(document, place.object), *place.field)", "locate(document, *place.field)",
        "columns:the text of a column*")
mistake("a column of an object with a syntax error is absent", "columns.hpp",
        "return own != nullptr && own->field_condition() == errc::field_absent ? own", "return own != nullptr ? own", "columns")
mistake("visit() passes the event instead of the document", "visit.hpp", "return handler(e.as<T>());",
        "return handler(T());", "visit:visit opens*")
mistake("an error is true when there is none", "error.hpp", "return code != errc::ok; }", "return code == errc::ok; }",
        "result:a result has*")

# --- Signatures

mistake("secrets remain in memory", SIGNATURE,
        "OPENSSL_cleanse(secret.data(), secret.size());", "", "signature_limits:no secret*")
mistake("an empty secret signs", SIGNATURE, "if (key.secret.empty()) { continue; }", "", "signature:without a secret*")
mistake("every secret may sign with every algorithm", SIGNATURE,
        "if (!(is_sha256 ? key.allow_sha256 : key.allow_sha1)) { continue; }", "", "signature:any secret*")
mistake("only the first bodySHA256 counts", SIGNATURE,
        "if (is_found && value != hash) { return signature_errc::differing_body_hashes; }", "if (is_found) { continue; }",
        "signature:every bodySHA256*")
mistake("only the last bodySHA256 counts", SIGNATURE,
        "if (is_found && value != hash) { return signature_errc::differing_body_hashes; }", "",
        "signature:every bodySHA256*")
mistake("a fragment is a part of the query", SIGNATURE, "url = url.substr(0, url.find('#'));", "",
        "signature:every bodySHA256*")
mistake("a body without a hash passes", SIGNATURE,
        "return is_hash_of(body, hash) ? signature_errc::ok : signature_errc::wrong_body_hash;",
        "return signature_errc::ok;", "signature:every bodySHA256*")
mistake("only half of each byte of a hash is compared", SIGNATURE, " | (hash[2 * i + 1] ^ digits[digest[i] % 16])", "",
        "signature:each digit*")
mistake("an unknown algorithm is HMAC-SHA1", SIGNATURE,
        "if (used == algorithm::unknown) { return signature_errc::unknown_algorithm; }", "",
        "signature:the settings*")
mistake("the last of two algorithms counts", SIGNATURE,
        "if (is_found && named != found) { return algorithm::unknown; }", "", "signature:the settings*")
mistake("a context is not initialized again", SIGNATURE,
        "if (EVP_MAC_init(context, nullptr, 0, nullptr) != 1) { return false; }", "",
        "signature:signatures of*")
mistake("the beginning of a signature is sufficient", SIGNATURE,
        "signature.size() == static_cast<std::size_t>(length) &&", "signature.size() <= static_cast<std::size_t>(length) &&",
        "signature:only the*")
mistake("no URL is tried without its port", SIGNATURE, "if (has_port) { add({before, behind}); }", "",
        "signature:the URL*")
mistake("no URL is tried with the default port", SIGNATURE,
        "if (port != default_port) { add({before, default_port, behind}); }", "", "signature:the URL*")
mistake("any colon begins a port", SIGNATURE, 'authority.find_last_not_of("0123456789")', "authority.rfind(':')",
        "signature:the URL*")

# --- seen_events and latest_summaries

mistake("an event still counts as seen at the end of its window", DELIVERY, "return now - inserted >= window_;",
        "return now - inserted > window_;", "seen:an event is new once*")
mistake("a duplicate extends the window", DELIVERY, "if (!has_ended(*inserted, now)) { return false; }", "",
        "seen:an event is new once*")
mistake("displaced entries are not counted", DELIVERY,
        "      remove_oldest();\n      ++forgotten_;", "      remove_oldest();",
        "seen:seen_events gives*")
mistake("keys may take any number of bytes", DELIVERY, " || bytes_ > max_bytes_ - bytes", "",
        "seen:seen_events limits*")
mistake("bytes of removed keys still count", DELIVERY, "    bytes_ -= text_bytes(found->first);\n", "",
        "seen:seen_events limits*")
mistake("the last of two equal ranks is kept", DELIVERY, "if (!(rank > *newest)) { return false; }",
        "if (rank < *newest) { return false; }", "seen:latest_summaries knows*")
mistake("a newer summary does not renew the age of a call", DELIVERY, "    ranks_.renew(key);\n", "",
        "seen:latest_summaries forgets*")
mistake("a quote after a backslash ends a string", DELIVERY_BODIES,
        "      if (c == '\\\\') {\n        ++i;\n      } else if",
        "      if", "delivery:ends_early() is*")
mistake("a body that is truncated within a character is kept", DELIVERY_BODIES,
        "    case errc::malformed_json:\n    case errc::not_utf8: return",
        "    case errc::not_utf8: return delivery_outcome::set_aside;\n    case errc::malformed_json: return",
        "delivery:outcome_of() maps*")
