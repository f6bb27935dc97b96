// SPDX-License-Identifier: MIT
// Compares all kernels with each other and with simple byte-wise implementations.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/effort.hpp"

#include <array>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

using namespace test;
using namespace callview::detail;

namespace {

/// Unescapes one character after another, as the JSON specification says. Returns nothing if the text is not valid
/// between the quotes of a JSON string.
std::optional<std::string> reference(std::string_view in) {
  std::string out;
  const auto code_unit = [&](std::size_t at) -> int {
    if (at + 6 > in.size() || in[at] != '\\' || in[at + 1] != 'u') { return -1; }
    int value = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      const char c = in[i];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) { return -1; }
      value = value * 16 + digit;
    }
    return value;
  };
  for (std::size_t i = 0; i < in.size();) {
    if (in[i] != '\\') {
      out += in[i++];
      continue;
    }
    if (i + 1 == in.size()) { return std::nullopt; }
    static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t k = letters.find(in[i + 1]); k != std::string_view::npos) {
      out += meanings[k];
      i += 2;
      continue;
    }
    int c = code_unit(i);
    if (c < 0) { return std::nullopt; }
    i += 6;
    if (c >= 0xD800 && c < 0xE000) {
      const int low = c < 0xDC00 ? code_unit(i) : -1;
      if (low < 0xDC00 || low > 0xDFFF) { return std::nullopt; }
      c = 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00);
      i += 6;
    }
    const auto byte = [&out](int b) { out += static_cast<char>(b); };
    if (c < 0x80) {
      byte(c);
    } else if (c < 0x800) {
      byte(0xC0 + c / 64), byte(0x80 + c % 64);
    } else if (c < 0x10000) {
      byte(0xE0 + c / 4096), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64);
    } else {
      byte(0xF0 + c / 262144), byte(0x80 + c / 4096 % 64), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64);
    }
  }
  return out;
}

/// Counts the implementations of unescaping that differ from `reference()` or write after the end of the target. The
/// bytes after the text must not matter.
unsigned wrong_ways(const std::string& in, std::string_view behind = {}) {
  static const kernel_list kernels = available_kernels();
  const auto expected = reference(in);
  const std::string source = in + std::string(behind);
  std::vector<char> target(in.size() + 1);
  const auto is_wrong = [&](auto way) {
    target.assign(in.size() + 1, '#');
    const unescaped u = way(source.data(), in.size(), target.data());
    return (u.fault == unescape_fault::none) != expected.has_value() ||
           (expected && std::string_view(target.data(), u.size) != *expected) || target[in.size()] != '#';
  };
  unsigned wrong = is_wrong(unescape);
  for (const kernel& k : kernels) { wrong += is_wrong(k.unescape); }
  return wrong;
}

/// Calls `use(text)` for all texts of up to six characters from an alphabet of six.
template <class Use>
void each_short_text(Use use) {
  constexpr std::string_view alphabet = "\\\"uD0a";
  std::size_t count = 1;
  for (std::size_t length = 0; length <= 6; ++length, count *= alphabet.size()) {
    for (std::size_t n = 0; n < count; ++n) {
      std::string text;
      for (std::size_t i = 0, k = n; i < length; ++i, k /= alphabet.size()) { text += alphabet[k % alphabet.size()]; }
      use(text);
    }
  }
}

}  // namespace

TEST_CASE("un-escaping: all strings up to length 6 over six bytes", "[kernels]") {
  unsigned wrong = 0;
  each_short_text([&](const std::string& text) {
    wrong += wrong_ways(text);
    wrong += wrong_ways("\\ud83" + text);
    wrong += wrong_ways("\\ud83d\\ud" + text + "0");
  });
  CHECK(wrong == 0);
}

TEST_CASE("un-escaping: the same strings across the end of a block", "[kernels]") {
  const std::string tail(96, 'x');  // so that kernels process that block as a whole
  unsigned wrong = 0;
  sampling texts;
  each_short_text([&](const std::string& text) {
    if (text.size() < 5 && !text.empty()) { return; }  // the longer texts begin with the shorter ones
    if (!texts.next()) { return; }
    for (std::size_t before = block_size - 6; before <= block_size; ++before) {
      wrong += wrong_ways(std::string(before, 'x') + text + tail);
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("un-escaping: the limits of the UTF-8 lengths and of the surrogates", "[kernels]") {
  unsigned wrong = 0;
  for (const std::string edge :
       {R"(\u0000)", R"(\u007f)", R"(\u0080)", R"(\u07ff)", R"(\u0800)", R"(\ud7ff)", R"(\ue000)", R"(\uffff)",
        R"(\ud800\udc00)", R"(\ud800\udfff)", R"(\udbff\udc00)", R"(\udbff\udfff)", R"(\ud800\udbff)",
        R"(\ud800\ue000)", R"(\ud7ff\udc00)", R"(\udc00\udc00)", R"(\udfff\udfff)"}) {
    wrong += wrong_ways(edge);
    wrong += wrong_ways("abc" + edge + std::string(200, 'x'));
  }
  CHECK(wrong == 0);
}

TEST_CASE("un-escaping: the bytes after a text are not part of its escapes", "[kernels]") {
  unsigned wrong = 0;
  for (const std::string whole : {R"(\n)", R"(\u00e9)", R"(\ud83d\ude00)"}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      for (const std::size_t before : {0U, 1U, 60U, 100U}) {
        wrong += wrong_ways(std::string(before, 'x') + whole.substr(0, n), whole.substr(n));
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("un-escaping: long random texts", "[kernels]") {
  dice random(5);
  static constexpr std::array<const char*, 12> pieces = {"\\\"",           "\\\\",     "\\n",     "\\u00e9",
                                                         "\\ud83d\\ude00", "\\/",      "a",       "some text",
                                                         "\xC3\xA9",       "\\\\\\\"", "\\u0000", "\\ud83d"};
  unsigned wrong = 0;
  for (unsigned round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t choices = random.below(8) == 0 ? pieces.size() : pieces.size() - 1;
    const unsigned plain = 1 + random.below(4);  // some texts have blocks without an escape
    for (unsigned n = random.below(200); n != 0; --n) {
      text += pieces[random.below(choices)];
      if (random.below(plain) == 1) { text.append(random.below(90), 'z'); }
    }
    wrong += wrong_ways(text);
  }
  CHECK(wrong == 0);
}

TEST_CASE("un-escaping never writes more than it reads, even for lone surrogates", "[kernels]") {
  for (const std::string_view in : {R"(\ud800)", R"(a\udc00b)", R"(\ud800\ud800\udc00)", R"(\uffff)", R"(\u0000)"}) {
    const bool lone = in.find("\\uf") == std::string_view::npos && in.find("\\u0") == std::string_view::npos;
    // By itself, and inside a block.
    for (const std::string& text : {std::string(in), "abc" + std::string(in) + std::string(200, 'x')}) {
      std::string out(text.size(), '#');
      const auto check = [&](auto way) {
        const unescaped u = way(text.data(), text.size(), out.data());
        CHECK(u.size <= text.size());
        CHECK(u.fault == (lone ? unescape_fault::lone_surrogate : unescape_fault::none));
        CHECK(out.substr(0, u.size).find("\xEF\xBF\xBD") == (lone ? text.find('\\') : std::string::npos));
      };
      check(unescape);
      for (const kernel& k : available_kernels()) { check(k.unescape); }
    }
  }
  char out[8];
  CHECK(unescape("\\ud800", 6, out).size == 3);
  CHECK(std::string_view(out, 3) == "\xEF\xBF\xBD");
}

namespace {

/// The results of a kernel for a text.
struct outcome {
  bool backslash = false, control = false, open_string = false;
  unsigned tokens = 0;
  std::string text;
  std::vector<std::uint64_t> words, backslashes;
  bool operator==(const outcome&) const = default;
};

/// Appends bytes that must not matter.
std::string with_tail(const std::string& source, char tail) { return source + std::string(padding, tail); }

outcome run_scan(const kernel& k, const std::string& source, char tail) {
  const std::string in = with_tail(source, tail);
  const auto size = static_cast<std::uint32_t>(source.size());
  const std::size_t blocks = size / block_size + 1;
  outcome o;
  o.text = std::string(source.size() + padding, '#');
  o.words = o.backslashes = std::vector<std::uint64_t>(blocks, 77);
  const token_sink sink{o.words.data(), o.backslashes.data()};
  const scanned found = k.scan(in.data(), size, sink);
  o.backslash = found.backslash;
  o.control = found.control;
  o.open_string = found.open_string;
  o.tokens = found.tokens;
  o.text.resize(source.size());
  return o;
}

/// The expected results, computed byte by byte.
outcome by_the_book(const std::string& text) {
  const std::size_t blocks = text.size() / block_size + 1;
  outcome o;
  o.text = std::string(text.size(), '#');
  o.words = o.backslashes = std::vector<std::uint64_t>(blocks);
  bool in_string = false, escape = false, in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto token = [&] {
      o.words[i / 64] |= std::uint64_t{1} << (i % 64);
      ++o.tokens;
    };
    const bool was_in_word = in_word;
    in_word = false;
    if (c == '\\') {
      o.backslash = true;
      o.backslashes[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    o.control = o.control || (in_string && static_cast<unsigned char>(c) < 0x20);
    const bool escaped = std::exchange(escape, false);
    if (c == '"' && !escaped) {
      in_string = !in_string;
      if (in_string) { token(); }
      continue;
    }
    escape = c == '\\' && !escaped;
    if (in_string) { continue; }
    // The last two are not operators, but kernels may treat them as such, because they are invalid here anyway.
    if (std::string_view("{}[]:,\x0C\x1A").find(c) != std::string_view::npos) {
      token();
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      if (!was_in_word) { token(); }
      in_word = true;
    }
  }
  o.open_string = in_string;
  o.words[text.size() / 64] |= std::uint64_t{1} << (text.size() % 64);
  return o;
}

/// A text of random characters of an alphabet.
std::string pieces(dice& random, std::string_view alphabet, std::size_t size) {
  std::string out;
  while (out.size() < size) { out += alphabet[random.below(alphabet.size())]; }
  return out;
}

}  // namespace

TEST_CASE("every kernel finds the same tokens as the byte-wise scan", "[kernels]") {
  const kernel_list kernels = available_kernels();
  REQUIRE(kernels.count >= 1);
  CHECK(std::string_view(std::prev(kernels.end())->name) == "portable");
#if defined(__aarch64__) && !defined(__ARM_BIG_ENDIAN)
  CHECK(std::string_view(kernels.begin()->name) == "neon");
#endif
  dice random(9);
  unsigned wrong = 0;
  const auto check = [&](const std::string& text) {
    const outcome expected = by_the_book(text);
    for (const kernel& k : kernels) {
      for (const char tail : {'"', '}', '\\', '\0'}) {
        outcome o = run_scan(k, text, tail);
        o.text = expected.text;
        wrong += o != expected;
      }
    }
  };
  for (std::size_t size = 0; size < 200; ++size) {
    check(std::string(size, 'x'));
    check(std::string(size, '\\'));
    check(std::string(size, '"'));
    check(std::string(size, '['));
    check('"' + std::string(size, '\\') + "\"{}");
    check('"' + std::string(size, 'x') + '"');
    for (int round = 0; round < 10; ++round) {
      check(pieces(random, "{}[]:,\"\\ ax\n\x1F\x7F\xFB\xDD", size));
      check(pieces(random, "{}:,\"abc", size));
      check(pieces(random, "\\\"a", size));
      check('"' + pieces(random, "\\a\n{", size) + '"' + pieces(random, "{} 1\"", 40));
    }
  }
  for (int c = 0; c < 256; ++c) {
    std::string text(71, 'x');
    text[0] = '"';
    text[40] = static_cast<char>(c);
    check(text);
    check(text.substr(1));
    check(std::string(3, static_cast<char>(c)) + ',' + static_cast<char>(c));
  }
  CHECK(wrong == 0);
}

TEST_CASE("every kernel detects bytes that are not ASCII", "[kernels]") {
  unsigned wrong = 0;
  for (const kernel& k : available_kernels()) {
    for (std::size_t size = 1; size < 200; size += 7) {
      for (const bool quoted : {false, true}) {
        std::string text = (quoted ? "\"" : " ") + std::string(size, 'x');
        const auto not_ascii = [&] {
          std::vector<std::uint64_t> words(8), backslashes(8);
          const std::string in = with_tail(text, '\xC3');  // the tail does not count
          return k.scan(in.data(), static_cast<std::uint32_t>(text.size()), {words.data(), backslashes.data()})
              .not_ascii;
        };
        wrong += not_ascii();
        for (std::size_t at = 0; at < text.size(); ++at) {
          const char c = std::exchange(text[at], '\x80');
          wrong += !not_ascii();
          text[at] = c;
        }
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("every kernel finds the end of a container", "[kernels]") {
  dice random(40);
  unsigned wrong = 0, found = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::uint32_t size = 1 + random.below(500);
    // Some texts have whole blocks without a bracket. The brackets after the text must not count.
    const std::string_view alphabet = random.below(2) == 0   ? "{[x]}"
                                      : random.below(2) == 0 ? "{{[xx]}"
                                                             : "[]xxxxxxxxxxxxxx";
    const std::string text = pieces(random, alphabet, size) + std::string(padding, ']');
    std::vector<std::uint64_t> words(size / block_size + 1);
    for (std::uint32_t i = 0; i < words.size() * block_size; ++i) {  // some brackets are in strings
      if (text[i] != 'x' && random.below(8) != 0) { words[i / block_size] |= std::uint64_t{1} << (i % block_size); }
    }
    const auto is_token = [&](std::uint32_t i) { return (words[i / block_size] >> (i % block_size) & 1) != 0; };
    const std::uint32_t from = random.below(size), end = from + random.below(size - from) + 1;
    const auto closing = [&](auto counts) {
      std::uint32_t at = from, depth = 1;
      for (; at < end; ++at) {
        if (!counts(at)) { continue; }
        if (text[at] == '{' || text[at] == '[') { ++depth; }
        if ((text[at] == '}' || text[at] == ']') && --depth == 0) { break; }
      }
      return at;
    };
    const std::uint32_t expected = closing(is_token);
    found += expected != end;
    for (const kernel& k : available_kernels()) { wrong += k.skip(text.data(), words.data(), from, end) != expected; }
  }
  CHECK(wrong == 0);
  CHECK(found > 500);
}

TEST_CASE("every kernel marks the same ends of values, and all bytes after the text", "[kernels]") {
  dice random(33);
  unsigned wrong = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::uint32_t size = random.below(300);
    const std::string text =
        pieces(random, round % 4 < 2 ? "abc \",{}[]:\\\x01\x1F\xC3\xA9\x7F\x5F\n" : "ab ,\n\t", size);
    const std::string in = with_tail(text, round % 2 == 0 ? '\0' : ',');
    for (const text_form form :
         {text_form::escaped, text_form::escaped_spaced, text_form::plain, text_form::plain_spaced}) {
      std::string ends = "\\,}]";
      if (form == text_form::plain || form == text_form::plain_spaced) { ends += '"'; }
      if (form == text_form::escaped_spaced || form == text_form::plain_spaced) { ends += " \t\n\r"; }
      for (const kernel& k : available_kernels()) {
        std::vector<std::uint64_t> stops(size / block_size + 3, 5);
        k.mark_stops(in.data(), size, form, stops.data());
        for (std::uint32_t i = 0; i < stops.size() * block_size; ++i) {
          const bool expected = i >= size || ends.find(text[i]) != std::string::npos;
          wrong += (stops[i / block_size] >> (i % block_size) & 1) != (expected ? 1U : 0U);
        }
      }
    }
    controls expected = controls::none;
    for (const char c : text) {
      if (static_cast<unsigned char>(c) >= 0x20) { continue; }
      expected = std::max(expected, is_space(c) ? controls::white_space : controls::others);
    }
    for (const kernel& k : available_kernels()) { wrong += k.find_controls(in.data(), size) != expected; }
  }
  CHECK(wrong == 0);
}

TEST_CASE("every kernel un-escapes a document without moving tokens, as the byte-wise implementation does",
          "[kernels]") {
  const kernel_list kernels = available_kernels();
  dice random(21);
  unsigned wrong = 0, done = 0;
  const auto check = [&](const std::string& source) {
    const auto plain = reference(source);
    bool pure = plain.has_value();  // the only escape is \"
    for (std::size_t i = 0; i < source.size(); ++i) {
      if (source[i] == '\\') {
        ++i;
        pure = pure && i < source.size() && source[i] == '"';
      } else {
        pure = pure && source[i] != '"';  // cannot occur in a string, so any result is right
      }
    }
    const auto size = static_cast<std::uint32_t>(source.size());
    std::string aligned(source.size(), '#');
    const std::string in = with_tail(source, '"');
    const bool exact = align_tokens(in.data(), 0, size, aligned.data(), false);
    wrong += exact != plain.has_value();
    for (const kernel& k : kernels) {
      std::string text(source.size() + padding, '#');
      const bool is_pure = k.unescape_aligned(in.data(), size, text.data());
      wrong += is_pure != pure;
      if (!is_pure) { continue; }
      ++done;
      text.resize(source.size());
      wrong += text != aligned;
      std::string squeezed;
      bool in_string = false;
      for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\\') {
          wrong += text[i] != (in_string ? '"' : ' ') || text[i + 1] != (in_string ? ' ' : '"');
          squeezed += '"';
          in_string = !in_string;
          ++i;
        } else {
          wrong += text[i] != source[i];
          squeezed += source[i];
        }
      }
      wrong += squeezed != *plain;
    }
  };
  for (std::size_t size = 0; size < 200; ++size) {
    for (int round = 0; round < 10; ++round) {
      std::string source;
      while (source.size() < size) {
        const unsigned choice = random.below(round == 0 ? 8 : 6);
        source += choice < 3    ? "\\\""
                  : choice < 6  ? pieces(random, "{}[]:,ab 1\xC3", 1 + random.below(9))
                  : choice == 6 ? "\\\\"
                                : "\\n";
      }
      check(source);
    }
    check(std::string(size, 'x') + "\\\"");
    check(std::string(size, 'x') + "\\");
  }
  CHECK(wrong == 0);
  CHECK(done > 1000);
}

#if CALLVIEW_DEFINITIONS  // otherwise, the kernels are compiled in another source and not visible here
TEST_CASE("escaping bytes across the ends of blocks", "[kernels]") {
  dice random(13);
  unsigned wrong = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text(192, 'x');
    const auto density = random.below(4) + 1;
    for (char& c : text) { c = random.below(density) == 0 ? '\\' : 'x'; }
    std::uint64_t carry = 0;
    bool escape = false;
    for (std::size_t b = 0; b < 3; ++b) {
      const std::uint64_t carried = carry;
      const std::uint64_t escaping = escaping_bytes(portable::block(text.data() + b * 64, {}).backslash(), carry);
      const std::uint64_t escaped = escaping << 1 | carried;
      for (std::size_t i = 0; i < 64; ++i) {
        wrong += ((escaped >> i & 1) != 0) != escape;
        escape = !escape && text[b * 64 + i] == '\\';
      }
    }
  }
  CHECK(wrong == 0);
}
#endif

TEST_CASE("a perfect hash finds its names and no others", "[kernels]") {
  const key_set& keys = callview::call_summary::callview_type().keys;
  const auto find = [&](std::string_view name) {
    const std::string padded = std::string(name) + std::string(16, '\x5A');
    return keys.find(padded.data(), name.size());
  };
  const auto& info = callview::call_summary::callview_type();
  for (unsigned i = 0; i < info.count; ++i) {
    const std::string name = info.fields[i].name;
    CHECK(find(name) == i);
    CHECK(find(name + "x") == key_set::not_found);
    CHECK(find("x" + name) == key_set::not_found);
    for (std::size_t at = 0; at < name.size(); ++at) {
      std::string other = name;
      other[at] ^= 1;
      CHECK(find(other) == key_set::not_found);
      other = name;
      other.erase(at, 1);
      const unsigned found = find(other);
      CHECK((found == key_set::not_found || std::string_view(info.fields[found].name) == other));
    }
  }
  CHECK(find("") == key_set::not_found);
}

TEST_CASE("the list of kernels has room for all kernels of the processor, and contains each once", "[kernels]") {
  const auto list = callview::detail::available_kernels();
  REQUIRE(list.count >= 1);
#if !defined(CALLVIEW_COMPILED)  // Otherwise, each_kernel() is not visible here.
  unsigned count = 0;
  callview::detail::each_kernel([&count](const callview::detail::kernel&) {
    ++count;
    return false;
  });
  CHECK(list.count == count);
#endif
  CHECK(std::string_view(list.begin()->name) == callview::detail::best_kernel().name);
  for (unsigned i = 0; i < list.count; ++i) {
    for (unsigned j = 0; j < i; ++j) { CHECK(std::string_view(list.kernels[i].name) != list.kernels[j].name); }
  }
}

TEST_CASE("simdjson's strings have the padding that kernels need, so they are not copied", "[kernels]") {
  STATIC_REQUIRE(simdjson::SIMDJSON_PADDING >= callview::detail::padding);
  STATIC_REQUIRE(callview::detail::padding >= callview::detail::block_size);
}
