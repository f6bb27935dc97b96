// SPDX-License-Identifier: MIT
// Reads any bytes as a document, with the fast walk and with the exact walk. All results must be the same. The first
// byte selects the document type, its form and how it is escaped. The second byte selects the text after the document
// and what is called first.
#include "support/walks.hpp"
#include "fuzz.hpp"
#include "support/tree.hpp"

using namespace fuzz;

namespace {

template <class C>
void compare(std::string_view text, unsigned form, std::uint8_t how, std::uint8_t second) {
  static constexpr std::array<std::string_view, 8> fillers = {
      " ", "\"", "}", ",", "\\", "7", ",\"call_sid\":\"\",\"name\":[]", ",\\\"call_sid\\\":\\\"\\\""};
  static test::walk_comparison walks;
  const std::string_view filler = fillers[second % fillers.size()];
  const auto first = static_cast<test::asked_first>(second / 8 % 4);
  std::string difference;
  if (form == 0) {  // the bytes are the contents of the string
    if (!test::is_inside_of_string(text)) { return; }
    difference = walks.operator()<C>(test::padded_document(text, true, true, filler), first);
  } else {
    difference = test::compare_forms<C>(walks, text, how, first, filler);
  }
  require(difference.empty(), difference.c_str());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) { return 0; }
  const exact_copy input(data + 2, size - 2);
  const unsigned form = data[0] / 4 % 2;
  const auto how = static_cast<std::uint8_t>(data[0] / 8);
  switch (data[0] % 4) {
    case 0:
    case 1: compare<callview::call_summary>(input.view(), form, how, data[1]); break;
    case 2: compare<callview::call_event>(input.view(), form, how, data[1]); break;
    default: compare<test::tree>(input.view(), form, how, data[1]);
  }
  return 0;
}
