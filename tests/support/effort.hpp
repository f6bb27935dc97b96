// SPDX-License-Identifier: MIT
// How many documents the comparison tests try. The environment variable CALLVIEW_TEST_DOCUMENTS is a factor for the
// usual number: 50 in a long run, 1/5 if programs are slow.
#pragma once

#include <cstdlib>

namespace test {

struct effort {
  unsigned times = 1;
  unsigned one_of = 1;
};

inline effort wanted_effort() {
  const char* text = std::getenv("CALLVIEW_TEST_DOCUMENTS");
  if (text == nullptr) { return {}; }
  const auto positive = [](unsigned long n) { return n == 0 ? 1U : static_cast<unsigned>(n); };
  char* end = nullptr;
  const unsigned times = positive(std::strtoul(text, &end, 10));
  return {times, *end == '/' ? positive(std::strtoul(end + 1, nullptr, 10)) : 1};
}

/// How many of `usual` random documents to make.
inline unsigned wanted_documents(unsigned usual) {
  const effort e = wanted_effort();
  return usual * e.times / e.one_of;
}

/// Whether to try the next document of a list.
class sampling {
 public:
  bool next() { return ++count_ % one_of_ == 0; }

 private:
  unsigned one_of_ = wanted_effort().one_of;
  unsigned count_ = 0;
};

}  // namespace test
