// SPDX-License-Identifier: MIT
// A second translation unit that includes everything. If an `inline` is missing, the linker reports a duplicate symbol.
// See result.test.cpp.
#include <callview/callview.hpp>

namespace test {
callview::errc decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body);
callview::errc decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body) {
  return decoder.decode(body).error().code;
}
}  // namespace test
