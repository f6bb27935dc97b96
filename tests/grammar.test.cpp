// SPDX-License-Identifier: MIT
// Compares the byte-wise JSON grammar and the conversion of numbers with those of simdjson.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/effort.hpp"

#include <bit>
#include <cfloat>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace test;
using namespace callview::detail;

namespace {

/// Whether the text is one JSON value and nothing else.
bool is_json(std::string_view text) {
  const char* const end = text.data() + text.size();
  const checked c = check_value(text.data(), end, 64);
  return c.code == errc::ok && skip_space(c.at, end) == end;
}

/// All strings over an alphabet, up to a length.
template <class Use>
void each_string(std::string_view alphabet, std::size_t length, Use use, std::string prefix = {}) {
  use(prefix);
  if (prefix.size() == length) { return; }
  for (const char c : alphabet) { each_string(alphabet, length, use, prefix + c); }
}

}  // namespace

TEST_CASE("every short text over small alphabets is valid exactly if the DOM accepts it", "[grammar]") {
  simdjson::dom::parser parser;
  unsigned accepted = 0;
  unsigned texts = 0;
  const auto judge = [&](const std::string& text) {
    simdjson::dom::element root;
    const auto code = parser.parse(text).get(root);
    ++texts;
    accepted += code == simdjson::SUCCESS;
    if (is_json(text) != (code == simdjson::SUCCESS)) {
      INFO(text);
      CHECK(is_json(text) == (code == simdjson::SUCCESS));
    }
  };
  each_string("{}[]\":,1", 6, judge);
  each_string("01-+.eE ", 5, judge);
  each_string("[]1, ", 7, judge);
  for (const char* quoted : {"\"%s\"", "[\"%s\"]", "{\"%s\":1}"}) {
    each_string("\\u0d\"na", 5, [&](const std::string& inside) {
      if (inside.find("d") != std::string::npos && inside.find("\\u") != std::string::npos) { return; }  // surrogates
      std::string text = quoted;
      text.replace(text.find("%s"), 2, inside);
      judge(text);
    });
  }
  CHECK(accepted > 1000);
  CHECK(texts > 400000);
}

TEST_CASE("doubles equal those of the DOM, to the last bit", "[grammar]") {
  simdjson::dom::parser parser;
  dice random(3);
  unsigned wrong = 0;
  for (unsigned i = 0; i < wanted_documents(200000); ++i) {
    char text[64];
    switch (i % 4) {
      case 0:
        std::snprintf(text, sizeof text, "%.*g", static_cast<int>(random.below(18)) + 1,
                      std::bit_cast<double>(random.bits()));
        break;
      case 1:
        std::snprintf(text, sizeof text, "%.*f", static_cast<int>(random.below(12)), random.below(100000000) / 7919.0);
        break;
      case 2:
        std::snprintf(text, sizeof text, "%llue%d", static_cast<unsigned long long>(random.bits() >> random.below(64)),
                      static_cast<int>(random.below(60)) - 30);
        break;
      default:
        std::snprintf(text, sizeof text, "-0.%s%llu", std::string(random.below(14), '0').c_str(),
                      static_cast<unsigned long long>(random.bits() % 1000000000000));
        break;
    }
    const std::string_view view(text);
    if (view.find('n') != std::string_view::npos) { continue; }  // inf or nan
    double expected = 0;
    const bool finite = parser.parse(view.data(), view.size()).get_double().get(expected) == simdjson::SUCCESS;
#if FLT_EVAL_METHOD != 0
    expected = std::strtod(text, nullptr);  // simdjson 3.0.1 rounds some numbers twice with x87 instructions
#endif
    double got = 0;
    const errc code = read_double(view.data(), view.data() + view.size(), got);
    wrong += finite != (code == errc::ok) ||
             (finite && std::bit_cast<std::uint64_t>(got) != std::bit_cast<std::uint64_t>(expected));
  }
  CHECK(wrong == 0);
}

TEST_CASE("check_value() reads nothing after the given end", "[grammar]") {
  for (const std::string_view whole : {"{\"a\":[1,true,\"\\u00e9\"]}", "-1.5e+10", "false", "\"\\\\\""}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const std::vector<char> exact(
          whole.begin(),
          whole.begin() + static_cast<std::ptrdiff_t>(n));  // so the sanitizer sees reads after it
      const checked c = check_value(exact.data(), exact.data() + n, 64);
      const bool number_prefix = whole[0] == '-' && c.code == errc::ok;
      CHECK((c.code != errc::ok || number_prefix));
    }
  }
}
