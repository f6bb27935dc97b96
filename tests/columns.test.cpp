// SPDX-License-Identifier: MIT
// Tests that the columns of a document type are its fields in schema order, and that reading a column returns what the
// accessor of the field returns.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/document_list.hpp"
#include "support/document_maker.hpp"
#include "support/effort.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

using namespace test;
using callview::column_type;

namespace {

/// What the accessor of a field returns. The column at the same position must return the same.
struct expected_column {
  std::string path;
  column_type type;
  std::string value;
};

std::string describe(const callview::error& e) {
  return std::string(name(e.code)) + " of " + std::string(e.field) + " at " + std::to_string(e.offset);
}
std::string describe(const callview::scalar& value) {
  return std::to_string(value.index()) + ' ' +
         std::visit(
             [](const auto& v) {
               if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string_view>) {
                 return std::string(v);
               } else if constexpr (requires { v.time_since_epoch(); }) {
                 return std::to_string(v.time_since_epoch().count());
               } else if constexpr (requires { v.count(); }) {
                 return std::to_string(v.count());
               } else {
                 return std::to_string(v);
               }
             },
             value);
}
template <class T>
std::string describe(const callview::result<T>& r) {
  return r ? describe(callview::scalar(*r)) : describe(r.error());
}
template <class E>
std::string describe(const callview::result<callview::open_enum<E>>& r) {
  return r ? describe(callview::scalar(r->text())) : describe(r.error());
}

template <class T>
constexpr column_type type_of_value() {
  if constexpr (std::is_same_v<T, std::string_view>) { return column_type::string; }
  if constexpr (std::is_same_v<T, std::int64_t>) { return column_type::integer; }
  if constexpr (std::is_same_v<T, double>) { return column_type::number; }
  if constexpr (std::is_same_v<T, bool>) { return column_type::boolean; }
  if constexpr (std::is_same_v<T, callview::timestamp>) { return column_type::time; }
  if constexpr (std::is_same_v<T, std::chrono::seconds>) { return column_type::seconds; }
  if constexpr (std::is_same_v<T, std::chrono::milliseconds>) { return column_type::milliseconds; }
  return column_type::enumeration;
}

/// The JSON text of a list or map, or the error of the view or of the text, with the name of the field.
template <class V>
std::string describe_container(const V& view, std::string_view name, const callview::result<std::string_view>& raw) {
  if (const auto e = view.error()) { return describe({e.code, name, e.offset}); }
  if (const auto e = raw.error()) { return describe({e.code, name, e.offset}); }  // an object below has a syntax error
  return "0 " + packed(*raw);
}

template <class C>
void list_columns(const C& view, const std::string& prefix, std::vector<expected_column>& out) {
  callview::for_each_field(view, [&](std::string_view name, const auto& value) {
    using V = std::decay_t<decltype(value)>;
    const std::string path = prefix + std::string(name);
    if constexpr (requires { V::callview_type(); }) {
      list_columns(value, path + '.', out);
    } else if constexpr (requires { value.size(); }) {
      out.push_back({path, column_type::json, describe_container(value, name, view.raw(name))});
    } else {
      out.push_back({path, type_of_value<typename V::value_type>(), describe(value)});
    }
  });
}

/// Compares the columns that are present. Nothing may have been read from the document yet.
template <class T>
void compare_present(const T& document) {
  const auto all = callview::columns<T>();
  std::vector<callview::column<T>> chosen;
  for (const auto column : all) {
    if (chosen.size() % 5 != 3) { chosen.push_back(column); }
  }
  std::reverse(chosen.begin() + static_cast<std::ptrdiff_t>(chosen.size() / 2), chosen.end());
  const auto compare = [&](const auto& columns) {
    std::size_t next = 0;
    const auto expect_absent = [&](std::size_t end) {
      for (; document && next < end; ++next) { REQUIRE(columns[next].read(document).is_absent()); }
    };
    for_each_present(document, columns, [&](std::size_t index, const callview::result<callview::scalar>& value) {
      expect_absent(index);
      REQUIRE_FALSE(value.is_absent());
      REQUIRE(describe(value) == describe(columns[index].read(document)));
      next = index + 1;
    });
    expect_absent(columns.size());
  };
  compare(chosen);
  compare(all);
}

/// Compares all columns. Returns how many have a value.
template <class T>
std::size_t compare_columns(const T& document) {
  std::vector<expected_column> expected;
  list_columns(document, "", expected);
  const auto columns = callview::columns<T>();
  REQUIRE(columns.size() == expected.size());
  std::size_t values = 0;
  std::size_t i = 0;
  for (const auto column : columns) {
    const expected_column& e = expected[i++];
    auto value = column.read(document);
    values += value.has_value();
    const bool is_same_type =
        column.type == e.type || (column.type == column_type::json && e.type == column_type::string);
    std::string described = describe(value);
    if (value && column.type == column_type::json) { described = "0 " + packed(std::get<std::string_view>(*value)); }
    std::string wanted = e.value;
    if (value && column.type == column_type::json && e.type == column_type::string) {  // a `raw` field
      wanted = "0 " + packed(std::string_view(wanted).substr(2));
    }
    if (column.path != e.path || !is_same_type || described != wanted) {
      FAIL(column.path << " " << name(column.type) << ": " << described << ", expected " << e.path << " "
                       << name(e.type) << ": " << wanted);
    }
  }
  return values;
}

template <class T>
void compare_many() {
  document_maker make(callview::detail::type_of<T>, 20261129);
  callview::decoder decoder;
  std::size_t values = 0;
  for (unsigned i = 0; i < wanted_documents(300); ++i) {
    std::string document = make();
    if (i % 3 == 2) { document = make.mutated(document); }
    values += compare_columns(decoder.decode_document_copy<T>(document));
    compare_present(decoder.decode_document_copy<T>(document));
    // The columns may also be read first.
    const T again = decoder.decode_document_copy<T>(document);
    for (const auto column : callview::columns<T>()) { (void)column.read(again); }
    compare_columns(again);
  }
  CHECK(values > wanted_documents(300));
}

}  // namespace

TEST_CASE("every column returns what the accessor of its field returns", "[columns]") {
#define COMPARE(document, ...) compare_many<callview::document>();
  DOCUMENTS(COMPARE)
#undef COMPARE
  compare_many<callview::call_summary>();
}

TEST_CASE("find() finds columns by path, and a column knows whether it is personal", "[columns]") {
  const auto columns = callview::columns<callview::call_summary>();
  for (std::size_t i = 0; i < columns.size(); ++i) { CHECK(columns.find(columns[i].path) == i); }
  CHECK(columns.find("") == columns.npos);
  CHECK(columns.find("carrier_edge") == columns.npos);  // an object
  CHECK(columns.find("carrier_edge.metrics.inbound.jitter.max.x") == columns.npos);
  CHECK(columns[columns.find("from.caller")].personal);
  CHECK_FALSE(columns[columns.find("from.country_code")].personal);
  CHECK(columns.end() - columns.begin() == static_cast<std::ptrdiff_t>(columns.size()));
}

TEST_CASE("a column gives the text of an invalid time", "[columns]") {
  for (const form f : {form::string, form::object}) {
    const opened o(R"({"start_time":"so\u006fn","duration":"x","call_sid":5})", f);
    const auto columns = callview::columns<callview::call_summary>();
    const auto column = [&](std::string_view path) { return columns[columns.find(path)]; };
    CHECK(column("start_time").read(o.summary).error().code == errc::invalid_timestamp);
    CHECK(column("start_time").text(o.summary) == "soon");
    CHECK(column("duration").text(o.summary) == "x");
    CHECK(column("call_sid").text(o.summary).error().code == errc::wrong_type);
    CHECK(column("end_time").text(o.summary).error().code == errc::field_absent);
  }
}

TEST_CASE("the text of a column is that of its own field, at any depth", "[columns]") {
  const opened o(R"({"city":"wrong","caller":"wrong","codec_name":"wrong","from":{"city":"Ulm","caller":"+49"},
      "to":{"city":"Bonn"},"carrier_edge":{"metrics":{"inbound":{"codec_name":"pcmu"},"outbound":{"codec_name":"opus"}}}})",
                 form::object);
  std::size_t texts = 0;
  for (const auto& column : callview::columns<callview::call_summary>()) {
    const auto value = column.read(o.summary);
    const auto text = column.text(o.summary);
    INFO(column.path);
    if (!value) {
      CHECK(text.error().code == value.error().code);
      continue;
    }
    CHECK(text == std::get<std::string_view>(*value));
    ++texts;
  }
  CHECK(texts == 5);
}

TEST_CASE("the columns of a missing document return why it is missing", "[columns]") {
  const callview::call_summary missing;
  for_each_present(missing, callview::columns<callview::call_summary>(), [](auto&&...) { FAIL("visited"); });
  for (const auto column : callview::columns<callview::call_summary>()) {
    CHECK(column.read(missing).is_absent());
    CHECK(column.text(missing).is_absent());
  }
  const decoded d(event("{}", "com.twilio.eventstreams.test-event"));
  const auto other = d.event().call_summary();
  for (const auto column : callview::columns<callview::call_summary>()) {
    CHECK(column.read(other).error().code == errc::wrong_event_type);
  }
}
