// SPDX-License-Identifier: MIT
// Tests that every field of the schema has an accessor, with the type and position of the tests' own list.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/listed.hpp"

#include <concepts>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

TEST_CASE("all 154 fields of the 24 object types are reachable with their types", "[schema]") {
  unsigned fields = 0;
  unsigned classes = 0;
#define CHECK_FIELD(type, name)                                                                             \
  static_assert(std::is_same_v<decltype((std::declval<const view&>().name)()), LISTED_TYPE_##type>, #name); \
  static_assert(noexcept((std::declval<const view&>().name)()));                                            \
  names.emplace_back(#name);                                                                                \
  ++fields;
#define CHECK_CLASS(c)                                                                                                \
  {                                                                                                                   \
    using view = listed::c;                                                                                           \
    static_assert(sizeof(view) <= 16 && std::is_trivially_copyable_v<view> && std::is_default_constructible_v<view>); \
    std::vector<std::string_view> names;                                                                              \
    LISTED_##c(CHECK_FIELD) std::vector<std::string_view> visited;                                                    \
    callview::for_each_field(view(), [&](std::string_view name, const auto&) { visited.push_back(name); });           \
    CHECK(visited == names);                                                                                          \
    ++classes;                                                                                                        \
  }
  LISTED_CLASSES(CHECK_CLASS)
  CHECK(fields == 154);
  CHECK(classes == 24);
}

namespace {

/// The name of a field type in the list.
std::string_view listed_type(callview::detail::field_type type) {
  static constexpr std::string_view names[] = {
      "string",   "integer",      "integer_or_digits", "number",     "boolean",   "time",
      "seconds",  "milliseconds", "enumeration",       "raw_object", "raw_array", "object_of",
      "counters", "strings",      "enumerations",      "numbers",    "integers",  "objects_of"};
  return names[static_cast<std::size_t>(type)];
}

/// Adds an object type and all object types below it.
void collect(const callview::detail::object_type& type, std::set<const callview::detail::object_type*>& types) {
  if (!types.insert(&type).second) { return; }
  for (unsigned i = 0; i < type.count; ++i) {
    if (type.fields[i].child != nullptr) { collect(*type.fields[i].child, types); }
  }
}

/// A field of the list.
struct listed_field {
  std::string_view type;
  std::string_view name;
  std::string_view mark;
};

/// Counts the fields and classes that the list has and that the document has.
struct tally {
  std::set<const callview::detail::object_type*> listed;
  unsigned fields = 0;

  /// Compares a class with its list, and both with what `for_each_field()` visits.
  void check(const callview::detail::object_type& type, const std::vector<listed_field>& list,
             const std::vector<std::string_view>& visited) {
    CHECK(listed.insert(&type).second);
    REQUIRE(list.size() == type.count);
    REQUIRE(visited.size() == type.count);
    for (unsigned i = 0; i < type.count; ++i) {
      const callview::detail::field_info& f = type.fields[i];
      const listed_field& l = list[i];
      INFO(l.name);
      CHECK(f.name == l.name);
      CHECK(visited[i] == l.name);
      CHECK(listed_type(f.type) == l.type.substr(0, l.type.find('(')));
      CHECK((f.personal ? "personal" : "plain") == l.mark);
      ++fields;
    }
  }

  /// The result, such as "11 of 11 fields in 1 of 1 classes".
  [[nodiscard]] std::string text(const callview::detail::object_type& document) const {
    std::set<const callview::detail::object_type*> all;
    collect(document, all);
    unsigned all_fields = 0;
    for (const auto* type : all) { all_fields += type->count; }
    const std::string_view parts[] = {" of ", " fields in ", " of ", " classes"};
    std::string text;
    std::size_t part = 0;
    for (const std::size_t n : {std::size_t{fields}, std::size_t{all_fields}, listed.size(), all.size()}) {
      text.append(std::to_string(n)).append(parts[part++]);
    }
    return text;
  }
};

template <class C>
concept ranked = requires(const C& c) {
  { c.rank() } -> std::same_as<callview::summary_rank>;
};
/// The functions that every document has.
template <class C>
concept document = std::derived_from<C, callview::document_view<C>> && requires(const C& c) {
  { c.validate() } -> std::same_as<callview::result<void>>;
  c.report_drift([](callview::drift_kind, std::string_view, std::string_view) {});
};
static_assert(document<callview::call_summary> && ranked<callview::call_summary>);
static_assert(!document<callview::summary::party>);

}  // namespace

#define CHECK_LISTED(type_, name_, mark)                                                                       \
  static_assert(std::is_same_v<decltype((std::declval<const view&>().name_)()), LISTED_TYPE_##type_>, #name_); \
  static_assert(noexcept((std::declval<const view&>().name_)()));                                              \
  listed.push_back({#type_, #name_, #mark});
#define CHECK_LISTED_CLASS(c, list)                                                                                   \
  {                                                                                                                   \
    using view = c;                                                                                                   \
    static_assert(sizeof(view) <= 16 && std::is_trivially_copyable_v<view> && std::is_default_constructible_v<view>); \
    std::vector<listed_field> listed;                                                                                 \
    DOCUMENT_FIELDS_##list(CHECK_LISTED) std::vector<std::string_view> visited;                                       \
    callview::for_each_field(view(), [&](std::string_view name, const auto&) { visited.push_back(name); });           \
    t.check(view::callview_type(), listed, visited);                                                                  \
  }
#define CHECK_DOCUMENT(d, field_number, class_number)                                                                \
  TEST_CASE("all " #field_number " fields of " #d " have their types and marks", "[schema]") {                       \
    static_assert(document<callview::d>);                                                                            \
    tally t;                                                                                                         \
    DOCUMENT_CLASSES_##d(CHECK_LISTED_CLASS)                                                                         \
        CHECK(t.text(callview::d::callview_type()) == #field_number " of " #field_number " fields in " #class_number \
                                                                    " of " #class_number " classes");                \
  }
DOCUMENTS(CHECK_DOCUMENT)

TEST_CASE("summaries of calls and of conferences have ranks, other documents have none", "[schema]") {
#define COUNT_RANKED(d, fields, classes) ranked_documents += ranked<callview::d> ? 1 : 0;
  unsigned ranked_documents = 0;
  DOCUMENTS(COUNT_RANKED)
  CHECK(ranked_documents == 1);
  CHECK(ranked<callview::conference_summary>);
  CHECK(callview::conference_summary().rank() == callview::summary_rank());
}

TEST_CASE("a field named error hides error() of the view, which remains callable through the base class", "[schema]") {
  const callview::call_event e;
  CHECK(e.sdk_edge().error().code().is_absent());
  CHECK(e.conversation_relay_data().error().error_code().is_absent());
  CHECK(e.sdk_edge().object_view::error().code == e.error().code);
  CHECK(e.sdk_edge().error().error().code == e.error().code);
}

TEST_CASE("all enumerations have their values, in order, and their texts", "[schema]") {
  unsigned values = 0;
#define CHECK_VALUE(e, enumerator, known_text)                                                 \
  {                                                                                            \
    CHECK(callview::text(callview::e::enumerator) == known_text);                              \
    CHECK(callview::detail::find_enum(callview::detail::enum_keys<callview::e>, known_text) == \
          static_cast<unsigned>(callview::e::enumerator));                                     \
    ++values;                                                                                  \
  }
  ENUMERATED(CHECK_VALUE)
  DOCUMENT_ENUMERATED(CHECK_VALUE)
  unsigned listed_values = 0;
#define CHECK_COUNT(e, count)                                                 \
  CHECK(static_cast<unsigned>(callview::e::unrecognized) == unsigned{count}); \
  CHECK(callview::text(callview::e::unrecognized).empty());                   \
  listed_values += count;
  ENUMERATIONS(CHECK_COUNT)
  DOCUMENT_ENUMERATIONS(CHECK_COUNT)
  CHECK(values == listed_values);
}

TEST_CASE("exactly the personal fields of call summaries are marked", "[schema]") {
  std::string marked;
#define ADD_MARKED(c)                                                             \
  for (unsigned i = 0; i < listed::c::callview_type().count; ++i) {               \
    const callview::detail::field_info& f = listed::c::callview_type().fields[i]; \
    if (f.personal) { marked.append(f.name) += ' '; }                             \
  }
  LISTED_CLASSES(ADD_MARKED)
  CHECK(
      marked ==
      "lat lon caller callee number_prefix city country_subdivision ip_address external_media_ip external_signaling_ip "
      "sip_call_id user_agent feedback caller comment ");
}
