// SPDX-License-Identifier: MIT
// Tests which bodies are valid, and how the others fail.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <vector>

using namespace test;

TEST_CASE("a body is an array of events or one bare event", "[body]") {
  const std::string one = event("");
  CHECK(decoded("[]").batch->empty());
  CHECK(decoded(" [ ] ").batch->size() == 0);
  CHECK(decoded("[" + one + "]").batch->size() == 1);
  CHECK(decoded("[" + one + "," + one + "\n,\t" + one + "]").batch->size() == 3);
  const decoded bare(one);
  REQUIRE(bare.batch->size() == 1);
  CHECK(bare.event().id() == "EZ1");
  CHECK(bare.event().source() == "/v1/Voice/CA1/Summary");
}

TEST_CASE("one byte order mark is skipped, two are malformed", "[body]") {
  const std::string mark = "\xEF\xBB\xBF";
  const decoded d(mark + event("5"));
  REQUIRE(d.code() == errc::ok);
  CHECK(d.event().id() == "EZ1");
  CHECK(d.event().raw_data() == "5");
  CHECK(decoded(mark + mark + event("")).code() == errc::malformed_json);
  CHECK(decoded(mark).code() == errc::empty_body);
  CHECK(decoded(mark + "  ").code() == errc::empty_body);
  CHECK(decoded(" " + mark + event("")).code() == errc::malformed_json);
  // Offsets count from the first byte of the body as received.
  CHECK(decoded(mark + "[5]").error(0).offset == 4);
  CHECK(decoded("[5]").error(0).offset == 1);
}

TEST_CASE("a byte order mark moves every offset by its size", "[body]") {
  const auto offset = [](const std::string& body) {
    const decoded d(body);
    auto e = d.error();
    if (!e) { e = d.event().time().error(); }
    if (e.code == errc::field_absent) { e = d.event().call_summary().error(); }
    if (!e) { e = d.event().call_summary().call_sid().error(); }
    INFO(body << ' ' << name(e.code));
    REQUIRE(e);
    REQUIRE(e.offset != callview::error::npos);
    return e.offset;
  };
  const std::string required = R"("source":"s","type":")" + std::string(complete) + '"';
  const std::string good = R"("id":"a","specversion":"1.0",)" + required;
  for (const std::string& members : {good + "x",
                                     good + ",\"x\":nul",
                                     good + ",\"x\":[1",
                                     required,
                                     R"("id":5,"specversion":"1.0",)" + required,
                                     R"("id":"a","specversion":"2",)" + required,
                                     good + ",\"id\":null",
                                     good + R"(,"data_base64":1)",
                                     good + R"(,"data":1,"data_base64":"")",
                                     good + R"(,"a":1,"a":1)",
                                     good + R"(,"time":5)",
                                     good + R"(,"time":"x")",
                                     good,
                                     good + ",\"data\":null",
                                     good + ",\"data\":[]",
                                     good + R"(,"data_base64":"")",
                                     good + R"(,"data":"nul")",
                                     good + R"(,"data":"{\"call_sid\":5}")",
                                     good + R"(,"data":"{\"call_sid\":\"\\ud800\"}")",
                                     good + R"(,"data":{"call_sid":5})",
                                     good + R"(,"data":{"x":1})"}) {
    const std::string body = "[{" + members + "}]";
    CHECK(offset("\xEF\xBB\xBF" + body) == offset(body) + 3);
  }
}

TEST_CASE("an empty or blank body has its own error code", "[body]") {
  CHECK(decoded("").code() == errc::empty_body);
  CHECK(decoded(" \t\r\n").code() == errc::empty_body);
  callview::decoder decoder;
  CHECK(decoder.decode_copy({}).error().code == errc::empty_body);
  CHECK(decoder.decode(simdjson::padded_string_view()).error().code == errc::empty_body);
}

TEST_CASE("whatever follows the document is malformed", "[body]") {
  for (const std::string& document : {std::string("[]"), event(""), "[" + event("") + "]", std::string("5")}) {
    CHECK(decoded(document + " \r\n\t").code() != errc::malformed_json);
    for (const char* tail : {"]", "}", ",", "x", "0", "[]", "{}", "\"\"", "null", ":", "\x01", "\x0c"}) {
      INFO(document << tail);
      if (document != "5" || *tail != '0') { CHECK(decoded(document + tail).code() == errc::malformed_json); }
      CHECK(decoded(document + " " + tail).code() == errc::malformed_json);
    }
  }
  CHECK(decoded(std::string("[]\0", 3)).code() == errc::malformed_json);
}

TEST_CASE("a malformed body fails as a whole", "[body]") {
  const std::string good = event("");
  for (const char* bad : {"[",
                          "]",
                          "{",
                          "}",
                          "[1",
                          "[,]",
                          "[1,]",
                          "[1 2]",
                          "{\"a\"}",
                          "{\"a\":}",
                          "{\"a\":1,}",
                          "{a:1}",
                          "{1:1}",
                          "{\"a\" 1}",
                          "{\"a\":1 \"b\":2}",
                          "[tru]",
                          "[01]",
                          "[+1]",
                          "[.5]",
                          "[1.]",
                          "[1e]",
                          "[-]",
                          "[NaN]",
                          "[nulll]",
                          "[\"\\q\"]",
                          "[\"\\u12\"]",
                          "[\"\\u12g4\"]",
                          "[\"a]",
                          "[\"a\x01\"]",
                          "[\"a\nb\"]",
                          "{\"a\\q\":1}",
                          "[12\"a\"]",
                          "[\"a\"1]",
                          "[\"a\"\"b\"]",
                          "[1\"\"]",
                          "[true\"\"]",
                          "{\"a\":1}}",
                          "[[1]",
                          "[{]}",
                          "'a'",
                          "[1]]",
                          "[{}}"}) {
    INFO(bad);
    CHECK(decoded(bad).code() == errc::malformed_json);
    CHECK(decoded("[" + good + "," + bad + "]").code() == errc::malformed_json);
    CHECK(decoded("{\"x\":" + std::string(bad) + "}").code() == errc::malformed_json);
  }
}

TEST_CASE("a body that is not UTF-8 fails as a whole, wherever the invalid byte is", "[body]") {
  for (const char* bad : {"\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    CHECK(decoded("[" + event("\"" + std::string(bad) + "\"") + "]").code() == errc::not_utf8);
    CHECK(decoded("[\"" + std::string(bad) + "\"]").code() == errc::not_utf8);
    CHECK(decoded("[" + std::string(bad)).code() == errc::not_utf8);
  }
  CHECK(decoded(std::string("[\0]\0", 4)).code() == errc::malformed_json);
}

TEST_CASE("the error of a body that fails as a whole has an offset", "[body]") {
  const std::string good = "[" + event(R"("a \"b\" \\")") + "," + event(R"({"a":["b",1.5,null,{"c":"\u00e9"}]})") + "]";
  REQUIRE(decoded(good).code() == errc::ok);
  const std::string marked = "\xEF\xBB\xBF" + good;
  bool in_string = false;
  for (std::size_t at = 0; at < good.size(); ++at) {
    INFO(at);
    // If the body is truncated, the offset is its end or the last token.
    const auto cut = decoded(good.substr(0, at)).error();
    CHECK(cut.code == (at == 0 ? errc::empty_body : errc::malformed_json));
    CHECK(cut.offset <= at);
    if (in_string) { CHECK(cut.offset == at); }
    if (at != 0) { CHECK(decoded(marked.substr(0, at + 3)).error().offset == cut.offset + 3); }

    // An invalid UTF-8 byte, and a control character.
    std::string bad = good;
    bad[at] = '\xFF';
    CHECK(decoded(bad).error().code == errc::not_utf8);
    CHECK(decoded(bad).error().offset == at);
    if (in_string && good[at] != '"') {
      bad[at] = '\x01';
      CHECK(decoded(bad).error().code == errc::malformed_json);
      CHECK(decoded(bad).error().offset == at);
    }

    if (good[at] == '"' && (at == 0 || good[at - 1] != '\\' || good[at - 2] == '\\')) { in_string = !in_string; }
  }
  CHECK(decoded("  ").error().offset == 0);
  CHECK(decoded("[\"\xE2\x82\"]").error().offset == 2);
  CHECK(decoded("[\"\xED\xA0\x80\"]").error().offset == 2);
  CHECK(decoded("[\"a\"] \"b").error().offset == 8);
  CHECK(decoded("[\"a\"] ,\"b").error().offset == 6);
  CHECK(decoded("[\"a\",\"b\x01\":1]").error().offset == 7);
  callview::decoder decoder;
  const simdjson::padded_string bare(std::string_view("{\"x\":\"\xFF\"}"));
  CHECK(decoder.decode_call_summary(bare).error().offset == 6);
}

TEST_CASE("a body that is a JSON scalar is not an event", "[body]") {
  for (const char* scalar : {"5", "-1.5e3", "true", "null", "\"text\"", " \"\\u0041\" "}) {
    INFO(scalar);
    CHECK(decoded(scalar).code() == errc::not_an_event);
  }
  for (const char* broken : {"nul", "5.", "\"\\q\"", "\"a", "truefalse"}) {
    INFO(broken);
    CHECK(decoded(broken).code() == errc::malformed_json);
  }
}

TEST_CASE("an element that is not a valid event does not affect the others", "[body]") {
  const std::string good = event(json_string("{\"call_sid\":\"CA1\"}"));
  const std::vector<std::pair<std::string, errc>> bad = {{"5", errc::not_an_event},
                                                         {"null", errc::not_an_event},
                                                         {"\"x\"", errc::not_an_event},
                                                         {"[1,[2]]", errc::not_an_event},
                                                         {"[" + good + "]", errc::not_an_event},
                                                         {"{}", errc::missing_attribute},
                                                         {R"({"id":"a","id":"b"})", errc::duplicate_attribute}};
  for (const auto& [element, code] : bad) {
    INFO(element);
    const decoded d("[" + good + "," + element + "," + good + "]");
    REQUIRE(d.code() == errc::ok);
    REQUIRE(d.batch->size() == 3);
    CHECK(d.error(1).code == code);
    const std::size_t begin = 1 + good.size() + 1;
    CHECK(d.error(1).offset >= begin);
    CHECK(d.error(1).offset < begin + element.size());
    for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
      REQUIRE(d.error(i).code == errc::ok);
      CHECK(d.event(i).call_summary().call_sid() == "CA1");
    }
  }
}

TEST_CASE("a body may consist of the smallest events", "[body]") {
  std::string body;
  constexpr unsigned count = 5000;
  for (unsigned i = 0; i < count; ++i) { body += R"(,{"id":"a","source":"b","specversion":"1.0","type":"c"})"; }
  body[0] = '[';
  const decoded d(body + "]");
  REQUIRE(d.code() == errc::ok);
  REQUIRE(d.batch->size() == count);
  unsigned wrong = 0;
  for (const auto& e : *d.batch) { wrong += !e || e->type() != "c"; }
  CHECK(wrong == 0);
}

TEST_CASE("an index past the end gives an error", "[body]") {
  const decoded d("[" + event("") + "]");
  CHECK((*d.batch)[0].has_value());
  CHECK((*d.batch)[1].error().code == errc::not_an_event);
  CHECK((*d.batch)[static_cast<std::size_t>(-1)].error().code == errc::not_an_event);
}

TEST_CASE("a batch is a borrowed random-access range that returns results by value", "[body]") {
  static_assert(std::ranges::random_access_range<callview::batch>);
  static_assert(std::ranges::sized_range<callview::batch>);
  static_assert(std::ranges::borrowed_range<callview::batch>);
  static_assert(std::is_same_v<std::ranges::range_value_t<callview::batch>, callview::result<callview::event>>);
  static_assert(std::is_same_v<std::ranges::range_reference_t<callview::batch>, callview::result<callview::event>>);

  simdjson::padded_string body("[" + event("", complete, "a") + "," + event("", complete, "b") + "]");
  callview::decoder decoder;
  std::string ids;
  for (auto e : *decoder.decode(body)) { ids += e->id(); }  // the batch is a temporary, and nothing dangles
  CHECK(ids == "ab");
  const auto batch = *decoder.decode(body);
  CHECK(batch.end() - batch.begin() == 2);
  CHECK(batch.begin()[1]->id() == "b");
  CHECK((*--batch.end())->id() == "b");
  auto i = batch.begin();
  CHECK((*i++)->id() == "a");
  CHECK((*i--)->id() == "b");
  CHECK(i == batch.begin());
  CHECK(i - batch.end() == -2);
  CHECK((*(1 + batch.begin()))->id() == (*(batch.end() - 1))->id());
}

TEST_CASE("limits: the size of a body", "[body]") {
  const std::string body = "[" + event("") + "]";
  callview::limits limits;
  limits.max_body_bytes = body.size();
  CHECK(decoded(body, limits).code() == errc::ok);
  limits.max_body_bytes = body.size() - 1;
  CHECK(decoded(body, limits).code() == errc::body_too_large);
  callview::decoder decoder(limits);
  CHECK(decoder.decode_copy(body).error().code == errc::body_too_large);
  const simdjson::padded_string padded(body);
  CHECK(decoder.decode_call_summary(padded).error().code == errc::body_too_large);
}

TEST_CASE("limits: the depth of the envelopes", "[body]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(decoded(nested(64)).code() == errc::ok);
  CHECK(decoded(nested(65)).code() == errc::too_deep);
  CHECK(decoded(nested(100000)).code() == errc::too_deep);
  CHECK(decoded(std::string(100000, '[')).code() == errc::too_deep);
  const auto extended = [&](std::size_t depth) { return "[{\"x\":" + nested(depth) + "}]"; };
  CHECK(decoded(extended(62)).code() == errc::ok);
  CHECK(decoded(extended(63)).code() == errc::too_deep);
  CHECK(decoded("{\"x\":" + nested(63) + "}").code() == errc::ok);
  CHECK(decoded("{\"x\":" + nested(64) + "}").code() == errc::too_deep);
  callview::limits limits;
  limits.max_depth = 1;
  CHECK(decoded("[1]", limits).code() == errc::ok);
  CHECK(decoded("[{}]", limits).code() == errc::too_deep);
  CHECK(decoded("{}", limits).error().code == errc::missing_attribute);
  limits.max_depth = 0;  // treated as 1
  CHECK(decoded("[1]", limits).code() == errc::ok);
  CHECK(decoded("[{}]", limits).code() == errc::too_deep);
  CHECK(decoded("{}", limits).error().code == errc::missing_attribute);
  limits.max_depth = 5000;  // treated as 1024
  CHECK(decoded(nested(1024), limits).code() == errc::ok);
  CHECK(decoded(nested(1025), limits).code() == errc::too_deep);
  limits.max_depth = 1000;
  CHECK(decoded(nested(1000), limits).code() == errc::ok);
  CHECK(decoded(nested(1001), limits).code() == errc::too_deep);
  // The depth inside `data` does not count.
  CHECK(decoded("[" + event(nested(100000)) + "]").code() == errc::ok);
}

TEST_CASE("decode() checks where data ends, but not its contents", "[body]") {
  for (const char* data : {R"({"a":[1})", R"({"a":1])", R"([1,2})", R"({"a":{})", R"({"a":"}")"}) {
    INFO(data);
    CHECK(decoded("[" + event(data) + "]").code() == errc::malformed_json);
  }
  for (const char* data : {R"({"a":nul})", R"({a b c})", R"({"a":01,,})", R"([1 2])", R"({"a":"\q"})", R"("\q")"}) {
    INFO(data);
    CHECK(decoded("[" + event(data) + "]").code() == errc::ok);
  }
}

// The decoder must accept the same envelopes as a full JSON parser.
TEST_CASE("envelopes follow the JSON grammar: each byte is changed", "[body]") {
  const std::string seed =
      R"([{"id":"a","x":{"y":[1,-2.5e+3,true,null,"\u00e9\n"]},"source":"b"} , {"type":"c"},[],7])";
  simdjson::dom::parser reference;
  unsigned accepted = 0;
  for (std::size_t i = 0; i < seed.size(); ++i) {
    for (const char c : std::string_view("\"\\{}[]:,0 9.-+eEtfnua\n\t\x01\x80z/")) {
      std::string body = seed;
      body[i] = c;
      simdjson::dom::element root;
      const bool valid = reference.parse(body).get(root) == simdjson::SUCCESS;
      accepted += valid;
      INFO(body);
      CHECK((decoded(body).code() == errc::ok) == valid);
    }
  }
  CHECK(accepted > 500);
}

TEST_CASE("envelopes follow the JSON grammar: bytes are removed, doubled and swapped", "[body]") {
  const std::string seed =
      R"([{"is":"a","e":{"f":[[],{},"g"]},"n":-0.5E-7,"t":true},{"u":"\u83a9\ue00f\\\""},0])";  // no d, so no
                                                                                                // surrogates
  simdjson::dom::parser reference;
  dice random(7);
  for (unsigned round = 0; round < 20000; ++round) {
    std::string body = seed;
    for (unsigned n = random.below(3) + 1; n != 0; --n) {
      const std::size_t i = random.below(body.size());
      switch (random.below(3)) {
        case 0: body.erase(i, 1); break;
        case 1: body.insert(i, 1, body[i]); break;
        default: std::swap(body[i], body[random.below(body.size())]);
      }
    }
    simdjson::dom::element root;
    const bool valid = reference.parse(body).get(root) == simdjson::SUCCESS && (root.is_array() || root.is_object());
    INFO(body);
    CHECK((decoded(body).code() == errc::ok) == valid);
  }
}
