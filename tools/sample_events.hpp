// SPDX-License-Identifier: MIT
// Random events as Twilio sends them, for archives (`callview generate`) and for the benchmarks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace sample {

/// Random numbers that are the same in every run and on every machine.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string_view one_of(std::initializer_list<std::string_view> texts) { return texts.begin()[below(texts.size())]; }

  /// A random SID: the prefix and 32 hexadecimal digits.
  std::string sid(std::string_view prefix) {
    std::string s(prefix);
    for (int i = 0; i < 32; ++i) { s += "0123456789abcdef"[below(16)]; }
    return s;
  }
  std::string digits(std::size_t count) {
    std::string s;
    while (s.size() < count) { s += static_cast<char>('0' + below(10)); }
    return s;
  }
  std::string ip() {
    return std::to_string(10 + below(200)) + '.' + std::to_string(below(256)) + '.' + std::to_string(below(256)) + '.' +
           std::to_string(1 + below(254));
  }
  /// A number with this many decimals, as JSON text.
  std::string decimal(std::uint64_t whole_below, std::size_t decimals) {
    return std::to_string(below(whole_below)) + '.' + digits(decimals);
  }

 private:
  std::mt19937_64 engine_;
};

/// Minimum, average and maximum of a measured quantity, as JSON numbers: 0 <= min <= avg <= max < 2 * top. `top` is at
/// least 2. It does not affect MOS values, which are from 1 to 5.
struct statistic_values {
  statistic_values(dice& d, std::string_view measure, std::uint64_t top, std::size_t decimals) {
    if (measure == "mos") {
      min = '1' + ('.' + d.digits(2));
      avg = std::to_string(2 + d.below(2)) + '.' + d.digits(decimals);
      max = '4' + ('.' + d.digits(1));
    } else {
      const std::uint64_t least = std::min<std::uint64_t>(3, top / 2);
      min = d.decimal(least, 2);
      avg = std::to_string(least + d.below(top - least)) + '.' + d.digits(decimals);
      max = std::to_string(top + d.below(top)) + '.' + d.digits(1);
    }
  }
  std::string min, avg, max;
};

/// Writes compact JSON.
class writer {
 public:
  template <class Members>
  void object(std::string_view key, Members members) {
    begin(key);
    text_ += '{';
    first_ = true;
    members();
    text_ += '}';
    first_ = false;
  }
  template <class Elements>
  void array(std::string_view key, Elements elements) {
    begin(key);
    text_ += '[';
    first_ = true;
    elements();
    text_ += ']';
    first_ = false;
  }
  /// Writes `content` between the quotes unchanged: it may contain escapes.
  void string(std::string_view key, std::string_view content) {
    begin(key);
    text_.append("\"").append(content).append("\"");
  }
  void number(std::string_view key, std::uint64_t n) { json(key, std::to_string(n)); }
  void boolean(std::string_view key, bool b) { json(key, b ? "true" : "false"); }
  void null(std::string_view key) { json(key, "null"); }
  void json(std::string_view key, std::string_view value) {
    begin(key);
    text_ += value;
  }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  std::string take() { return std::move(text_); }

 private:
  void begin(std::string_view key) {
    if (!first_) { text_ += ','; }
    first_ = false;
    if (!key.empty()) { text_.append("\"").append(key).append("\":"); }
  }

  std::string text_;
  bool first_ = true;
};

enum class escaping {
  plain,  ///< only what must be escaped: quotes and backslashes
  dense,  ///< also every second slash or non-ASCII character
};

/// The JSON string that contains a document.
std::string into_string(std::string_view document, escaping how);

/// An event with this `data`, which is JSON.
std::string event(dice& d, std::string_view type, std::string_view source, std::string_view schema,
                  std::string_view data);

/// The event of a call summary. `state` is the end of its type.
std::string summary_event(dice& d, std::string_view state, const std::string& call, unsigned schema,
                          std::string_view data);

/// The free texts of a summary.
struct texts {
  std::string_view carrier, city, subdivision, user_agent, sip_call_id, caller, tag;
  std::string_view region = "us1", edge_location = "ashburn", browser = "Chrome";
};
inline constexpr texts ascii_texts = {"Example Wireless Inc.",
                                      "San Francisco",
                                      "California",
                                      "Example-SBC 9.2.1",
                                      "4f1c9e72-8d35-4b0a-a6e1-7c20d94b5f38@203.0.113.20",
                                      "client:alice",
                                      "high_packet_loss"};
/// Texts with escapes of the document, and with characters of two, three and four bytes.
inline constexpr texts foreign_texts = {R"(T\u00e9l\u00e9com \"\u00cele\" \/ Fran\u00e7ais\u2122 \ud83d\udcde)",
                                        "M\xC3\xBCnchen \\u2014 Z\xC3\xBCrich \xF0\x9F\x98\x80",
                                        R"(\u6771\u4eac\u90fd\/)"
                                        "\xE6\xB8\xAF\xE5\x8C\xBA",
                                        R"(Softphone\/7.1 (\"beta\") C:\\Apps\\phone.exe\t\u00a9 2024)",
                                        R"(\\\"4f1c9e72\"\\8d35\/4b0a@\u65e5\u672c.example)",
                                        R"(sip:jos\u00e9\/\"pepe\"@ex\u00e4mple.com \ud83d\ude80\ud83c\udf0d)",
                                        "silence \\u2192 \xE9\x9D\x99\xE9\x9F\xB3 \\\"\\/\\\\"};

/// The summary of a client call, with its SDK edge and its client edge.
std::string client_call(dice& d, const texts& t, const std::string& call);
/// A summary of version 1 with hardly more than default values.
std::string skeleton(dice& d, const std::string& call, std::string_view caller);
/// A random call summary. Optional members are present, missing or, for edges, null.
std::string some_call(dice& d, const std::string& call, bool complete);

/// A summary that differs from others: one of five shapes, one of three key orders, and one member in sixteen missing.
struct summary {
  std::string_view state;  ///< the end of the event type: "partial", "complete"
  unsigned schema = 1;
  std::string document{};
};
summary different_summary(dice& d, const std::string& call);

// Defined in sample_documents.cpp:

/// A call metric. Twilio sends one every ten seconds for each edge of a call.
std::string metric_event(dice& d);
/// An event of one of the eight document types, all equally likely.
std::string event_of_any_type(dice& d);

}  // namespace sample
