// SPDX-License-Identifier: MIT
// Protects: the block kernels against their portable form, and un-escaping against one written another way.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <array>
#include <cstring>
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
  for (const lone_surrogate policy : {lone_surrogate::refuse, lone_surrogate::replace, lone_surrogate::keep}) {
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
  CHECK(unescape("\\ud801", 6, out, lone_surrogate::keep).size == 3);
  CHECK(std::string_view(out, 3) == "\xED\xA0\x81");
}

TEST_CASE("a block's masks are the same from every kernel", "[kernels]") {
  dice random(9);
  const auto same = [](const char* block) {
    const block_masks a = classify(block), b = classify_portable(block);
    return a.quote == b.quote && a.backslash == b.backslash && a.control == b.control && a.open == b.open &&
           a.close == b.close && a.separator == b.separator;
  };
  unsigned wrong = 0;
  char block[block_size];
  for (int c = 0; c < 256; ++c) {
    for (std::size_t i = 0; i < block_size; ++i) {
      std::memset(block, 'x', sizeof block);
      block[i] = static_cast<char>(c);
      wrong += !same(block);
    }
  }
  for (int round = 0; round < 10000; ++round) {
    for (char& c : block) { c = static_cast<char>(random.below(256)); }
    wrong += !same(block);
  }
  CHECK(wrong == 0);
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
      const std::uint64_t escaped = escaped_bytes(classify_portable(text.data() + b * 64).backslash, carry);
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
