// SPDX-License-Identifier: MIT
// Protects: all kernels against the grammar and each other, and un-escaping against one written another way.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <array>
#include <cstring>
#include <iterator>
#include <optional>
#include <vector>

using namespace test;
using namespace callview::detail;

namespace {

/// Un-escapes by the book, one character after the other. Nothing where the text is no inside of a JSON string.
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

void compare(const std::string& in) {
  std::vector<char> target(in.size() + 1, '#');
  const unescaped u = unescape(in.data(), in.size(), target.data(), lone_surrogate::refuse);
  const auto expected = reference(in);
  const bool same = (u.fault == unescape_fault::none) == expected.has_value() &&
                    (!expected || std::string_view(target.data(), u.size) == *expected) && target[in.size()] == '#';
  if (!same) {
    INFO(in);
    CHECK(same);
  }
}

}  // namespace

TEST_CASE("un-escaping: all strings up to length 6 over six bytes", "[kernels]") {
  const std::string_view alphabet = "\\\"uD0a";
  std::size_t count = 1;
  for (std::size_t length = 0; length <= 6; ++length, count *= alphabet.size()) {
    for (std::size_t n = 0; n < count; ++n) {
      std::string text;
      for (std::size_t i = 0, k = n; i < length; ++i, k /= alphabet.size()) { text += alphabet[k % alphabet.size()]; }
      compare(text);
      compare("\\ud83" + text);
      compare("\\ud83d\\ud" + text + "0");
    }
  }
}

TEST_CASE("un-escaping: long random texts", "[kernels]") {
  dice random(5);
  static constexpr std::array<const char*, 12> pieces = {"\\\"",           "\\\\",     "\\n",     "\\u00e9",
                                                         "\\ud83d\\ude00", "\\/",      "a",       "some text",
                                                         "\xC3\xA9",       "\\\\\\\"", "\\u0000", "\\ud83d"};
  for (unsigned round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t choices = random.below(8) == 0 ? pieces.size() : pieces.size() - 1;
    for (unsigned n = random.below(200); n != 0; --n) { text += pieces[random.below(choices)]; }
    compare(text);
  }
}

TEST_CASE("un-escaping never writes more than it reads, whatever it does with lone surrogates", "[kernels]") {
  for (const lone_surrogate policy : {lone_surrogate::refuse, lone_surrogate::replace}) {
    for (const std::string_view in : {R"(\ud800)", R"(a\udc00b)", R"(\ud800\ud800\udc00)", R"(\uffff)", R"(\u0000)"}) {
      std::string out(in.size(), '#');
      const unescaped u = unescape(in.data(), in.size(), out.data(), policy);
      CHECK(u.size <= in.size());
      const bool lone = in.find("\\uf") == std::string_view::npos && in.find("\\u0") == std::string_view::npos;
      CHECK((u.fault == unescape_fault::lone_surrogate) == (lone && policy == lone_surrogate::refuse));
    }
  }
  char out[8];
  CHECK(unescape("\\ud800", 6, out, lone_surrogate::replace).size == 3);
  CHECK(std::string_view(out, 3) == "\xEF\xBF\xBD");
}

namespace {

/// Everything that a kernel makes of a text.
struct outcome {
  bool flag = false;
  std::string text;
  std::vector<std::uint64_t> words;
  std::vector<std::uint8_t> opens, closes;
  bool operator==(const outcome&) const = default;
};

/// The source is followed by bytes that must not matter.
std::string with_tail(const std::string& source, char tail) { return source + std::string(padding, tail); }

outcome run(const kernel& k, bool escaped, const std::string& source, char tail) {
  const std::string in = with_tail(source, tail);
  const auto size = static_cast<std::uint32_t>(source.size());
  const std::size_t blocks = size / block_size + 1;
  outcome o{false, std::string(source.size() + padding, '#'), std::vector<std::uint64_t>(blocks, 77),
            std::vector<std::uint8_t>(blocks, 77), std::vector<std::uint8_t>(blocks, 77)};
  const token_sink sink{o.words.data(), o.opens.data(), o.closes.data()};
  o.flag = escaped ? k.open(in.data(), size, o.text.data(), sink) : k.index(in.data(), size, sink);
  o.text.resize(source.size());  // behind it a kernel may write as it likes
  if (escaped && !o.flag) { return {}; }
  return o;
}

/// The same by the book, a byte at a time.
outcome by_the_book(const std::string& text) {
  const std::size_t blocks = text.size() / block_size + 1;
  outcome o{false, std::string(text.size(), '#'), std::vector<std::uint64_t>(blocks), std::vector<std::uint8_t>(blocks),
            std::vector<std::uint8_t>(blocks)};
  bool in_string = false, escape = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto token = [&] { o.words[i / 64] |= std::uint64_t{1} << (i % 64); };
    o.flag = o.flag || c == '\\' || (in_string && static_cast<unsigned char>(c) < 0x20);
    if (escape) {
      escape = false;
    } else if (c == '\\') {
      escape = true;
      continue;
    } else if (c == '"') {
      in_string = !in_string;
      if (in_string) { token(); }
      continue;
    }
    if (in_string) { continue; }
    if (c == '{' || c == '[') { token(), ++o.opens[i / 64]; }
    if (c == '}' || c == ']') { token(), ++o.closes[i / 64]; }
    if (c == ':' || c == ',') { token(); }
  }
  o.words[text.size() / 64] |= std::uint64_t{1} << (text.size() % 64);
  return o;
}

/// A text of random pieces.
std::string pieces(dice& random, std::string_view alphabet, std::size_t size) {
  std::string out;
  while (out.size() < size) { out += alphabet[random.below(alphabet.size())]; }
  return out;
}

}  // namespace

TEST_CASE("every kernel finds the same tokens, those of the grammar", "[kernels]") {
  const kernel_list kernels = available_kernels();
  REQUIRE(kernels.count >= 1);
  CHECK(std::string_view(std::prev(kernels.end())->name) == "portable");
  dice random(9);
  unsigned wrong = 0;
  const auto check = [&](const std::string& text) {
    const outcome expected = by_the_book(text);
    for (const kernel& k : kernels) {
      for (const char tail : {'"', '}', '\\', '\0'}) { wrong += run(k, false, text, tail) != expected; }
    }
  };
  for (std::size_t size = 0; size < 200; ++size) {
    check(std::string(size, 'x'));
    check(std::string(size, '\\'));
    check(std::string(size, '"'));
    check(std::string(size, '['));
    for (int round = 0; round < 10; ++round) {
      check(pieces(random, "{}[]:,\"\\ ax\n\x1F\x7F\xFB\xDD", size));
      check(pieces(random, "{}:,\"abc", size));
      check(pieces(random, "\\\"a", size));
    }
  }
  for (int c = 0; c < 256; ++c) {
    std::string text = "\"" + std::string(70, 'x');
    text[40] = static_cast<char>(c);
    check(text);
    check(text.substr(1));
  }
  CHECK(wrong == 0);
}

TEST_CASE("every kernel opens a document the same way, and exactly but for spaces", "[kernels]") {
  const kernel_list kernels = available_kernels();
  dice random(21);
  unsigned wrong = 0, opened_count = 0;
  const auto check = [&](const std::string& source) {
    const auto plain = reference(source);
    bool pure = plain.has_value();  // no escape but \"
    for (std::size_t i = 0; i < source.size(); ++i) {
      if (source[i] == '\\') {
        ++i;
        pure = pure && i < source.size() && source[i] == '"';
      } else {
        pure = pure && source[i] != '"';  // cannot be in a string, and kernels may answer as they like
      }
    }
    for (const kernel& k : kernels) {
      const outcome o = run(k, true, source, '"');
      wrong += o.flag != pure;
      if (!o.flag) { continue; }
      ++opened_count;
      // The tokens are those of the text, and the text is the document with spaces beside its quotes.
      outcome expected = by_the_book(o.text);
      expected.flag = true;
      expected.text = o.text;
      wrong += o != expected;
      std::string squeezed;
      bool in_string = false;
      for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\\') {
          wrong += o.text[i] != (in_string ? '"' : ' ') || o.text[i + 1] != (in_string ? ' ' : '"');
          squeezed += '"';
          in_string = !in_string;
          ++i;
        } else {
          wrong += o.text[i] != source[i];
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
  CHECK(opened_count > 1000);
}

TEST_CASE("a decoder answers the same with every kernel", "[kernels]") {
  const std::string document =
      R"({"call_sid":"A","from":{"city":"K","location":{"lat":1.5}},"tags":["a","b"],"x":[{"y":"}"}]})";
  for (const kernel& k : available_kernels()) {
    document_state state;
    node nodes[1];
    std::uint32_t slots[1];
    state.nodes = nodes;
    state.slots = slots;
    state.doc.run = k;
    const std::string escaped = json_string(document);
    std::vector<char> target(escaped.size() + padding);
    const std::string source = with_tail(escaped.substr(1, escaped.size() - 2), '"');
    REQUIRE(state.doc.open_escaped({source.data(), escaped.size() - 2}, target.data()) == errc::ok);
    walker w(state.doc, static_cast<std::uint32_t>(state.doc.view({0, state.doc.size}).find('{')));
    std::string keys;
    while (w.next()) { keys += std::string(state.doc.view(w.key())) + ' '; }
    CHECK(keys == "call_sid from tags x ");
    CHECK_FALSE(w.broken());
  }
}

TEST_CASE("escaped bytes, over the ends of blocks", "[kernels]") {
  dice random(13);
  unsigned wrong = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text(192, 'x');
    const auto density = random.below(4) + 1;
    for (char& c : text) { c = random.below(density) == 0 ? '\\' : 'x'; }
    std::uint64_t carry = 0;
    bool escape = false;
    for (std::size_t b = 0; b < 3; ++b) {
      const std::uint64_t escaped = escaped_bytes(portable::block(text.data() + b * 64).equal('\\'), carry);
      for (std::size_t i = 0; i < 64; ++i) {
        wrong += ((escaped >> i & 1) != 0) != escape;
        escape = !escape && text[b * 64 + i] == '\\';
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a perfect hash finds its names and no other", "[kernels]") {
  const key_set& keys = callview::call_summary::callview_info().keys;
  const auto find = [&](std::string_view name) {
    const std::string padded = std::string(name) + std::string(16, '\x5A');
    return keys.find(padded.data(), name.size());
  };
  const auto& info = callview::call_summary::callview_info();
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
