// SPDX-License-Identifier: MIT
// Protects: every field of the schema has its accessor, with the type and the place that the tests' own list says.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/listed.hpp"

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
    static_assert(sizeof(view) == 16 && std::is_trivially_copyable_v<view> && std::is_default_constructible_v<view>); \
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
  unsigned listed_values = 0;
#define CHECK_COUNT(e, count)                                                 \
  CHECK(static_cast<unsigned>(callview::e::unrecognized) == unsigned{count}); \
  CHECK(callview::text(callview::e::unrecognized).empty());                   \
  listed_values += count;
  ENUMERATIONS(CHECK_COUNT)
  CHECK(values == listed_values);
}

TEST_CASE("personal data is marked, and only that", "[schema]") {
  std::string marked;
  const auto add = [&marked](const callview::detail::object_type& info) {
    for (unsigned i = 0; i < info.count; ++i) {
      if (info.fields[i].personal) { marked += std::string(info.fields[i].name) + ' '; }
    }
  };
  add(callview::summary::party::callview_type());
  add(callview::summary::location::callview_type());
  add(callview::summary::properties::callview_type());
  add(callview::summary::sdk_events::callview_type());
  add(callview::summary::branded_call::callview_type());
  add(callview::summary::annotation::callview_type());
  add(callview::call_summary::callview_type());
  CHECK(
      marked ==
      "caller callee number_prefix city country_subdivision ip_address lat lon external_media_ip external_signaling_ip "
      "sip_call_id user_agent feedback caller comment ");
}
