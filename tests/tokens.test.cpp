// SPDX-License-Identifier: MIT
// Removes, doubles, swaps and replaces the tokens of a document. Tests that callview rejects exactly what a full parser
// rejects, that both forms give the same results, and that these equal those of the parser.
#include "support/answers.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/everything.hpp"
#include "support/reference.hpp"
#include "support/samples.hpp"

#include <cstdio>
#include <map>
#include <set>
#include <utility>
#include <vector>

using namespace test;
namespace dom = simdjson::dom;

namespace {

std::vector<std::string> tokens_of(std::string_view json) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < json.size();) {
    std::size_t end = i + 1;
    if (json[i] == '"') {
      while (json[end] != '"') { end += json[end] == '\\' ? 2U : 1U; }
      ++end;
    } else if (std::string_view("{}[]:, \t\r\n").find(json[i]) == std::string_view::npos) {
      end = json.find_first_of("{}[]:, \t\r\n", i);
    }
    out.emplace_back(json.substr(i, end - i));
    i = end;
  }
  return out;
}

/// A result that is the same for both forms of data. Raw texts in the string form may have more white space.
std::string comparable(std::string_view path, std::string_view answer) {
  const bool is_string = answer.starts_with('"');
  if (is_string && path.ends_with(".feedback")) { return '"' + packed(answer.substr(1)); }
  return is_string ? std::string(answer) : packed(answer);
}

/// The path and the bytes of every value that an accessor returns.
using leaves = std::set<std::pair<std::string, std::string>>;
template <class View>
leaves leaves_of(const View& c) {
  leaves out;
  auto sink = [&out](std::string_view path, std::string_view answer) { out.emplace(path, comparable(path, answer)); };
  reader(sink, below::everything, places::untold).object(c);
  return out;
}

class shuffled {
 public:
  explicit shuffled(const std::string& document) : original_(leaves_of(opened(document, form::string).summary)) {
    neighbour_ = event(json_string(document));
    const decoded d("[" + neighbour_ + "]");
    neighbour_answers_ = answers(d.batch, places::untold);
  }

  void look(const std::string& document) {
    INFO(document);
    ++documents;
    dom::element root;
    const auto why = parser_.parse(document).get(root);
    const bool valid = why == simdjson::SUCCESS;
    // Both forms must give the same results. In the object form, an unbalanced object fails the whole body.
    std::string texts[2];
    for (const form f : {form::string, form::object}) {
      const std::string data = f == form::string ? json_string(document) : document;
      const simdjson::padded_string body("[" + neighbour_ + "," + event(data) + "," + neighbour_ + "]");
      const auto batch = decoder_.decode(body);
      if (!batch) {
        REQUIRE(f == form::object);
        REQUIRE(batch.error().code == errc::malformed_json);
        REQUIRE_FALSE(valid);
        ++refused;
        return;
      }
      // If the object ends early, the rest of the document may look like members or elements.
      if (f == form::object && (batch->size() != 3 || !(*batch)[1])) {
        REQUIRE_FALSE(valid);
        ++refused;
        return;
      }
      const auto c = (*batch)[1]->call_summary();
      auto& text = texts[f == form::object ? 1 : 0];
      if (!is_open(c)) {
        text = name(c.error().code);
        if (valid) {
          REQUIRE(c.error().code == errc::data_not_an_object);
          REQUIRE_FALSE(root.is_object());
        } else {
          REQUIRE(c.error().code == errc::data_not_json);
        }
      } else {
        const errc verdict = c.validate().error().code;
        if (valid) {
          REQUIRE(same(c, root) == "");
          REQUIRE(verdict != errc::data_not_json);
          whole += f == form::string;
        } else {
          REQUIRE(verdict == errc::data_not_json);
          broken += f == form::string;
        }
        auto sink = [&](std::string_view path, std::string_view answer) {
          const std::string shown = comparable(path, answer);
          text.append(path).append("=").append(shown) += '\n';
          // An invalid document returns only texts of the original one, because no change above creates a text.
          if (valid || answer.empty() || answer[0] != '"') { return; }
          ++kept;
          if (original_.count({std::string(path), shown}) != 1) { FAIL_CHECK("invented: " << path << "=" << answer); }
        };
        reader(sink, below::everything, places::untold).object(c);
      }
      for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
        std::string near;
        auto sink = [&near](std::string_view path, std::string_view answer) {
          near.append(path).append("=").append(answer) += '\n';
        };
        REQUIRE((*batch)[i].has_value());
        reader(sink, below::everything, places::untold).event(*(*batch)[i]);
        REQUIRE(near == neighbour_answers_);
      }
    }
    REQUIRE(texts[0] == texts[1]);
  }

  unsigned documents = 0, whole = 0, broken = 0, refused = 0, kept = 0;
  judge same = summary_judge();

 private:
  leaves original_;
  std::string neighbour_, neighbour_answers_;
  callview::decoder decoder_;
  dom::parser parser_;
};

std::string joined(const std::vector<std::string>& tokens) {
  std::string out;
  for (const auto& t : tokens) { out += t; }
  return out;
}

/// The rich document without a number that is valid JSON but that the DOM rejects.
std::string rich_for_the_dom() {
  std::string out = rich_document;
  const std::string long_number = "123456789012345678901234567890";
  return out.replace(out.find(long_number), long_number.size(), "12.25");
}

}  // namespace

TEST_CASE("the tokens of a document are removed, doubled, swapped and replaced", "[tokens]") {
  const std::string whole = GENERATE(true, false) ? quickstart_document() : rich_for_the_dom();
  const std::vector<std::string> tokens = tokens_of(whole);
  REQUIRE(joined(tokens) == whole);
  shuffled s(whole);
  s.look(whole);
  REQUIRE(s.whole == 1);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::vector<std::string> t = tokens;
    if (i + 1 < t.size()) {
      std::swap(t[i], t[i + 1]);
      s.look(joined(t));
      t = tokens;
    }
    t[i] += ' ' + tokens[i];
    s.look(joined(t));
    t = tokens;
    for (const char* other : {"", "{", "}", "[", "]", ",", ":", "\"from\"", "null", "-1.5", "{}", "[]"}) {
      t[i] = other;
      s.look(joined(t));
    }
  }
  std::printf(
      "tokens: %zu; documents: %u, of these %u valid, %u invalid; %u bodies rejected, %u texts from the invalid\n",
      tokens.size(), s.documents, s.whole, s.broken, s.refused, s.kept);
  CHECK(s.documents > 2000);
  CHECK(s.whole > 100);
  CHECK(s.broken > 1000);
  CHECK(s.refused > 500);
  CHECK(s.kept > 1000);
}
