// SPDX-License-Identifier: MIT
// Any bytes as the document in a valid envelope, escaped in ways that the first byte chooses. What they are un-escaped
// to must be these bytes, and the same document as an object must answer the same.
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
    require(batch.error().code == errc::not_utf8, "a valid envelope that is refused");
    return 0;
  }
  require(batch->size() == 3, "a batch that lost events");
  for (const std::size_t i : {0U, 2U}) {
    require((*batch)[i]->call_summary().call_sid() == "CA1", "a neighbour that was harmed");
  }
  const auto e = *(*batch)[1];
  require(e.data_json() == document, "un-escaped to something else");
  const auto c = e.call_summary();
  answers forwards, backwards;
  reader(forwards, order::forwards).event(e, 1);
  reader(backwards, order::backwards).event(e, 1);
  require_same(forwards, backwards, true, "answers depend on the order of asking");
  // The object form stands in the body as it is, so a document can fail the body there.
  const std::string object_body = wrapped(document);
  const padded_copy object_padded(object_body, filler_for(object_body));
  const auto object_batch = other.decode(object_padded.view());
  if (!object_batch || object_batch->size() != 3 || !(*object_batch)[1]) { return 0; }
  // Nor need it be the whole of `data` there: `{},"x":{}` is two members of the envelope.
  if ((*object_batch)[1]->raw_data() != trimmed(document)) { return 0; }
  // What stands there as it is may be null, or a string that holds a document.
  if ((*object_batch)[1]->data_form() != callview::data_form::object) { return 0; }
  const auto object = (*object_batch)[1]->call_summary();
  answers of_string, of_object;
  reader(of_string, order::forwards).object(c, 1);
  reader(of_object, order::forwards).object(object, 1);
  require_same(of_string, of_object, false, "the two forms of data answer differently");
  return 0;
}
