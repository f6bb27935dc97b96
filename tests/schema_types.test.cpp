// SPDX-License-Identifier: MIT
// Tests features of the schema that Twilio's documents rarely or never use: nested lists of objects, classes with more
// than 64 fields, names of any length, and all field types in elements of lists.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/document_maker.hpp"
#include "support/effort.hpp"
#include "support/reference.hpp"
#include "support/tree.hpp"
#include "support/walks.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace test;
namespace dom = simdjson::dom;

namespace {

/// A tree that was opened with the fast walk or the exact walk.
class opened_tree {
 public:
  opened_tree(const std::string& document, bool is_escaped, bool is_exact = false)
      : source_(is_escaped ? inside_of(json_string(document)) : document, is_escaped, false),
        index_(is_exact ? without_walk(callview::detail::best_kernel()) : callview::detail::best_kernel()),
        error_(index_.open<tree>(source_)) {}
  [[nodiscard]] tree view() { return callview::detail::view_access::document<tree>(index_.index()); }
  [[nodiscard]] callview::error error() const { return error_; }

 private:
  padded_document source_;
  lone_index index_;
  callview::error error_;
};

std::string repeated(unsigned count, const auto& item) {
  std::string out = "[";
  for (unsigned i = 0; i < count; ++i) { out += (i == 0 ? "" : ",") + item(i); }
  return out + "]";
}

/// A tree with `count` elements in each list. The names of the elements contain their indexes.
std::string full_tree(unsigned count) {
  const auto named = [](unsigned a, unsigned b, unsigned c) {
    return std::to_string(a) + '.' + std::to_string(b) + '.' + std::to_string(c);
  };
  return R"({"name":"full","branches":)" +
         repeated(count,
                  [&](unsigned a) {
                    return R"({"name":")" + std::to_string(a) + R"(","twigs":)" +
                           repeated(count,
                                    [&](unsigned b) {
                                      return R"({"leaves":)" +
                                             repeated(count,
                                                      [&](unsigned c) {
                                                        return R"({"name":"leaf )" + named(a, b, c) + R"(","count":)" +
                                                               std::to_string(c) + R"(,"marks":["m)" + named(a, b, c) +
                                                               R"(","\n"],"widths":[0.5,)" + std::to_string(c) +
                                                               R"(.25],"lengths":[)" + std::to_string(b) +
                                                               R"(],"issues":["echo"],"veins":{"v":)" +
                                                               std::to_string(a) + "}}";
                                                      }) +
                                             R"(,"buds":)" +
                                             repeated(count,
                                                      [&](unsigned c) {
                                                        return R"({"name":"bud )" + named(a, b, c) + "\"}";
                                                      }) +
                                             R"(,"tip":{"name":"tip )" + named(a, b, 0) + R"("},"marks":["x"]})";
                                    }) +
                           R"(,"nests":{"n":)" + std::to_string(a) + "}}";
                  }) +
         "}";
}

}  // namespace

TEST_CASE("nested lists of objects agree with the DOM", "[schema_types]") {
  document_maker make(callview::detail::type_of<tree>, 20261129);
  dom::parser parser;
  judge judge;
  judge.know("integer_or_digits", "number_or_digits");
  judge.know("raw_object", "any_raw_object");
  judge.know("raw_array", "any_raw_array");
  lone_index fast(callview::detail::best_kernel());
  lone_index exact(without_walk(callview::detail::best_kernel()));
  unsigned compared = 0;
  for (unsigned i = 0; i < wanted_documents(1500); ++i) {
    const std::string document = make();
    dom::element root;
    if (parser.parse(document).get(root) != simdjson::SUCCESS || !root.is_object()) { continue; }
    for (const bool is_escaped : {false, true}) {
      const padded_document d(is_escaped ? inside_of(json_string(document)) : document, is_escaped, false);
      for (lone_index* index : {&fast, &exact}) {
        INFO(document);
        REQUIRE(index->open<tree>(d).code == errc::ok);
        const auto view = callview::detail::view_access::document<tree>(index->index());
        REQUIRE(judge(view, root) == "");
        REQUIRE(view.validate().error().code != errc::data_not_json);
        REQUIRE(judge(view, root) == "");
      }
    }
    ++compared;
  }
  CHECK(compared > wanted_documents(400));
  CHECK(judge.compared() > wanted_documents(300'000));
}

TEST_CASE("elements return the same after other elements have used their blocks", "[schema_types]") {
  constexpr unsigned count = 20;  // more elements than there are blocks
  const bool is_escaped = GENERATE(false, true), is_exact = GENERATE(false, true);
  opened_tree opened(full_tree(count), is_escaped, is_exact);
  const tree t = opened.view();
  REQUIRE(t.branches().size() == count);
  std::vector<leaf> leaves;
  std::vector<callview::string_list> marks;
  std::vector<std::string> names;
  unsigned wrong = 0;
  // The outermost index changes fastest, so that each step reads other elements of all lists.
  for (unsigned c = 0; c < count; ++c) {
    for (unsigned b = 0; b < count; ++b) {
      for (unsigned a = 0; a < count; a += 3) {
        const branch around = t.branches()[a];
        const twig between = around.twigs()[b];
        const leaf l = between.leaves()[c];
        const std::string place = std::to_string(a) + '.' + std::to_string(b) + '.' + std::to_string(c);
        wrong += l.name() != "leaf " + place;
        wrong += between.buds()[c].name() != "bud " + place;
        wrong += l.marks()[0] != "m" + place || l.marks()[1] != "\n" || l.marks().size() != 2;
        wrong += l.widths()[1] != c + 0.25 || l.lengths()[0] != b || l.veins().find("v") != a;
        wrong += l.issues()[0] != callview::quality_issue::echo;
        wrong += around.name() != std::to_string(a) || around.nests()[0].value != a;
        wrong += between.tip().name() != "tip " + std::to_string(a) + '.' + std::to_string(b) + ".0";
        if ((a + b + c) % 7 == 0) {
          leaves.push_back(l);
          marks.push_back(l.marks());
          names.push_back(place);
        }
      }
    }
  }
  CHECK(wrong == 0);
  for (std::size_t i = leaves.size(); i-- > 0;) {
    wrong += leaves[i].name() != "leaf " + names[i];
    wrong += marks[i][0] != "m" + names[i];
    const leaf& other = leaves[i * 7919 % leaves.size()];
    wrong += other.name() != "leaf " + names[i * 7919 % leaves.size()];
  }
  CHECK(wrong == 0);
  // Two nested iterations over the same list.
  for (const branch& outer : t.branches()) {
    unsigned inner_count = 0;
    for (const branch& inner : t.branches()) {
      wrong += inner.twigs()[inner_count].leaves()[1].count() != 1;
      wrong += outer.twigs()[19].buds()[3].name()->substr(0, 4) != "bud ";
      ++inner_count;
    }
    wrong += inner_count != count;
  }
  CHECK(wrong == 0);
  CHECK(t.validate().has_value());
}

TEST_CASE("a map in an element returns the same after items of other lists have taken its place", "[schema_types]") {
  constexpr unsigned count = 10;  // more elements than there are blocks, so that elements are read again
  opened_tree opened(full_tree(count), GENERATE(false, true));
  const tree t = opened.view();
  const callview::counter_map nests = t.branches()[3].nests();
  const twig other = t.branches()[3].twigs()[5];
  unsigned wrong = 0;
  for (unsigned round = 0; round < 3000; ++round) {  // reads more items than there is room for
    wrong += nests[0].name != "n" || nests[0].value != 3;
    for (unsigned c = 0; c < count; ++c) { wrong += other.leaves()[c].marks()[1] != "\n"; }
  }
  CHECK(wrong == 0);
}

TEST_CASE("validate() finds errors in elements of nested lists, with their field and offset", "[schema_types]") {
  const bool is_exact = GENERATE(false, true);
  const auto fault_of = [&](const std::string& document) {
    opened_tree opened(document, false, is_exact);
    const callview::error e = opened.view().validate().error();
    return std::string(name(e.code)) + ' ' + std::string(e.field) + ' ' +
           (e.offset == callview::error::npos ? "" : document.substr(e.offset - padded_document::body_offset, 4));
  };
  CHECK(fault_of(R"({"branches":[{},{"twigs":[{"leaves":[{"count":1},{"count":"x"}]}]}]})") ==
        "wrong_type count \"x\"}");
  CHECK(fault_of(R"({"branches":[{"twigs":[{"leaves":[{"marks":["a",7]}]}]}]})") == "wrong_type marks 7]}]");
  CHECK(fault_of(R"({"branches":[{"twigs":[{"leaves":[{"zip":1,"zip":2}]}]}]})") == "duplicate_field leaves {\"zi");
  CHECK(fault_of(R"({"branches":[{"twigs":[{"leaves":[{"count":1,"count":2}]}]}]})") == "duplicate_field count \"cou");
  CHECK(fault_of(R"({"branches":[{"twigs":[{"leaves":[{"veins":{"a":1,"a":2}}]}]}]})") ==
        "duplicate_field veins {\"a\"");
  CHECK(fault_of(R"({"branches":[{"twigs":[{"leaves":[5]}]}]})") == "wrong_type leaves 5]}]");
  CHECK(fault_of(R"({"branches":[{"twigs":[{"leaves":[null]}]}]})") == "ok  ");
}

TEST_CASE("fields after the 64th of a class are read and validated like all others", "[schema_types]") {
  const bool is_escaped = GENERATE(false, true), is_exact = GENERATE(false, true);
  for (unsigned i = 1; i <= 70; ++i) {
    const std::string field = "field_" + std::to_string(i);
    const bool is_string = i == 65 || (i != 64 && i < 66 && i % 3 != 0);
    const std::string right = is_string ? "\"x\""
                              : i == 66 ? "0.5"
                              : i == 67 ? "true"
                              : i == 68 ? "[\"x\"]"
                              : i == 69 ? "{}"
                                        : "7";
    for (const std::string where : {"wide", "all_wide"}) {
      INFO(where << '.' << field);
      const auto code_of = [&](const std::string& members) {
        const std::string object = "{" + members + "}";
        const std::string document = "{\"" + where + "\":" + (where == "wide" ? object : "[{}," + object + "]") + "}";
        opened_tree opened(document, is_escaped, is_exact);
        const callview::error e = opened.view().validate().error();
        if (e) { CHECK(e.field == field); }
        return e.code;
      };
      const std::string member = "\"" + field + "\":";
      CHECK(code_of(member + right) == errc::ok);
      CHECK(code_of(member + (right[0] == '"' ? "5" : "\"x\"")) == errc::wrong_type);
      CHECK(code_of(member + right + "," + member + right) == errc::duplicate_field);
      CHECK(code_of(member + "null") == errc::ok);
    }
  }
  opened_tree opened(R"({"wide":{"field_64":64,"field_65":"f","field_66":6.5,"field_67":true,"field_68":["a","b"],)"
                     R"("field_69":{"name":"n"},"field_70":70}})",
                     is_escaped, is_exact);
  const many_fields wide = opened.view().wide();
  CHECK(wide.field_64() == 64);
  CHECK(wide.field_65() == "f");
  CHECK(wide.field_66() == 6.5);
  CHECK(wide.field_67() == true);
  CHECK(wide.field_68()[1] == "b");
  CHECK(wide.field_69().name() == "n");
  CHECK(wide.field_70() == 70);
  CHECK(wide.field_63().is_absent());
}

TEST_CASE("all names of a class are distinguished, however long and similar they are", "[schema_types]") {
  const bool is_escaped = GENERATE(false, true), is_exact = GENERATE(false, true);
  std::vector<std::string> names;
  callview::for_each_field(long_names(), [&](std::string_view name, const auto&) { names.emplace_back(name); });
  REQUIRE(names.size() == 63);
  for (const std::string& only : names) {
    const bool is_number = only == "x" || only.ends_with("s_x") || only.ends_with("s_y");
    const std::string others = "\"" + only.substr(0, only.size() - 1) + "Z\":1,\"" + only + "Z\":1,";
    opened_tree opened("{\"names\":{" + others + '"' + only + "\":" + (is_number ? "7" : "\"value\"") + "}}",
                       is_escaped, is_exact);
    unsigned there = 0;
    callview::for_each_field(opened.view().names(), [&](std::string_view name, const auto& value) {
      if (!value) {
        CHECK(value.is_absent());
        return;
      }
      ++there;
      CHECK(name == only);
    });
    CHECK(there == 1);
    CHECK(std::ranges::distance(opened.view().names().unknown_fields().begin(), std::default_sentinel) == 2);
  }
}

TEST_CASE("for_each_present visits fields in the order of the text, in any class", "[schema_types]") {
  const bool is_escaped = GENERATE(false, true), is_exact = GENERATE(false, true);
  dice d(7);
  std::vector<std::string> names;
  callview::for_each_field(many_fields(), [&](std::string_view name, const auto&) { names.emplace_back(name); });
  REQUIRE(names.size() == 70);
  for (unsigned round = 0; round < 20; ++round) {
    std::shuffle(names.begin(), names.end(), d);
    const std::size_t count = round < 2 ? names.size() : d.below(names.size());
    std::string members;
    for (std::size_t i = 0; i < count; ++i) { members += (i == 0 ? "\"" : ",\"") + names[i] + "\":null"; }
    opened_tree opened("{\"wide\":{" + members + "},\"all_wide\":[{},{" + members + "}]}", is_escaped, is_exact);
    for (const many_fields& wide : {opened.view().wide(), opened.view().all_wide()[1]}) {
      std::vector<std::string> met;
      callview::for_each_present(wide, [&](std::string_view name, const auto&) { met.emplace_back(name); });
      CHECK(met == std::vector<std::string>(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count)));
    }
  }
}
