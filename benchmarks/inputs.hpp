// SPDX-License-Identifier: MIT
// The bodies to decode. The program generates the same bodies in every run.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

struct body {
  simdjson::padded_string text;
  std::size_t events = 1;
  /// For each call summary of the body: the paths of the leaf fields whose object is present, shuffled.
  std::vector<std::vector<std::uint16_t>> leaf_orders{};
};

/// What a benchmark decodes: one body again and again, or each of many in turn.
struct input {
  std::string name;
  std::vector<body> bodies;
  bool has_all_types = false;  ///< true: for tasks that read documents of all types; false: for all others
};
input one_body(std::string_view name, std::string_view text, std::size_t events = 1);

/// Returns the leaf orders of a body one after another, one for each call summary.
class orders {
 public:
  explicit orders(const body& b) : lists_(b.leaf_orders) {}
  std::span<const std::uint16_t> next() { return lists_[next_++]; }

 private:
  std::span<const std::vector<std::uint16_t>> lists_;
  std::size_t next_ = 0;
};

/// mix: two thousand bodies of one event each, all different, so that neither the branch predictor nor the decoder can
/// memorize a document. There are five shapes: a partial event of version 1 with hardly more than default values, a
/// later partial event, and complete calls of a carrier (one edge), a trunk (two edges, keys in alphabetical order) and
/// a client (two edges). One member in sixteen is missing. Keys occur in three orders. Values are random for each
/// event.
///
/// a: one small event, as in the quickstart. b: a complete summary of a client call with two edges. c: a thousand
/// events of all kinds in one body. d: like b, with many escapes and non-ASCII characters. e: the document of b as an
/// object. metrics: two hundred different call metrics in one body. types: two hundred events of all eight document
/// types in one body.
std::vector<input> make_inputs();

/// Bodies with invalid events, for verification. If only peers that detect duplicate keys reject a body, its name
/// begins with "duplicate".
std::vector<input> make_faulty_inputs();

/// A batch of small events.
input make_batch(std::size_t events);
/// One event of about this size.
input make_large(std::size_t bytes);

}  // namespace bench
