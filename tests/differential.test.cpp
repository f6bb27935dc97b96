// SPDX-License-Identifier: MIT
// Compares every accessor with what simdjson's DOM reads from the same document. The documents are generated from the
// tests' own list of fields.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/generator.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>
#include <vector>

using namespace test;
namespace dom = simdjson::dom;

namespace {

/// The value of a field according to the DOM; empty if the field is absent.
using reference = std::optional<dom::element>;

reference member(const reference& object, std::string_view key) {
  dom::object fields;
  if (!object || object->get(fields) != simdjson::SUCCESS) { return std::nullopt; }
  for (const auto& field : fields) {
    if (field.key == key) { return field.value; }  // the first of duplicates
  }
  return std::nullopt;
}

/// Which states of a field occurred: a value, null, absence from an object that is present, a value of a wrong type.
struct met {
  bool value = false, null = false, absent = false, wrong = false;
};
std::map<std::string, met> coverage;

struct comparison {
  comparison(met& m, bool is_in_object) : seen(m), in_object(is_in_object) {}
  met& seen;
  bool in_object;

  /// Compares absent, null and wrong values, which are the same for all types. Returns false if a value is expected.
  bool settled(const callview::error& e, const reference& r, bool right_type) {
    if (!r) {
      seen.absent = seen.absent || in_object;
      CHECK(e.code == errc::field_absent);
    } else if (r->is_null()) {
      seen.null = true;
      CHECK(e.code == errc::field_null);
    } else if (!right_type) {
      seen.wrong = true;
      CHECK(e.code == errc::wrong_type);
    } else {
      seen.value = true;
      return false;
    }
    return true;
  }
};

bool is_integer(const reference& r) { return r && (r->is_int64() || r->is_uint64()); }
bool is_number(const reference& r) { return is_integer(r) || (r && r->is_double()); }
std::string_view text_of(const reference& r) { return r->get_string().value_unsafe(); }

void compare_string(comparison c, const callview::result<std::string_view>& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_string())) { CHECK(got == text_of(r)); }
}
template <class N>
void compare_count(comparison c, const callview::result<N>& got, const reference& r, std::int64_t count) {
  if (c.settled(got.error(), r, is_integer(r))) { return; }
  if (r->is_int64()) {
    REQUIRE(got.has_value());
    CHECK(count == r->get_int64().value_unsafe());
  } else {
    CHECK(got.error().code == errc::out_of_range);
  }
}
void compare_integer(comparison c, const callview::result<std::int64_t>& got, const reference& r) {
  compare_count(c, got, r, got.value_or(0));
}
void compare_seconds(comparison c, const callview::result<std::chrono::seconds>& got, const reference& r) {
  compare_count(c, got, r, got ? got->count() : 0);
}
void compare_milliseconds(comparison c, const callview::result<std::chrono::milliseconds>& got, const reference& r) {
  compare_count(c, got, r, got ? got->count() : 0);
}
void compare_number(comparison c, const callview::result<double>& got, const reference& r) {
  if (c.settled(got.error(), r, is_number(r))) { return; }
  REQUIRE(got.has_value());
  CHECK(std::bit_cast<std::uint64_t>(*got) == std::bit_cast<std::uint64_t>(r->get_double().value_unsafe()));
}
void compare_boolean(comparison c, const callview::result<bool>& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_bool())) { CHECK(got == r->get_bool().value_unsafe()); }
}
void compare_time(comparison c, const callview::result<callview::timestamp>& got, const reference& r) {
  if (c.settled(got.error(), r, r && r->is_string())) { return; }
  const std::string text(text_of(r));
  int year = 0;
  unsigned month = 0, day = 0;
  int hour = 0, minute = 0, second = 0;
  REQUIRE(std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%d", &year, &month, &day, &hour, &minute, &second) == 6);
  if (second == 60) {
    CHECK(got.error().code == errc::invalid_timestamp);
    return;
  }
  const std::chrono::sys_days date = std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day);
  const auto days = std::int64_t{date.time_since_epoch().count()};
  std::int64_t expected = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
  if (text.find('.') != std::string::npos) { expected += 250; }
  if (text.find('+') != std::string::npos) { expected -= 330 * 60000; }
  REQUIRE(got.has_value());
  CHECK(got->time_since_epoch().count() == expected);
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) { c = c == '-' ? '_' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c; }
  return out;
}
template <class E>
void compare_enum(comparison c, const callview::result<callview::open_enum<E>>& got, const reference& r) {
  if (c.settled(got.error(), r, r && r->is_string())) { return; }
  REQUIRE(got.has_value());
  CHECK(got->text() == text_of(r));
  const auto known = known_values<E>::list();
  std::size_t i = 0;
  while (i < known.size() && folded(known[i]) != folded(text_of(r))) { ++i; }
  CHECK(static_cast<std::size_t>(got->value()) == i);  // the value after the last is `unrecognized`
}

std::string minified(std::string_view json) {
  dom::parser parser;
  dom::element root;
  REQUIRE(parser.parse(simdjson::padded_string(json)).get(root) == simdjson::SUCCESS);
  return simdjson::minify(root);
}
void compare_raw_object(comparison c, const callview::result<std::string_view>& got, const reference& r) {
  if (!c.settled(got.error(), r, r && r->is_object())) { CHECK(minified(*got) == simdjson::minify(*r)); }
}

/// Objects and lists say in two ways why they are missing.
template <class View>
void compare_reason(const View& got) {
  const bool is_absent = got.is_absent();
  const bool is_null = got.is_null();
  const errc code = callview::detail::view_access::error(got).code;  // a key `error` hides the member function
  CHECK(is_absent == (code == errc::field_absent));
  CHECK(is_null == (code == errc::field_null));
}

template <class List, class Item>
void compare_items(comparison c, const List& got, const reference& r, Item item) {
  compare_reason(got);
  if (c.settled(got.error(), r, r && r->is_array())) {
    CHECK(got.empty());
    return;
  }
  const dom::array array = r->get_array().value_unsafe();
  REQUIRE(got.size() == array.size());
  std::size_t i = 0;
  for (const dom::element element : array) { item(got[i++], reference(element)); }
  while (i-- > 0) { item(got[i], reference(array.at(i).value_unsafe())); }
}
met ignored;
void compare_strings(comparison c, const callview::string_list& got, const reference& r) {
  compare_items(c, got, r, [](const auto& g, const reference& e) { compare_string(comparison(ignored, false), g, e); });
}
template <class E>
void compare_enums(comparison c, const callview::enum_list<E>& got, const reference& r) {
  compare_items(c, got, r,
                [](const auto& g, const reference& e) { compare_enum<E>(comparison(ignored, false), g, e); });
}
void compare_counters(comparison c, const callview::counter_map& got, const reference& r) {
  compare_reason(got);
  if (c.settled(got.error(), r, r && r->is_object())) {
    CHECK(got.empty());
    return;
  }
  std::size_t i = 0;
  const dom::object fields = r->get_object().value_unsafe();
  for (const auto& field : fields) {
    REQUIRE(i < got.size());
    CHECK(got[i].name == field.key);
    compare_integer(comparison(ignored, false), got[i].value, reference(field.value));
    compare_integer(comparison(ignored, false), got.find(field.key), reference(field.value));
    ++i;
  }
  CHECK(i == got.size());
}

template <class C>
struct compare_class;
template <class C>
void compare_object(const C& got, const reference& r) {
  compare_class<C>::fields(got, r && r->is_object() ? r : reference());
}
template <class C>
void compare_child(comparison c, const C& got, const reference& r) {
  compare_reason(got);
  if (!c.settled(got.error(), r, r && r->is_object())) { CHECK(got); }
  compare_object(got, r);
}
void compare_sessions(comparison c, const callview::agent_session_list& got, const reference& r) {
  compare_items(c, got, r, [](const callview::summary::agent_session& g, const reference& e) {
    compare_child(comparison(ignored, false), g, e);
  });
}

#define COMPARE_string compare_string
#define COMPARE_integer compare_integer
#define COMPARE_number compare_number
#define COMPARE_boolean compare_boolean
#define COMPARE_time compare_time
#define COMPARE_seconds compare_seconds
#define COMPARE_milliseconds compare_milliseconds
#define COMPARE_enumeration(e) compare_enum<callview::e>
#define COMPARE_raw_object compare_raw_object
#define COMPARE_strings compare_strings
#define COMPARE_enumerations(e) compare_enums<callview::e>
#define COMPARE_counters compare_counters
#define COMPARE_sessions compare_sessions
#define COMPARE_object(c) compare_child<callview::summary::c>

#define COMPARE_FIELD(type, name)                                                              \
  {                                                                                            \
    static met& seen = coverage[prefix + #name];                                               \
    INFO(prefix << #name);                                                                     \
    COMPARE_##type(comparison(seen, object.has_value()), (got.name)(), member(object, #name)); \
    known.push_back(#name);                                                                    \
  }
#define COMPARE_CLASS(c)                                                                                             \
  template <>                                                                                                        \
  struct compare_class<listed::c> {                                                                                  \
    static void fields(const listed::c& got, const reference& object) {                                              \
      const std::string prefix = #c ".";                                                                             \
      std::vector<std::string_view> known;                                                                           \
      LISTED_##c(COMPARE_FIELD) unknown(got, object, known);                                                         \
    }                                                                                                                \
    static void unknown(const listed::c& got, const reference& object, const std::vector<std::string_view>& known) { \
      compare_unknown(got, object, known);                                                                           \
    }                                                                                                                \
  };

template <class C>
void compare_unknown(const C& got, const reference& object, const std::vector<std::string_view>& known) {
  auto range = got.unknown_fields();
  auto i = range.begin();
  if (object) {
    const dom::object fields = object->get_object().value_unsafe();
    for (const auto& field : fields) {
      const bool is_known = std::find(known.begin(), known.end(), field.key) != known.end();
      if (!is_known) {
        REQUIRE(i != range.end());
        CHECK((*i).key == field.key);
        CHECK(minified((*i).raw) == simdjson::minify(field.value));
        ++i;
      }
      const auto raw = got.raw(field.key);
      REQUIRE(raw.has_value());
      CHECK(minified(*raw) == simdjson::minify(*member(object, field.key)));
    }
  }
  CHECK(i == range.end());
}
LISTED_CLASSES(COMPARE_CLASS)

}  // namespace

TEST_CASE("every accessor agrees with the DOM, in both forms of data", "[differential]") {
  generator make(20261123);
  dom::parser parser;
  callview::decoder decoder;
  unsigned valid = 0;
  constexpr unsigned documents = 400;
  for (unsigned i = 0; i < documents; ++i) {
    const std::string document = make.document();
    dom::element root;
    REQUIRE(parser.parse(document).get(root) == simdjson::SUCCESS);
    const bool faulty = make.faulty;
    valid += !faulty;
    for (const form f : {form::string, form::object}) {
      if (wanted_effort().one_of != 1 && (i % 2 != 0) == (f == form::string)) { continue; }
      INFO("document " << i << ", " << f);
      const simdjson::padded_string body(body_of(document, f));
      const auto batch = decoder.decode(body);
      REQUIRE(batch.has_value());
      const auto e = *(*batch)[0];
      const auto c = e.call_summary();
      REQUIRE(c);
      if (i % 2 != 0 && wanted_effort().one_of == 1) { compare_object(c, root); }
      const bool accepted = c.validate().has_value();
      if (!faulty) { CHECK(accepted); }
      if (faulty) { CHECK_FALSE(accepted); }
      compare_object(c, root);
      CHECK(e.data_json() == document);
    }
  }
  CHECK(valid > 100);
  CHECK(valid < 300);

  std::array<unsigned, 4> states{};
  for (const auto& [name, seen] : coverage) {
    INFO(name);
    CHECK((seen.value && seen.null && seen.absent && seen.wrong));
    states[0] += seen.value;
    states[1] += seen.null;
    states[2] += seen.absent;
    states[3] += seen.wrong;
  }
  std::printf("fields with a value, null, absent, wrong type: %u %u %u %u of %zu\n", states[0], states[1], states[2],
              states[3], coverage.size());
  CHECK(coverage.size() == 154);
  CHECK(states == std::array<unsigned, 4>{154, 154, 154, 154});
}
