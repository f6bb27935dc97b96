// SPDX-License-Identifier: MIT
#include <callview/callview.hpp>

int decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body);
int decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body) {
  const auto events = decoder.decode(body);
  return events ? static_cast<int>(events->size()) : -1;
}
