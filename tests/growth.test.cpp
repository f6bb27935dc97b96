// SPDX-License-Identifier: MIT
// Tests that every operation takes linear time in the size of the body, whatever the body contains.
//
// Compares times only with each other. An input of eight times the size may take 27 times as long, that is, three times
// for each doubling. Linear work takes 8 times as long, and quadratic work 64 times.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/tree.hpp"
#include "support/walks.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

using namespace test;

namespace {

std::string repeated_to(std::string_view what, std::size_t size) {
  std::string out;
  out.reserve(size + what.size());
  while (out.size() < size) { out += what; }
  return out;
}
/// A JSON array of equal items.
std::string list(std::string_view item, std::size_t size) {
  std::string out = '[' + repeated_to(std::string(item) + ',', size);
  out.back() = ']';
  return out;
}
std::string numbered(std::string_view before, std::string_view after, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; out.size() < size; ++i) { out.append(before).append(std::to_string(i)).append(after); }
  return out;
}
/// Nested brackets with a 1 in the middle.
std::string nested(std::string_view open, std::string_view close, std::size_t size) {
  const std::size_t n = size / (open.size() + close.size());
  return repeated_to(open, n * open.size()) + "1" + repeated_to(close, n * close.size());
}

/// An object with long keys in the positions from which a sort would choose its pivot. Half of the text is escapes.
std::string long_pivots(std::size_t size) {
  const std::size_t count = size / 2 / 10;
  std::string out = "{";
  for (std::size_t i = 0; i < count; ++i) {
    if (i == 1 || i == count / 2 || i + 2 >= count) {
      out += '"' + std::string(1, static_cast<char>('a' + i % 4)) + std::to_string(i);
      for (std::size_t k = 0; k < size / 16; ++k) { out += "\\n"; }
      out += "\":1,";
    } else {
      std::string digits = std::to_string(i);
      out += '"' + std::string(6 - digits.size(), '0') + digits + "\":1,";
    }
  }
  out.back() = '}';
  return out;
}

/// Reads everything from a view and from the views below it.
struct visitor {
  std::uint64_t count = 0;
  template <class V>
  void operator()(std::string_view, const V& value) {
    ++count;
    if constexpr (requires { value.unknown_fields(); }) {
      object(value);
    } else if constexpr (requires { value.size(); }) {
      // Reads forwards, backwards and in leaps.
      const std::size_t n = value.size();
      for (std::size_t i = 0; i < n; ++i) { item(value[i]); }
      for (std::size_t i = n; i-- > 0;) { item(value[i]); }
      for (std::size_t i = 0; i < n; ++i) { item(value[i * 7919 % n]); }
    } else {
      count += value.has_value();
    }
  }
  template <class V>
  void object(const V& view) {
    callview::for_each_field(view, *this);
    for (const auto& u : view.unknown_fields()) { count += u.raw.size() & 1; }
    for (const char* key : {"x", "z"}) { count += view.raw(key).has_value(); }
  }

 private:
  template <class V>
  void item(const V& value) {
    if constexpr (requires { value.unknown_fields(); }) {
      object(value);
    } else if constexpr (requires { value.name; }) {
      count += value.value.has_value();
    } else {
      count += value.has_value();
    }
  }
};

/// Reads everything from a body once.
std::uint64_t use(callview::decoder& decoder, const simdjson::padded_string& body) {
  const auto batch = decoder.decode(body);
  if (!batch) { return static_cast<std::uint64_t>(batch.error().code); }
  visitor v;
  for (const auto e : *batch) {
    ++v.count;
    if (!e) { continue; }
    v.count += e->extension("x").has_value();
    v.count += e->time().has_value();
    v.count += e->data_json().has_value();
    const auto c = e->call_summary();
    v.object(c);
    v.count += c.validate().has_value();
    (void)c.report_drift([&v](auto, auto, auto) { ++v.count; });
  }
  return v.count;
}

/// Returns processor time, which other programs on the machine hardly affect.
double processor_seconds(callview::decoder& decoder, const simdjson::padded_string& body, std::uint64_t& count) {
  const std::clock_t begin = std::clock();
  count += use(decoder, body);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// How many times as long an input of eight times the size takes. The minimum of a few attempts.
double growth(const std::function<std::string(std::size_t)>& make) {
  callview::limits limits;
  limits.max_body_bytes = 256U << 20;
  callview::decoder decoder(limits);
  std::uint64_t count = 0;
  // The smaller input must take long enough for the resolution of the clock.
  std::size_t size = 32U << 10;
  double small = 0;
  for (;; size *= 2) {
    const simdjson::padded_string body(make(size));
    (void)processor_seconds(decoder, body, count);  // allocates the memory
    small = processor_seconds(decoder, body, count);
    if (small > 0.002 || size == 1U << 20) { break; }
  }
  const simdjson::padded_string one(make(size)), eight(make(8 * size));
  (void)processor_seconds(decoder, eight, count);
  double ratio = 0;
  for (int round = 0; round < 4; ++round) {
    double large = processor_seconds(decoder, eight, count);
    for (int i = 0; i < 3; ++i) { small = std::min(small, processor_seconds(decoder, one, count)); }
    const double now = large / std::max(small, 1e-5);
    ratio = round == 0 ? now : std::min(ratio, now);
    if (ratio < 12) { break; }
  }
  CHECK(count != 0);
  return ratio;
}

struct attack {
  const char* name;
  std::function<std::string(std::size_t)> document;
};

const std::vector<attack>& documents() {
  static const std::vector<attack> all = {
      {"unknown keys", [](std::size_t n) { return "{" + numbered("\"k", "\":1,", n) + "\"x\":1}"; }},
      {"unknown keys in an object",
       [](std::size_t n) { return "{\"to\":{" + numbered("\"k", "\":[],", n) + "\"x\":1}}"; }},
      {"duplicates of a known key",
       [](std::size_t n) { return "{" + repeated_to("\"call_sid\":\"A\",", n) + "\"x\":1}"; }},
      {"duplicates of an object",
       [](std::size_t n) { return "{" + repeated_to("\"from\":{\"city\":\"A\"},", n) + "\"x\":1}"; }},
      {"duplicates of a list",
       [](std::size_t n) {
         return "{\"tags\":[],\"to\":{\"sdk\":{" + repeated_to("\"browser\":{},", n) + "\"x\":1}}}";
       }},
      {"escaped keys", [](std::size_t n) { return "{" + numbered("\"\\u006b", "\":1,", n) + "\"x\":1}"; }},
      {"known keys, escaped", [](std::size_t n) { return "{" + repeated_to("\"c\\u0061ll_sid\":1,", n) + "\"x\":1}"; }},
      {"keys with a lone surrogate",
       [](std::size_t n) { return "{" + numbered("\"\\ud800", "\":1,", n) + "\"x\":1}"; }},
      {"long keys that differ only at the end",
       [](std::size_t n) { return "{" + numbered("\"agent_session_summaries", "\":1,", n) + "\"x\":1}"; }},
      {"long keys in the pivot positions of a sort", long_pivots},
      {"one long key", [](std::size_t n) { return "{\"" + std::string(n, 'k') + "\":1,\"x\":1}"; }},
      {"one long key of escapes", [](std::size_t n) { return "{\"" + repeated_to("\\n", n) + "\":1,\"x\":1}"; }},
      {"one long string", [](std::size_t n) { return "{\"call_sid\":\"" + std::string(n, 'k') + "\",\"x\":1}"; }},
      {"backslashes", [](std::size_t n) { return "{\"call_sid\":\"" + repeated_to("\\\\", n) + "\",\"x\":1}"; }},
      {"an odd number of backslashes",
       [](std::size_t n) { return "{\"call_sid\":\"" + repeated_to("\\\\", n) + "\\\",\"x\":1}"; }},
      {"escaped quotes", [](std::size_t n) { return "{\"call_sid\":\"" + repeated_to("\\\"", n) + "\",\"x\":1}"; }},
      {"surrogate pairs",
       [](std::size_t n) { return "{\"call_sid\":\"" + repeated_to("\\ud83d\\ude00", n) + "\",\"x\":1}"; }},
      {"lone surrogates",
       [](std::size_t n) { return "{\"call_state\":\"" + repeated_to("\\ud83d", n) + "\",\"x\":1}"; }},
      {"a long time",
       [](std::size_t n) { return "{\"start_time\":\"2020-01-01T00:00:00." + std::string(n, '0') + "Z\",\"x\":1}"; }},
      {"a long integer", [](std::size_t n) { return "{\"duration\":" + std::string(n, '9') + ",\"x\":1}"; }},
      {"a long double",
       [](std::size_t n) {
         return "{\"to\":{\"location\":{\"lat\":0." + std::string(n, '9') + "e1,\"lon\":1" + std::string(n, '0') +
                "}}}";
       }},
      {"a long exponent",
       [](std::size_t n) { return "{\"to\":{\"location\":{\"lat\":1e" + std::string(n, '9') + "}},\"x\":1}"; }},
      {"brackets", [](std::size_t n) { return "{\"x\":" + nested("[", "]", n) + ",\"z\":1}"; }},
      {"braces", [](std::size_t n) { return "{\"x\":" + nested("{\"a\":", "}", n) + ",\"z\":1}"; }},
      {"nested known objects", [](std::size_t n) { return nested("{\"from\":", "}", n); }},
      {"brackets below each class",
       [](std::size_t n) {
         const std::string deep = nested("[", "]", n);
         return "{\"sdk_edge\":{\"metrics\":{\"inbound\":{\"jitter\":{\"max\":" + deep + "},\"z\":" + deep + "}}}}";
       }},
      {"unclosed brackets", [](std::size_t n) { return "{\"call_sid\":\"A\",\"x\":" + std::string(n, '['); }},
      {"unclosed braces", [](std::size_t n) { return "{\"call_sid\":\"A\",\"x\":" + repeated_to("{\"a\":", n); }},
      {"unclosed known objects", [](std::size_t n) { return repeated_to("{\"from\":", n); }},
      {"brackets closed by braces",
       [](std::size_t n) { return "{\"x\":" + std::string(n, '[') + std::string(n, '}'); }},
      {"small objects with syntax errors",
       [](std::size_t n) {
         return "{\"agent_session_summaries\":" + list("{\"tokens\":{\"total\":}}", n) + ",\"x\":1}";
       }},
      {"a syntax error after many members at each level",
       [](std::size_t n) {
         const std::string many = repeated_to("\"k\":1,", n);
         return "{\"sdk_edge\":{\"metrics\":{\"inbound\":{\"jitter\":{" + many + "},\"mos\":{" + many +
                "},\"tags\":[1,]}," + many + "}," + many + "}}";
       }},
      {"sessions", [](std::size_t n) { return "{\"agent_session_summaries\":" + list("{\"turns\":1}", n) + "}"; }},
      {"empty sessions", [](std::size_t n) { return "{\"agent_session_summaries\":" + list("{}", n) + ",\"x\":1}"; }},
      {"sessions that are not objects",
       [](std::size_t n) { return "{\"agent_session_summaries\":" + list("[{}]", n) + "}"; }},
      {"sessions of one large element",
       [](std::size_t n) {
         return "{\"agent_session_summaries\":[{" + repeated_to("\"k\":1,", n) + "\"turns\":1},{},{\"turns\":2}]}";
       }},
      {"tags", [](std::size_t n) { return "{\"tags\":" + list("\"a\"", n) + ",\"x\":1}"; }},
      {"tags of brackets", [](std::size_t n) { return "{\"tags\":" + list("[[]]", n) + ",\"x\":1}"; }},
      {"tags with escapes", [](std::size_t n) { return "{\"tags\":" + list("\"\\n\"", n) + ",\"x\":1}"; }},
      {"counters",
       [](std::size_t n) {
         return "{\"sdk_edge\":{\"events\":{\"levels\":{" + numbered("\"k", "\":1,", n) + "\"x\":{}}}}}";
       }},
      {"issues",
       [](std::size_t n) { return "{\"annotation\":{\"quality_issues\":" + list("\"static-noise\"", n) + "}}"; }},
      {"white space everywhere",
       [](std::size_t n) {
         const std::string s = repeated_to(" \n\t\r", n / 10);
         return s + "{" + s + "\"call_sid\"" + s + ":" + s + "\"A\"" + s + ",\"tags\":[" + s + "\"a\"" + s + ",5" + s +
                "],\"x\"" + s + ":1" + s + "}" + s;
       }},
      {"documents after the document", [](std::size_t n) { return repeated_to("{}", n); }},
      {"commas", [](std::size_t n) { return "{\"call_sid\":\"A\"" + std::string(n, ',') + "}"; }},
      {"quotes", [](std::size_t n) { return "{\"call_sid\":" + std::string(n, '"') + "}"; }},
  };
  return all;
}

}  // namespace

TEST_CASE("any document, even one designed to be slow, is read in linear time", "[growth]") {
  double worst = 0;
  const char* which = "";
  for (const form f : {form::string, form::object}) {
    for (const attack& a : documents()) {
      const double ratio = growth([&](std::size_t n) { return body_of(a.document(n), f); });
      INFO(a.name << ", " << f << ": eight times the size took " << ratio << " times as long");
      CHECK(ratio < 27);
      if (ratio > worst) {
        worst = ratio;
        which = a.name;
      }
    }
  }
  std::printf("%zu documents in two forms; for eight times the size at most %.1f times the time: %s\n",
              documents().size(), worst, which);
}

TEST_CASE("any body, even one designed to be slow, is read in linear time", "[growth]") {
  const std::vector<attack> bodies = {
      {"events", [](std::size_t n) { return list(event(json_string(R"({"call_sid":"A","x":1})")), n); }},
      {"events in the object form", [](std::size_t n) { return list(event(R"({"call_sid":"A\n","x":1})"), n); }},
      {"elements that are not events", [](std::size_t n) { return list("1", n); }},
      {"empty objects", [](std::size_t n) { return list("{}", n); }},
      {"invalid events", [](std::size_t n) { return list(R"({"id":1,"id":2,"a":1,"b":2})", n); }},
      {"extensions", [](std::size_t n) { return "{" + numbered("\"k", "\":1,", n) + event("").substr(1); }},
      {"extensions with escapes",
       [](std::size_t n) { return "{" + numbered("\"\\u006b", "\":1,", n) + event("").substr(1); }},
      {"extensions with a lone surrogate",
       [](std::size_t n) { return "{" + numbered("\"\\ud800", "\":1,", n) + event("").substr(1); }},
      {"duplicates of an extension",
       [](std::size_t n) { return "{" + repeated_to("\"k\":1,", n) + event("").substr(1); }},
      {"extensions of brackets",
       [](std::size_t n) { return "{" + numbered("\"k", "\":[[{}]],", n) + event("").substr(1); }},
      {"duplicates of an attribute",
       [](std::size_t n) { return "{" + repeated_to("\"time\":\"\\n\",", n) + event("").substr(1); }},
      {"duplicates of data", [](std::size_t n) { return "{" + repeated_to("\"data\":{},", n) + event("").substr(1); }},
      {"one long attribute", [](std::size_t n) { return event("", complete, repeated_to("\\n", n)); }},
      {"one long data that is not JSON", [](std::size_t n) { return event('"' + repeated_to("\\\\", n) + '"'); }},
      {"data of brackets", [](std::size_t n) { return event(nested("[", "]", n)); }},
      {"brackets", [](std::size_t n) { return nested("[", "]", n); }},
      {"unclosed brackets", [](std::size_t n) { return "[" + event("") + "," + std::string(n, '['); }},
      {"unclosed braces in data", [](std::size_t n) { return list(event("{\"x\":{"), n); }},
      {"quotes", [](std::size_t n) { return std::string(n, '"'); }},
      {"white space", [](std::size_t n) { return std::string(n, ' ') + event(""); }},
      {"a body that is not UTF-8 at its end", [](std::size_t n) { return list("\"\xC3\xA9\"", n) + "\xFF"; }},
      {"a truncated body", [](std::size_t n) { return "[" + repeated_to(event("{}") + ",", n); }},
  };
  double worst = 0;
  const char* which = "";
  for (const attack& a : bodies) {
    const double ratio = growth(a.document);
    INFO(a.name << ": eight times the size took " << ratio << " times as long");
    CHECK(ratio < 27);
    if (ratio > worst) {
      worst = ratio;
      which = a.name;
    }
  }
  std::printf("%zu bodies; for eight times the size at most %.1f times the time: %s\n", bodies.size(), worst, which);
}

namespace {

/// How many times as long a document with eight times as many items takes. The minimum of a few attempts.
template <class Make, class Use>
double growth_of_use(std::size_t items, Make make, Use use) {
  const auto seconds = [&](std::size_t n) {
    const padded_document d(make(n), false, false);
    lone_index index(callview::detail::best_kernel());
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
      const std::clock_t begin = std::clock();
      CHECK(index.open<tree>(d).code == errc::ok);
      CHECK(use(callview::detail::view_access::document<tree>(index.index())) != 0);
      best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return best;
  };
  double ratio = 1e9;
  for (int round = 0; round < 4 && ratio >= 12; ++round) {
    ratio = std::min(ratio, seconds(8 * items) / std::max(seconds(items), 1e-4));
  }
  return ratio;
}
std::string items(std::string_view item, std::size_t count) { return list(item, count * (item.size() + 1)); }

}  // namespace

TEST_CASE("lists are read by index in linear time, also backwards and nested", "[growth]") {
  const auto sum_backwards = [](const tree& t) {
    std::uint64_t sum = 0;
    for (std::size_t i = t.first().lengths().size(); i-- > 0;) {
      sum += static_cast<std::uint64_t>(*t.first().lengths()[i]);
      sum += t.first().marks()[i]->size();
    }
    return sum;
  };
  // At most 100,000 items.
  CHECK(growth_of_use(
            12'500,
            [](std::size_t n) {
              return R"({"first":{"lengths":)" + items("7", n) + R"(,"marks":)" + items(R"("a\n")", n) + "}}";
            },
            sum_backwards) < 27);
  const auto sum_elements_backwards = [](const tree& t) {
    std::uint64_t sum = 0;
    for (std::size_t i = t.fallen().size(); i-- > 0;) { sum += static_cast<std::uint64_t>(*t.fallen()[i].count()); }
    return sum;
  };
  CHECK(growth_of_use(
            12'500, [](std::size_t n) { return R"({"fallen":)" + items(R"({"count":1,"marks":["a"]})", n) + "}"; },
            sum_elements_backwards) < 27);
  // Lists in elements of lists: many elements, one long inner list, and one with a syntax error at its end.
  const auto sum_nested = [](const tree& t) {
    std::uint64_t sum = 1;
    for (int again = 0; again < 2; ++again) {
      for (const branch& b : t.branches()) {
        for (const twig& w : b.twigs()) {
          for (const leaf& l : w.leaves()) { sum += l.marks().size() + l.veins().size() + w.marks().size(); }
        }
      }
    }
    return sum;
  };
  const std::string leaf_text = R"({"marks":["a","b"],"veins":{"a":1},"count":1})";
  const std::string twig_text = R"({"leaves":[)" + leaf_text + "," + leaf_text + R"(],"marks":["x"]})";
  CHECK(growth_of_use(
            2'000,
            [&](std::size_t n) { return R"({"branches":)" + items(R"({"twigs":[)" + twig_text + "]}", n) + "}"; },
            sum_nested) < 27);
  CHECK(growth_of_use(
            2'000, [&](std::size_t n) { return R"({"branches":[{"twigs":)" + items(twig_text, n) + "}]}"; },
            sum_nested) < 27);
  CHECK(growth_of_use(
            5'000,
            [&](std::size_t n) { return R"({"branches":[{"twigs":[{"leaves":)" + items(leaf_text, n) + "}]}]}"; },
            sum_nested) < 27);
  CHECK(growth_of_use(
            5'000,
            [&](std::size_t n) {
              std::string leaves = items(leaf_text, n);
              leaves.insert(leaves.size() - 1, ",nul");
              return R"({"branches":[{"twigs":[{"leaves":)" + leaves + "}]}]}";
            },
            sum_nested) < 27);
  // Alternates between an element and the objects in it, and between the elements of two lists.
  const auto sum_in_turn = [](const tree& t) {
    std::uint64_t sum = 0;
    const branch a = t.branches()[0], b = t.branches()[1];
    for (std::size_t i = 0; i < a.twigs().size(); ++i) {
      sum += a.name()->size() + a.twigs()[i].leaves()[0].marks().size();
      sum += b.name()->size() + b.twigs()[i].leaves()[1].marks().size() + a.nests().size();
    }
    return sum;
  };
  CHECK(growth_of_use(
            2'000,
            [&](std::size_t n) {
              const std::string one = R"({"name":"n","twigs":)" + items(twig_text, n) + R"(,"nests":{"a":1}})";
              return R"({"branches":[)" + one + "," + one + "]}";
            },
            sum_in_turn) < 27);
  CHECK(growth_of_use(
            2'000,
            [&](std::size_t n) { return R"({"branches":)" + items(R"({"twigs":[)" + twig_text + "]}", n) + "}"; },
            [](const tree& t) {
              std::uint64_t found = t.validate().has_value() ? 1 : 0;
              (void)t.report_drift([&found](auto&&...) { ++found; });
              return found;
            }) < 27);
}
