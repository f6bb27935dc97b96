// SPDX-License-Identifier: MIT
// Tests that if any byte of a body is changed to any other, the body is rejected or read as an independent parser reads
// it, whatever the decoder has decoded before.
#include "support/answers.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/everything.hpp"
#include "support/reference.hpp"
#include "support/samples.hpp"

#include <cstdio>
#include <string>

using namespace test;
namespace dom = simdjson::dom;

namespace {

/// The event of a valid body that has one event, which is an object.
dom::object only_event(const dom::element& root) {
  return root.is_array() ? root.at(0).get_object().value_unsafe() : root.get_object().value_unsafe();
}

class changed_bytes {
 public:
  changed_bytes(std::string seed, form f) : form_(f), body_(seed), seed_(std::move(seed)) {
    // Decodes another body with values of every kind first, because earlier bodies must not matter.
    const simdjson::padded_string other(rich_batch());
    write_answers(warm_.decode(other), warm_text_);
    const decoded d(seed_);
    const std::string_view raw = d.event().raw_data();
    data_begin_ = static_cast<std::size_t>(raw.data() - d.body.data());
    data_end_ = data_begin_ + raw.size();
    write_answers(d.batch, seed_answers_);
  }

  void change(std::size_t at, char to) {
    body_.data()[at] = to;
    const std::string wrong = look(at, static_cast<unsigned char>(to));
    body_.data()[at] = seed_[at];
    if (wrong.empty()) { return; }
    if (++faults < 20) {
      found += "byte " + std::to_string(at) + " to " + std::to_string(int{to}) + ": " + wrong + '\n';
    }
  }

  /// Whether the unchanged body still gives the same results.
  bool is_unharmed() {
    write_answers(warm_.decode(body_), warm_text_);
    return warm_text_ == seed_answers_;
  }

  std::size_t bodies = 0, refused = 0, opened = 0, whole = 0, broken = 0, faults = 0;
  std::string found;  ///< the first failures
  judge same = summary_judge();

 private:
  std::string look(std::size_t at, unsigned char to) {
    ++bodies;
    const auto batch = warm_.decode(body_);
    const errc code = batch.error().code;
    refused += !batch;
    const bool in_data = at >= data_begin_ && at < data_end_;
    // These two checks need no parser, because the seed is ASCII.
    if (to >= 0x80) { return code == errc::not_utf8 ? "" : "not UTF-8, but accepted"; }
    if ((form_ == form::string || !in_data) && to < 0x20 && to != '\t' && to != '\n' && to != '\r') {
      return code == errc::malformed_json ? "" : "a control character, but accepted";
    }
    dom::element root;
    const bool valid = outer_.parse(body_).get(root) == simdjson::SUCCESS;
    if (!batch) {
      const bool may = !valid || (code == errc::not_an_event && !root.is_array() && !root.is_object());
      return may ? "" : "rejected, but is JSON";
    }
    // Of `data`, decode() checks only where it ends.
    if (!valid && !in_data) { return "accepted, but is not JSON"; }

    // A new decoder must return the same values, and errors with the same offsets.
    write_answers(batch, warm_text_, below::what_is_there);
    callview::decoder fresh;
    write_answers(fresh.decode(body_), fresh_text_, below::what_is_there);
    if (warm_text_ != fresh_text_) { return "a new decoder returns something else"; }

    if (batch->size() != 1 || !(*batch)[0]) { return ""; }
    const auto e = *(*batch)[0];
    if (valid) {
      const dom::object members = only_event(root);
      if (members["id"].get_string().value_unsafe() != e.id() ||
          members["source"].get_string().value_unsafe() != e.source() ||
          members["type"].get_string().value_unsafe() != e.type()) {
        return "other attributes";
      }
    }
    const auto summary = e.call_summary();
    if (!is_open(summary)) { return ""; }
    ++opened;
    const auto json = e.data_json();
    if (!json) { return "a summary without JSON text"; }
    if (form_ == form::string && valid) {
      if (only_event(root)["data"].get_string().value_unsafe() != *json) { return "another document"; }
    }
    dom::element document;
    const auto why = inner_.parse(json->data(), json->size()).get(document);
    const auto verdict = summary.validate().error().code;
    if (why == simdjson::SUCCESS) {
      ++whole;
      if (verdict == errc::data_not_json || verdict == errc::too_deep) { return "is JSON, but was found invalid"; }
      return same(summary, document);
    }
    ++broken;
    if (why != simdjson::NUMBER_ERROR && why != simdjson::STRING_ERROR && verdict != errc::data_not_json) {
      return "is not JSON, but was found valid";
    }
    if (verdict == errc::ok) { return "was found valid"; }
    // An accessor of an invalid document may return a value, but only one that occurs in its text.
    if (json->find('\\') != std::string_view::npos) { return ""; }
    std::string invented;
    auto sink = [&](std::string_view path, std::string_view answer) {
      if (answer.empty() || answer[0] != '"') { return; }
      const std::string_view value = answer.substr(0, answer.find(" is "));  // without the value of an enumeration
      if (!stands_in(*json, path, value)) { invented = std::string(path) + " is invented"; }
    };
    reader(sink, below::what_is_there).object(summary);
    return invented;
  }

  form form_;
  simdjson::padded_string body_;
  std::string seed_;
  std::size_t data_begin_ = 0, data_end_ = 0;
  callview::decoder warm_;
  dom::parser outer_, inner_;
  std::string warm_text_, fresh_text_, seed_answers_;
};

void report(const changed_bytes& c, form f) {
  std::printf(
      "%s form: %zu bodies, %zu rejected, %zu opened, of these %zu valid and %zu invalid; %llu fields compared\n",
      f == form::string ? "string" : "object", c.bodies, c.refused, c.opened, c.whole, c.broken,
      static_cast<unsigned long long>(c.same.compared()));
}

}  // namespace

TEST_CASE("each byte of the quickstart body is changed to every other value", "[bytes]") {
  const std::string seed = example("quickstart.json");
  changed_bytes c(seed, form::string);
  for (std::size_t i = 0; i < seed.size(); ++i) {
    for (int to = 0; to < 256; ++to) {
      if (static_cast<char>(to) != seed[i]) { c.change(i, static_cast<char>(to)); }
    }
    CHECK(c.is_unharmed());
  }
  report(c, form::string);
  CHECK(c.found == "");
  CHECK(c.bodies == seed.size() * 255);
  CHECK(c.whole > 50000);
  CHECK(c.broken > 10000);
}

TEST_CASE("each byte of the quickstart body in object form is changed to characters that matter in JSON", "[bytes]") {
  const std::string seed = example("quickstart_object.json");
  changed_bytes c(seed, form::object);
  for (std::size_t i = 0; i < seed.size(); ++i) {
    for (const char to : std::string_view("\"\\{}[]:,019-+.eEtfnu \n\t\x01\x7F\x80/a_")) {
      if (to != seed[i]) { c.change(i, to); }
    }
    CHECK(c.is_unharmed());
  }
  report(c, form::object);
  CHECK(c.found == "");
  CHECK(c.whole > 5000);
  CHECK(c.broken > 5000);
}
