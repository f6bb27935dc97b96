// SPDX-License-Identifier: MIT
// Tests a program with translation units that are compiled in different modes: for different processors, with
// simdjson's development checks, and with callview compiled as a library. Exit code 0 if all give the same results.
#include <cstdio>

#include "../support/bodies.hpp"
#include "../support/generator.hpp"
#include "modes.hpp"

int main() {
  test::generator make(11);
  unsigned wrong = 0;
  for (unsigned i = 0; i < 300; ++i) {
    const std::string document = make.document();
    std::string body = "[" + test::event(i % 2 == 0 ? test::json_string(document) : document) + "]";
    if (i % 5 == 0) { body.resize(body.size() - i % 40); }
    const std::uint64_t expected = modes::plain(body);
    wrong += modes::native(body) != expected;
    wrong += modes::checked(body) != expected;
    wrong += modes::compiled(body) != expected;
    wrong += modes::plain(body) != expected;
  }
  std::printf("%u differences\n", wrong);
  return wrong == 0 ? 0 : 1;
}
