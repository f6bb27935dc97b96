// SPDX-License-Identifier: MIT
// Decodes any bytes as the document in a valid envelope. The first byte selects how they are escaped. Unescaping must
// give these bytes, and the document as an object must give the same results.
#include "envelope.hpp"

using namespace fuzz;

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\n\r";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) { return {}; }
  return text.substr(begin, text.find_last_not_of(space) + 1 - begin);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) { return 0; }
  const std::string document(reinterpret_cast<const char*>(data) + 1, size - 1);
  static callview::decoder decoder;
  static callview::decoder other;

  const std::string body = wrapped(escaped(document, data[0]));
  const padded_copy padded(body, filler_for(body));
  const auto batch = decoder.decode(padded.view());
  if (!batch) {
    require(batch.error().code == errc::not_utf8, "rejected a valid envelope");
    return 0;
  }
  require(batch->size() == 3, "the batch lost events");
  for (const std::size_t i : {0U, 2U}) {
    require((*batch)[i]->call_summary().call_sid() == "CA1", "another event is affected");
  }
  const auto e = *(*batch)[1];
  require(e.data_json() == document, "unescaped to something else");
  const auto c = e.call_summary();
  answers forwards, backwards;
  reader(forwards, order::forwards).event(e, 1);
  reader(backwards, order::backwards).event(e, 1);
  require_same(forwards, backwards, true, "results depend on the order of the calls");
  // The object form is part of the body unchanged, so it can make the body invalid.
  const std::string object_body = wrapped(document);
  const padded_copy object_padded(object_body, filler_for(object_body));
  const auto object_batch = other.decode(object_padded.view());
  if (!object_batch || object_batch->size() != 3 || !(*object_batch)[1]) { return 0; }
  // It can also be more than `data`: `{},"x":{}` adds a member to the envelope.
  if ((*object_batch)[1]->raw_data() != trimmed(document)) { return 0; }
  // `data` can also be null, or a string that contains a document.
  if ((*object_batch)[1]->data_form() != callview::data_form::object) { return 0; }
  const auto object = (*object_batch)[1]->call_summary();
  answers of_string, of_object;
  reader(of_string, order::forwards).object(c, 1);
  reader(of_object, order::forwards).object(object, 1);
  require_same(of_string, of_object, false, "the two forms of data give different results");
  return 0;
}
