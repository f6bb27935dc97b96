// SPDX-License-Identifier: MIT
// Reads any bytes as a document with callview and with simdjson's DOM. Values, absent, null and wrong types must agree.
#include "envelope.hpp"
#include "support/reference.hpp"

using namespace fuzz;
namespace dom = simdjson::dom;

namespace {

bool is_deep(std::string_view text) {
  int depth = 0, deepest = 0;
  for (const char c : text) {
    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    deepest = std::max(deepest, depth);
  }
  return deepest > 60;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) { return 0; }
  const std::string document(reinterpret_cast<const char*>(data) + 1, size - 1);
  // The two differ by design: callview's depth limit is lower, and it rejects a byte order mark.
  if (is_deep(document) || document.starts_with("\xEF\xBB\xBF")) { return 0; }
  static dom::parser parser;
  dom::element root;
  const auto refused = parser.parse(document).get(root);

  static callview::decoder decoder;
  const std::string body = wrapped(escaped(document, data[0]));
  const padded_copy padded(body, filler_for(body));
  const auto batch = decoder.decode(padded.view());
  if (refused == simdjson::UTF8_ERROR) {
    require(!batch, "accepted a body that is not UTF-8");
    return 0;
  }
  if (!batch) {
    require(batch.error().code == errc::not_utf8 && refused != simdjson::SUCCESS, "rejected a valid body");
    return 0;
  }
  const auto c = (*batch)[1]->call_summary();
  if (refused == simdjson::SUCCESS) {
    require((c.error().code == errc::data_not_an_object) == !root.is_object(), "disagrees about the document type");
    if (!root.is_object()) { return 0; }
    const errc code = c.validate().error().code;
    require(code != errc::data_not_json && code != errc::too_deep && code != errc::stale_view,
            "validate() rejected a valid document");
    static test::judge judge = test::summary_judge();
    const std::string difference = judge(c, root);
    require(difference.empty(), difference.c_str());
    return 0;
  }
  // The other error codes also mean a number out of range or a lone surrogate.
  constexpr simdjson::error_code grammar[] = {
      simdjson::TAPE_ERROR,      simdjson::T_ATOM_ERROR,    simdjson::F_ATOM_ERROR, simdjson::N_ATOM_ERROR,
      simdjson::UNESCAPED_CHARS, simdjson::UNCLOSED_STRING, simdjson::EMPTY};
  const bool is_grammar = std::find(std::begin(grammar), std::end(grammar), refused) != std::end(grammar);
  if (is_grammar) { require(!c.validate(), "validate() accepted a document that is not JSON"); }
  return 0;
}
