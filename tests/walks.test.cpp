// SPDX-License-Identifier: MIT
// Tests that the fast walk gives the same results as the exact walk, for every document, form and kernel. The fast walk
// may give up, but it must not give another result.
#include "support/walks.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/document_maker.hpp"
#include "support/effort.hpp"
#include "support/generator.hpp"
#include "support/samples.hpp"
#include "support/tree.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <type_traits>
#include <vector>

using namespace test;

namespace {

/// Texts that may follow a document.
constexpr std::array<std::string_view, 14> fillers = {
    " ",
    "\"",
    "}",
    ",",
    "\\",
    "0",
    "]",
    "{",
    "\\\"",
    ",\"call_sid\":\"\"",
    ",\\\"call_sid\\\":\\\"\\\"",
    ",\"url\":\"\",\"tags\":[],\"to\":{},\"trust\":{},\"call_sid\":\"\",\"duration\":1",
    ",\"to\":{},\"carrier_edge\":{},\"sip_edge\":{},\"client_edge\":{},\"sdk_edge\":{}",
    ",\"name\":1}"};

/// The difference between the walks. Empty if there is none or the document is skipped.
template <class C>
std::string compare_some(walk_comparison& compare, const std::string& document,
                         asked_first first = asked_first::nothing, std::string_view filler = fillers[0]) {
  static sampling sample;
  return sample.next() ? compare_forms<C>(compare, document, 0, first, filler) : "";
}

/// Compares documents that `next` makes, some of them changed or truncated. The fast walk must read at least one in
/// `most_walked`.
template <class C, class Next>
void compare_many(unsigned documents, unsigned seed, unsigned most_walked, Next next) {
  document_maker maker(callview::detail::type_of<C>, seed);
  dice& d = maker.chances();
  walk_comparison deep(64, 1), shallow(4, 1);
  for (unsigned i = 0; i < documents; ++i) {
    std::string document = next(maker);
    const auto how = static_cast<std::uint8_t>(d.chance(70) ? 0 : d.below(256));
    const auto first = static_cast<asked_first>(d.below(4));
    const std::string_view filler = fillers[d.below(fillers.size())];
    walk_comparison& compare = d.chance(95) ? deep : shallow;
    if (d.chance(30)) { compare.pass_over<C>(padded_document(inside_of(escaped(document, how)), true, true)); }
    const unsigned fate = d.below(100);
    if (fate >= 60 && fate < 90) { document = maker.mutated(document); }
    if (fate >= 90) { document = maker.truncated(document); }
    REQUIRE(compare_forms<C>(compare, document, how, first, filler) == "");
    if (fate < 20) {
      // Changes the escaped text of the document.
      const std::string inside = maker.mutated(inside_of(escaped(document, how)));
      if (is_inside_of_string(inside)) {
        REQUIRE(compare.operator()<C>(padded_document(inside, true, true, filler), first) == "");
      }
    }
  }
  std::printf("%llu readings of documents compared, %llu of them with the fast walk\n",
              static_cast<unsigned long long>(deep.documents() + shallow.documents()),
              static_cast<unsigned long long>(deep.walked() + shallow.walked()));
  CHECK(deep.walked() >= documents / most_walked);
}

}  // namespace

TEST_CASE("both walks agree about generated, changed and truncated call summaries", "[walks]") {
  generator make(20261129);
  // Most have keys with escapes, which the fast walk does not read.
  compare_many<callview::call_summary>(wanted_documents(400), 1, 10000,
                                       [&](document_maker&) { return make.document(); });
}

TEST_CASE("both walks agree about call summaries in any order of keys", "[walks]") {
  compare_many<callview::call_summary>(wanted_documents(3000), 2, 3, [](document_maker& m) { return m(); });
}

TEST_CASE("both walks agree about call events", "[walks]") {
  compare_many<callview::call_event>(wanted_documents(6000), 3, 3, [](document_maker& m) { return m(); });
}

namespace {
/// Calls `use` for each document type that has no test of its own here.
template <class Use>
void with_each_other_type(Use use) {
  use(std::type_identity<callview::call_metric>());
  use(std::type_identity<callview::conference_summary>());
  use(std::type_identity<callview::conference_participant_summary>());
  use(std::type_identity<callview::message_status>());
  use(std::type_identity<callview::inbound_message>());
  use(std::type_identity<callview::error_log>());
}
}  // namespace

TEST_CASE("both walks agree about documents of every other type", "[walks]") {
  unsigned seed = 5;
  with_each_other_type([&seed]<class T>(std::type_identity<T>) {
    compare_many<T>(wanted_documents(1200), seed++, 3, [](document_maker& m) { return m(); });
  });
}

TEST_CASE("both walks agree about nested lists of objects", "[walks]") {
  compare_many<tree>(wanted_documents(1000), 4, 3, [](document_maker& m) { return m(); });
}

TEST_CASE("both walks agree about documents of every length, whatever follows them", "[walks]") {
  walk_comparison compare(64, 2);
  for (const std::string_view filler : fillers) {
    for (unsigned size = 0; size < 66; ++size) {
      const std::string x(size, 'x');
      for (const std::string& document :
           {R"({"call_sid":")" + x + R"("})", R"({"x":")" + x + R"(","from":{}})", R"({"from":{"city":")" + x + R"("})",
            R"({"a":")" + x + R"(","from":{})", R"({"x":")" + x + R"(","from":{})", R"({"x":")" + x + R"(","tags":[])",
            R"({"x":")" + x + R"(","a":{"b":[]})", R"({"call_sid":")" + x + "}",
            R"({"x":")" + x + R"(","carrier_edge":{"metrics":{"inbound":{"packet_delay_variation":{}}})",
            R"({"x":")" + x + R"(","duration":1})", R"({"x":")" + x + R"(","duration":12345678})"}) {
        REQUIRE(compare_some<callview::call_summary>(compare, document, asked_first::nothing, filler) == "");
      }
    }
  }
}

TEST_CASE("the fast walk stops at the end of a document that ends with an inner container", "[walks]") {
  // The bytes after the document can be the rest of an earlier document. The address sanitizer detects reads after the
  // padding.
  const std::string members = R"("to":{},"carrier_edge":{},"sip_edge":{},"client_edge":{},"sdk_edge":{},"tags":[])";
  for (const callview::detail::kernel& k : callview::detail::available_kernels()) {
    lone_index fast(k), exact(without_walk(k));
    for (const bool is_escaped : {false, true}) {
      const auto form_of = [&](const std::string& document) {
        return is_escaped ? inside_of(json_string(document)) : document;
      };
      const padded_document whole(form_of(R"({"from":{},)" + members + "}"), is_escaped, true);
      for (const char* const cut :
           {R"({"from":{})", R"({"from":{"city":"a"})", R"({"processing_version":1,"from":{"a":{}})", R"({"x":{})",
            R"({"processing_version":{})", R"({"sdk_edge":{"events":{"levels":{})",
            R"({"sdk_edge":{"events":{"levels":{"a":1})"}) {
        (void)fast.read<callview::call_summary>(whole, asked_first::nothing);
        REQUIRE(fast.is_walked());
        const padded_document d(form_of(cut), is_escaped, true, form_of("," + members));
        const std::uint64_t got = fast.read<callview::call_summary>(d, asked_first::nothing);
        CHECK(got == exact.read<callview::call_summary>(d, asked_first::nothing));
        CHECK_FALSE(fast.is_walked());
      }
    }
  }
}

TEST_CASE("both walks agree about strings of about the block size", "[walks]") {
  walk_comparison compare(64, 3);
  for (unsigned before = 0; before < 8; ++before) {
    for (unsigned size = 50; size <= 70; ++size) {
      for (const std::string_view inside : {"", ",", "}", "]", "\\\"", "\\n", "\\\\", "\\u00e9", "\\ud83d\\ude00"}) {
        for (const unsigned at : {0U, 1U, size / 2, size - 1, size}) {
          std::string text(size, 'x');
          text.insert(at, inside);
          const std::string document = R"({"x":")" + std::string(before, 'y') + R"(","call_sid":")" + text +
                                       R"(","tags":[")" + text + R"("],"duration":5})";
          REQUIRE(compare_some<callview::call_summary>(compare, document) == "");
          if (inside.empty()) { break; }
        }
      }
    }
  }
}

TEST_CASE("both walks agree about numbers of all shapes", "[walks]") {
  walk_comparison summaries, trees;
  for (const std::string shape : number_shapes) {
    for (const char* const behind : {"", " ", "\n", "x"}) {
      const std::string n = shape + behind;
      INFO(n);
      REQUIRE(compare_some<callview::call_summary>(summaries, R"({"duration":)" + n + R"(,"processing_version":)" + n +
                                                                  R"(,"from":{"location":{"lat":)" + n + R"(,"lon":)" +
                                                                  n + R"(}},"properties":{"pdd_ms":)" + n + "}}") ==
              "");
      REQUIRE(compare_some<callview::call_summary>(summaries, R"({"from":{"location":{"lat":)" + n + "}}}") == "");
      REQUIRE(compare_some<callview::call_summary>(
                  summaries, R"({"sdk_edge":{"events":{"levels":{"a":)" + n + R"(,"b":)" + n + "}}}}") == "");
      REQUIRE(compare_some<tree>(trees, R"({"first":{"number_or_digits":)" + n + R"(,"widths":[)" + n + "," + n +
                                            R"(],"lengths":[1,)" + n + R"(]},"fallen":[{"weight":)" + n +
                                            R"(,"number_or_digits":")" + n + "\"}]}") == "");
    }
  }
  // More numbers than one batch converts. One of them has another form.
  for (unsigned count = 60; count < 70; ++count) {
    for (unsigned wrong = 0; wrong <= count; wrong += 7) {
      for (const char* const other : {"1", "1e5", "01", "123456789"}) {
        std::string all;
        for (unsigned i = 0; i < count; ++i) {
          all += std::string(i == 0 ? "" : ",") + R"({"field_66":)" + (i == wrong ? other : std::to_string(i) + ".5") +
                 "}";
        }
        REQUIRE(compare_some<tree>(trees, R"({"all_wide":[)" + all + "]}") == "");
      }
    }
  }
}

namespace {
/// Calls `use` for each field of a type, with a document that has only this field, with the given value.
template <class Use>
void with_each_field(const callview::detail::object_type& type, const std::string& value, const std::string& before,
                     const std::string& behind, Use use) {
  using callview::detail::field_type;
  for (unsigned i = 0; i < type.count; ++i) {
    const auto& f = type.fields[i];
    const std::string key = before + "{\"" + f.name + "\":";
    use(key + value + '}' + behind);
    if (f.type == field_type::object) { with_each_field(*f.child, value, key, '}' + behind, use); }
    if (f.type == field_type::objects) { with_each_field(*f.child, value, key + "[{},", "]}" + behind, use); }
  }
}
constexpr std::array values_of_all_types = {"null",
                                            "0",
                                            "5",
                                            "-1.5",
                                            "true",
                                            "false",
                                            "\"\"",
                                            "\"x\"",
                                            "\"a\\nb\"",
                                            "[]",
                                            "[[]]",
                                            "[{}]",
                                            "[1,\"a\",null]",
                                            "{}",
                                            "{\"a\":1}",
                                            "{\"a\":{\"b\":[]}}",
                                            "nul",
                                            "truth",
                                            "fals",
                                            "\"x",
                                            "[",
                                            "{",
                                            "",
                                            "]",
                                            "[}",
                                            "{]"};
}  // namespace

TEST_CASE("both walks agree about null and values of all types in every field", "[walks]") {
  walk_comparison summaries(64, 3), events(64, 3);
  for (const std::string value : values_of_all_types) {
    with_each_field(callview::detail::type_of<callview::call_summary>, value, "", "", [&](const std::string& document) {
      REQUIRE(compare_some<callview::call_summary>(summaries, document) == "");
    });
    with_each_field(callview::detail::type_of<callview::call_event>, value, "", "", [&](const std::string& document) {
      REQUIRE(compare_some<callview::call_event>(events, document) == "");
    });
  }
  CHECK(summaries.walked() > summaries.documents() / 2);
}

namespace {
template <class C>
void compare_with_each_byte_changed(const std::string& whole) {
  walk_comparison compare(64, 2);
  constexpr std::string_view others = "\",}{\\:[]0n ";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const auto look = [&](const std::string& document) { REQUIRE(compare_some<C>(compare, document) == ""); };
    std::string t = whole;
    t[i] = others[i % others.size()];
    look(t);
    t = whole;
    look(t.erase(i, 1));
    t = whole;
    t.insert(i, 1, others[i / 7 % others.size()]);
    look(t);
    t = whole;
    t.insert(i, 1, t[i]);
    look(t);
    look(whole.substr(0, i));
    look(whole.substr(0, i) + '}');
  }
}
}  // namespace

TEST_CASE("both walks agree about every single byte that is changed, removed, inserted or doubled", "[walks]") {
  compare_with_each_byte_changed<callview::call_summary>(quickstart_document());
}

TEST_CASE("both walks agree about every single byte of a document of every other type", "[walks]") {
  unsigned seed = 20261130;
  const auto compare = [&seed]<class T>(std::type_identity<T>) {
    document_maker make(callview::detail::type_of<T>, seed++);
    std::string document = make();
    while (document.size() < 200 || document.size() > 600) { document = make(); }
    compare_with_each_byte_changed<T>(document);
  };
  with_each_other_type(compare);
}
