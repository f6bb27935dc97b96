// SPDX-License-Identifier: MIT
// Compares every accessor of every document type with what simdjson's DOM reads from the same documents. In these, each
// field occurs with a value, as null, absent and with a wrong type.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/document_maker.hpp"
#include "support/listed.hpp"
#include "support/reference.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>

using namespace test;

namespace {

/// How many fields occurred in each state, and how many fields there are.
struct tally {
  unsigned values = 0, nulls = 0, absent = 0, wrong = 0, fields = 0;

  void add(const judge::coverage& covered) {
    for (const auto& [field, met] : covered) {
      if (!(met.value && met.null && met.absent && met.wrong)) { UNSCOPED_INFO(field.second); }
      values += met.value;
      nulls += met.null;
      absent += met.absent;
      wrong += met.wrong;
      ++fields;
    }
  }
};

/// An event type that carries the document type `T`.
template <class T>
std::string type_of() {
  for (const auto& t : callview::detail::event_types) {
    if (callview::detail::document_line<T>::kinds.holds(t.kind)) {
      return std::string(callview::detail::event_type_prefix).append(t.type);
    }
  }
  return {};
}

/// Whether this number of fields occurred, each in every state.
bool is_complete(const judge::coverage& covered, std::size_t fields) {
  return covered.size() == fields && std::all_of(covered.begin(), covered.end(), [](const auto& entry) {
           const judge::met& met = entry.second;
           return met.value && met.null && met.absent && met.wrong;
         });
}

/// Compares documents until each field has occurred in every state.
template <class T>
void compare_documents(judge& compare, std::size_t fields) {
  document_maker make(callview::detail::type_of<T>, 20261129);
  make.meet_every_state();
  simdjson::dom::parser parser;
  callview::decoder decoder;
  unsigned compared = 0;
  for (unsigned i = 0; i < 10000; ++i) {
    if (i >= 600 && i % 100 == 0 && is_complete(compare.covered(), fields)) { break; }
    const std::string document = make();
    simdjson::dom::element root;
    if (parser.parse(document).get(root) != simdjson::SUCCESS || !root.is_object()) { continue; }
    INFO(document);
    for (const form f : {form::string, form::object}) {
      const simdjson::padded_string body(event(f == form::string ? json_string(document) : document, type_of<T>()));
      const auto batch = decoder.decode(body);
      REQUIRE(batch.has_value());
      REQUIRE(compare((*batch)[0]->as<T>(), root) == "");
    }
    ++compared;
  }
  CHECK(compared > 300);
}

#define KNOW_FIELD(type, name, mark) compare.know(#type, #name);
#define KNOW_CLASS(c, list) DOCUMENT_FIELDS_##list(KNOW_FIELD)

}  // namespace

TEST_CASE("every accessor of every document type agrees with the DOM", "[document_fields]") {
  tally all;
#define COMPARE_DOCUMENT(d, fields, classes)                                          \
  {                                                                                   \
    judge compare;                                                                    \
    DOCUMENT_CLASSES_##d(KNOW_CLASS) compare_documents<callview::d>(compare, fields); \
    all.add(compare.covered());                                                       \
  }
  DOCUMENTS(COMPARE_DOCUMENT)
  std::printf("fields of other documents with a value, null, absent, wrong type: %u %u %u %u of %u\n", all.values,
              all.nulls, all.absent, all.wrong, all.fields);
  // The fields of a class that two documents share count twice.
  unsigned fields = 0;
#define COUNT_FIELDS(d, field_number, classes) fields += field_number;
  DOCUMENTS(COUNT_FIELDS)
  CHECK(all.fields == fields);
  CHECK(all.values == fields);
  CHECK(all.nulls == fields);
  CHECK(all.absent == fields);
  CHECK(all.wrong == fields);
}
