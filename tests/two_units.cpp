// SPDX-License-Identifier: MIT
// The second translation unit that includes everything: the linker would miss an `inline`. See result.test.cpp.
#include <callview/callview.hpp>

namespace test {
callview::errc decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body);
callview::errc decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body) {
  return decoder.decode(body).error().code;
}
}  // namespace test
