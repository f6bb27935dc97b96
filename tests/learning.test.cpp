// SPDX-License-Identifier: MIT
// Tests what a decoder learns from documents. This affects only its speed: see history.test.cpp.
#include "support/catch.hpp"
#include "support/walks.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace test;
using callview::detail::field_info;
using callview::detail::index_test;
using callview::detail::key_order;

namespace {

constexpr auto& fields = callview::detail::fields_of<callview::call_summary>;

/// The slot of a field of call summaries.
std::uint32_t slot_of(std::string_view name) {
  for (const field_info& f : fields) {
    if (f.name == name) { return f.slot; }
  }
  FAIL("no field " << name);
  return 0;
}

/// An index that opens call summaries.
class learner {
 public:
  learner() : index_(*callview::detail::available_kernels().begin()) {}

  callview::call_summary open(const std::string& document, char version = 0) {
    document_.emplace(document, false, true);
    REQUIRE(!index_.open<callview::call_summary>(*document_, version));
    REQUIRE(index_.is_walked());
    return callview::detail::view_access::document<callview::call_summary>(index_.index());
  }
  /// Whether it opens an empty document of another type.
  template <class T>
  bool opens() {
    return !index_.open<T>(padded_document("{}", false, true));
  }
  /// Whether the walk enters the container of a field.
  bool enters(std::string_view name) { return index_test::learned_of(index_.index()).asked[slot_of(name)] != 0; }
  /// How many fields the key order skips after a field.
  int skips_after(const field_info& f) { return index_test::learned_of(index_.index()).orders[0].steps[f.slot]; }
  std::size_t learned_count() { return index_test::learned_count(index_.index()); }
  /// The whole key order.
  std::vector<std::int8_t> steps() {
    const auto& order = index_test::learned_of(index_.index());
    return {order.orders[0].steps, order.orders[0].steps + 2 * std::size_t{order.slots}};
  }
  /// Opens a call summary and reads everything.
  void read(const std::string& document) {
    (void)index_.read<callview::call_summary>(padded_document(document, false, true), asked_first::nothing);
    REQUIRE(index_.is_walked());
  }

 private:
  std::optional<padded_document> document_;  // the views refer to it
  lone_index index_;
};

/// A document with some of the first three fields of call summaries.
std::string document_with(std::initializer_list<unsigned> numbers) {
  std::string out = "{";
  for (const unsigned i : numbers) {
    out.append(out.size() > 1 ? "," : "").append("\"").append(fields[i].name).append("\":\"x\"");
  }
  return out += '}';
}

/// An object with every field of the type, in the reverse order of the schema. The scalars are null.
std::string reversed(const callview::detail::object_type& type) {
  std::string out = "{";
  for (unsigned i = type.count; i-- > 0;) {
    const field_info& f = type.fields[i];
    out.append(out.size() > 1 ? "," : "").append("\"").append(f.name).append("\":");
    out += f.type == callview::detail::field_type::object ? reversed(*f.child) : "null";
  }
  return out += '}';
}

}  // namespace

TEST_CASE("the walk enters the containers that accessors ask for", "[learning]") {
  learner l;
  const std::string both = R"({"call_sid":"CA1","from":{"caller":"a"},"to":{"caller":"b"}})";
  for (unsigned i = 0; i < 10; ++i) { CHECK(l.open(both).from().caller() == "a"); }
  CHECK(l.enters("from"));
  CHECK_FALSE(l.enters("to"));

  SECTION("and stops after accessors have stopped asking") {
    for (unsigned i = 0; i < 70; ++i) { CHECK(l.open(both).to().caller() == "b"); }
    CHECK(l.enters("to"));
    CHECK_FALSE(l.enters("from"));
  }
  SECTION("and does not forget them because documents lack them") {
    for (unsigned i = 0; i < 300; ++i) { CHECK(l.open(R"({"call_sid":"CA1"})").from().caller().is_absent()); }
    CHECK(l.enters("from"));
    CHECK_FALSE(l.enters("to"));
  }
}

TEST_CASE("the key order omits a member only if two consecutive documents do", "[learning]") {
  const std::string whole = document_with({0, 1, 2}), without = document_with({0, 2});
  constexpr unsigned period = key_order::documents_between_lessons;
  learner l;
  SECTION("both documents of a lesson") {
    (void)l.open(without);
    (void)l.open(without);
    CHECK(l.skips_after(fields[0]) == 1);
    SECTION("one document with the member brings it back") {
      for (unsigned i = 2; i < period; ++i) { (void)l.open(without); }
      CHECK(l.skips_after(fields[0]) == 1);
      (void)l.open(whole);
      CHECK(l.skips_after(fields[0]) == 0);
    }
  }
  SECTION("the first document of one lesson and the second document of the next one") {
    for (unsigned i = 0; i < period + 10; ++i) { (void)l.open(i == 0 || i == period + 1 ? without : whole); }
    CHECK(l.skips_after(fields[0]) == 0);
  }
  SECTION("the first document of a lesson") {
    (void)l.open(without);
    CHECK(l.skips_after(fields[0]) == 0);
  }
  SECTION("documents between lessons") {
    for (unsigned i = 0; i < period; ++i) { (void)l.open(i < 2 ? whole : without); }
    CHECK(l.skips_after(fields[0]) == 0);
  }
}

TEST_CASE("a document in the learned key order teaches nothing", "[learning]") {
  const std::string document = reversed(callview::detail::type_of<callview::call_summary>);
  learner l;
  for (unsigned i = 0; i < 2; ++i) { l.read(document); }
  CHECK(l.skips_after(fields[1]) == -2);
  const std::vector<std::int8_t> learned = l.steps();
  // The second document of the second lesson is not a probe, so the walk enters its objects.
  for (unsigned i = 2; i < key_order::documents_between_lessons + 2; ++i) { l.read(document); }
  CHECK(l.enters("sdk_edge"));
  CHECK((l.steps() == learned));
}

TEST_CASE("versions of a schema are learned apart, and only a few of them", "[learning]") {
  learner l;
  for (const char version : {'1', '2'}) {
    for (unsigned i = 0; i < 2; ++i) { (void)l.open(document_with({0, version == '1' ? 1U : 2U}), version); }
    CHECK(l.skips_after(fields[0]) == (version == '1' ? 0 : 1));
  }
  (void)l.open(document_with({0, 1}), '1');
  CHECK(l.skips_after(fields[0]) == 0);
  CHECK(l.learned_count() == 2);

  for (int version = -128; version < 128; ++version) { (void)l.open("{}", static_cast<char>(version)); }
  CHECK(l.learned_count() == 4);
  SECTION("and every type has at least one") {
    CHECK(l.opens<callview::call_metric>());
    CHECK(l.learned_count() == 5);
  }
}

TEST_CASE("the version of a schema is that of the event", "[learning]") {
  const auto event = [](std::string_view schema) {
    return R"({"specversion":"1.0","id":"EZ1","source":"s","type":"com.twilio.voice.insights.call-summary.complete",)" +
           std::string(schema) + R"("data":{"call_sid":"CA1"}})";
  };
  callview::decoder decoder;
  const auto events = decoder.decode_copy('[' + event(R"("dataschema":"https://example.com/1",)") + ',' +
                                          event(R"("dataschema":"https://example.com/2",)") + ',' +
                                          event(R"("dataschema":"https://example.com/1",)") + ',' +
                                          event(R"("dataschema":"",)") + ',' + event("") + ']');
  REQUIRE(events);
  std::string counts;
  for (const auto& e : *events) {
    REQUIRE(e);
    const auto call = e->call_summary();
    REQUIRE(call.call_sid() == "CA1");
    counts += std::to_string(index_test::learned_count(callview::detail::view_access::index(call)));
  }
  CHECK(counts == "12233");
}
