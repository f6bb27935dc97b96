// SPDX-License-Identifier: MIT
#include "stats.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "document_types.hpp"
#include "event_reader.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "safe_text.hpp"

namespace tool {
namespace {

// ---------------------------------------------------------------------------------------------------------------------
// Counting.

struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// How often each text occurred. A sender could send many different texts, or long ones. So after `most_texts`
/// different texts, all new ones are counted together, and so are all texts of more than `longest_text` bytes.
class counter {
 public:
  void add(std::string_view text, std::uint64_t count = 1) {
    if (const auto found = counts_.find(text); found != counts_.end()) {
      found->second += count;
    } else if (counts_.size() < most_texts && text.size() <= longest_text) {
      counts_.emplace(text, count);
    } else {
      others_ += count;
    }
  }
  void merge(const counter& other) {
    for (const auto& [text, count] : other.counts_) { add(text, count); }
    others_ += other.others_;
  }
  [[nodiscard]] bool empty() const { return counts_.empty() && others_ == 0; }
  [[nodiscard]] std::uint64_t others() const { return others_; }

  /// The most frequent texts first. Texts with the same count are in byte order.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> sorted() const {
    std::vector<std::pair<std::string, std::uint64_t>> all(counts_.begin(), counts_.end());
    std::ranges::sort(all, [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return all;
  }

 private:
  static constexpr std::size_t most_texts = 5000, longest_text = 256;
  std::unordered_map<std::string, std::uint64_t, text_hash, std::equal_to<>> counts_;
  std::uint64_t others_ = 0;
};

/// A statistic of a document type. It uses the first column that has a value.
struct measure {
  std::string name;  ///< without the prefix in `stream`
  std::vector<std::string> paths;
  std::string unit{};
  std::string stream{};  ///< for a statistic of a stream: "carrier_edge.metrics.inbound"

  [[nodiscard]] std::string full_name() const { return stream.empty() ? name : stream + '.' + name; }
};

const std::vector<std::string>& edge_names() {
  static const std::vector<std::string> names = {"carrier_edge", "sip_edge", "client_edge", "sdk_edge"};
  return names;
}

/// A property of the call itself or, if it is missing, of an edge.
measure property(const std::string& name, const std::string& unit = {}) {
  measure m{name, {"properties." + name}, unit};
  for (const std::string& edge : edge_names()) { m.paths.push_back(edge + ".properties." + name); }
  return m;
}

std::vector<measure> summary_texts() {
  return {{"call_state", {"call_state"}},
          {"call_type", {"call_type"}},
          {"processing_state", {"processing_state"}},
          {"answered_by", {"answered_by"}},
          property("direction"),
          property("disconnected_by"),
          {"from.country_code", {"from.country_code"}},
          {"to.country_code", {"to.country_code"}},
          {"from.carrier", {"from.carrier"}},
          {"to.carrier", {"to.carrier"}}};
}

std::vector<measure> summary_numbers() {
  constexpr std::pair<const char*, const char*> of_stream[] = {{"jitter.avg", "ms"},
                                                               {"latency.avg", "ms"},
                                                               {"rtt.avg", "ms"},
                                                               {"packets_loss_percentage", "%"},
                                                               {"mos.avg", ""}};
  std::vector<measure> all{{"duration", {"duration"}, "s"}, property("pdd_ms", "ms")};
  for (const std::string& edge : edge_names()) {
    for (const std::string direction : {"inbound", "outbound"}) {
      const std::string stream = edge + ".metrics." + direction;
      for (const auto& [name, unit] : of_stream) { all.push_back({name, {stream + '.' + name}, unit, stream}); }
    }
  }
  return all;
}

/// For other document types: the enumerations at their top level, which distinguish kinds of documents.
template <class T>
std::vector<measure> own_enumerations() {
  std::vector<measure> all;
  for (const auto& column : callview::columns<T>()) {
    const bool is_own = column.path.find('.') == std::string_view::npos;
    if (is_own && column.type == callview::column_type::enumeration) {
      all.push_back({std::string(column.path), {std::string(column.path)}});
    }
  }
  return all;
}

/// The columns of the measures of a document type.
template <class T>
class plan {
 public:
  explicit plan(const std::vector<measure>& measures) {
    const auto all = callview::columns<T>();
    for (const measure& m : measures) {
      auto& columns = measures_.emplace_back();
      for (const std::string& path : m.paths) {
        if (const std::size_t number = all.find(path); number != all.npos) { columns.push_back(all[number]); }
      }
    }
  }
  /// Calls `use(number, value)` for each measure that has a value.
  template <class Use>
  void read(const T& document, Use use) const {
    for (std::size_t i = 0; i < measures_.size(); ++i) {
      for (const auto& column : measures_[i]) {
        if (const auto value = column.read(document)) {
          use(i, *value);
          break;
        }
      }
    }
  }

 private:
  std::vector<std::vector<callview::column<T>>> measures_;
};

/// The counts for one document type.
struct document_statistics {
  std::uint64_t count = 0;
  counter types, schema_versions, data_forms;
  std::vector<counter> texts;
  std::vector<histogram> numbers;

  void merge(const document_statistics& other) {
    count += other.count;
    types.merge(other.types);
    schema_versions.merge(other.schema_versions);
    data_forms.merge(other.data_forms);
    const auto merge_all = [](auto& into, const auto& from) {
      if (into.size() < from.size()) { into.resize(from.size()); }
      for (std::size_t i = 0; i < from.size(); ++i) { into[i].merge(from[i]); }
    };
    merge_all(texts, other.texts);
    merge_all(numbers, other.numbers);
  }
};

/// One for each document type, and one for all other events.
using statistics = std::array<document_statistics, document_type_names.size() + 1>;

template <class T>
struct measures_of {
  static std::vector<measure> texts() { return own_enumerations<T>(); }
  static std::vector<measure> numbers() { return {}; }
};
template <>
struct measures_of<callview::call_summary> {
  static std::vector<measure> texts() { return summary_texts(); }
  static std::vector<measure> numbers() { return summary_numbers(); }
};

class stats_worker final : public worker {
 public:
  stats_worker(statistics& into, std::size_t max_record) : statistics_(into), reader_(max_record) {}

  void process(const batch& b, batch_result& r) override {
    batch_ = &b;
    result_ = &r;
    for (const record& one : b.records) { reader_.read(b, one, *this); }
  }

  void event(const callview::event& event, const origin& from) {
    ++result_->counts.events;
    std::size_t number = 0;
    for (; number < document_type_names.size(); ++number) {
      bool is_it = false;
      with_document_type(document_type_names[number], [&]<class T>(document_tag<T>) {
        if ((is_it = event.is<T>())) { count_document(statistics_[number], event.as<T>(), from); }
      });
      if (is_it) { break; }
    }
    document_statistics& s = statistics_[number];
    ++s.count;
    s.types.add(event.type());
    s.data_forms.add(callview::name(event.data_form()));
    if (const auto version = event.schema_version()) {
      s.schema_versions.add(std::to_string(*version));
    } else {
      s.schema_versions.add("");
    }
  }
  void invalid(const callview::error& error, const origin& from) { broken(error, from); }
  void broken(const callview::error& error, const origin& from) {
    result_->findings.push_back({place_of(error, *batch_, from), 0, describe(error)});
    ++result_->counts.broken;
  }

 private:
  template <class T>
  void count_document(document_statistics& s, const T& document, const origin& from) {
    if (!document) { return broken(error_of(document), from); }
    static const std::vector<measure> texts = measures_of<T>::texts(), numbers = measures_of<T>::numbers();
    static const plan<T> text_plan(texts), number_plan(numbers);
    s.texts.resize(texts.size());
    s.numbers.resize(numbers.size());
    text_plan.read(document, [&](std::size_t i, const callview::scalar& value) {
      if (const auto* const text = std::get_if<std::string_view>(&value)) { s.texts[i].add(*text); }
    });
    number_plan.read(document, [&](std::size_t i, const callview::scalar& value) {
      std::visit(
          [&]<class V>(const V& v) {
            if constexpr (std::is_same_v<V, double>) {
              s.numbers[i].add(v);
            } else if constexpr (std::is_same_v<V, std::int64_t>) {
              s.numbers[i].add(static_cast<double>(v));
            } else if constexpr (std::is_same_v<V, std::chrono::seconds> ||
                                 std::is_same_v<V, std::chrono::milliseconds>) {
              s.numbers[i].add(static_cast<double>(v.count()));
            }
          },
          value);
    });
  }

  statistics& statistics_;
  event_reader reader_;
  const batch* batch_ = nullptr;
  batch_result* result_ = nullptr;
};

// ---------------------------------------------------------------------------------------------------------------------
// Printing.

constexpr std::array percentiles{50U, 90U, 95U, 99U};

/// The measures of a document type, in the order of document_statistics.
struct measure_names {
  std::vector<measure> texts, numbers;
};
measure_names names_of(std::size_t number) {
  measure_names names;
  if (number < document_type_names.size()) {
    with_document_type(document_type_names[number], [&]<class T>(document_tag<T>) {
      names = {measures_of<T>::texts(), measures_of<T>::numbers()};
    });
  }
  return names;
}
std::string_view name_of(std::size_t number) {
  return number < document_type_names.size() ? document_type_names[number] : "other";
}

bool terminal_shows_blocks() {
  if (::isatty(STDOUT_FILENO) != 1) { return false; }
  for (const char* const variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(variable);
    if (value == nullptr || *value == '\0') { continue; }
    const std::string_view text(value);
    return text.find("UTF-8") != text.npos || text.find("utf8") != text.npos || text.find("UTF8") != text.npos;
  }
  return false;
}

std::string grouped(std::uint64_t value) {
  const std::string digits = std::to_string(value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) { text += ','; }
    text += digits[i];
  }
  return text;
}

class table_printer {
 public:
  explicit table_printer(std::string& out) : out_(out), blocks_(terminal_shows_blocks()) {}

  void document(std::string_view name, const document_statistics& s, const measure_names& names) {
    out_.append(name).append(": ").append(grouped(s.count)).append(s.count == 1 ? " event\n" : " events\n");
    counts("type", s.types, s.count);
    counts("schema version", s.schema_versions, s.count);
    counts("form of data", s.data_forms, s.count);
    for (std::size_t i = 0; i < s.texts.size(); ++i) { counts(names.texts[i].name, s.texts[i], s.count); }
    numbers(s, names);
    out_ += '\n';
  }

 private:
  static constexpr std::size_t shown = 10, name_width = 50, bar_width = 20;

  static void pad(std::string& out, std::string_view text, std::size_t width, bool right) {
    std::size_t size = 0;
    for (const char c : text) { size += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0; }
    const std::size_t space = width - std::min(width, size);
    if (right) { out.append(space, ' '); }
    out.append(text);
    if (!right) { out.append(space, ' '); }
  }

  void counts(std::string_view name, const counter& c, std::uint64_t all) {
    if (c.empty()) { return; }
    out_.append("  ").append(name) += '\n';
    const auto sorted = c.sorted();
    std::uint64_t rest = c.others();
    for (std::size_t i = shown; i < sorted.size(); ++i) { rest += sorted[i].second; }
    for (std::size_t i = 0; i < std::min(shown, sorted.size()); ++i) {
      count(sorted[i].first.empty() ? "(none)" : one_line(sorted[i].first, name_width - 4), sorted[i].second, all);
    }
    if (rest != 0) {
      const std::string known = sorted.size() > shown ? grouped(sorted.size() - shown) + ' ' : "";
      count((known.empty() || c.others() == 0 ? "(" : "(more than ") + known + "others)", rest, all);
    }
  }
  void count(std::string_view name, std::uint64_t count, std::uint64_t all) {
    out_ += "    ";
    pad(out_, name, name_width, false);
    pad(out_, grouped(count), 14, true);
    char share[16];
    const double part = static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(all, 1));
    std::snprintf(share, sizeof share, "%6.1f %%", part * 100);
    out_ += share;
    if (blocks_) { out_ += "  " + bar(part); }
    out_ += '\n';
  }
  static std::string bar(double part) {
    constexpr std::string_view eighths[] = {"", "\u258F", "\u258E", "\u258D", "\u258C", "\u258B", "\u258A", "\u2589"};
    auto left = static_cast<std::size_t>(std::min(part, 1.0) * bar_width * 8 + 0.5);
    std::string out;
    for (; left >= 8; left -= 8) { out += "\u2588"; }
    return out.append(eighths[left]);
  }

  void numbers(const document_statistics& s, const measure_names& names) {
    bool titled = false;
    std::string_view stream;
    for (std::size_t i = 0; i < s.numbers.size(); ++i) {
      const histogram& h = s.numbers[i];
      const measure& m = names.numbers[i];
      if (h.count() == 0) { continue; }
      if (!std::exchange(titled, true)) {
        out_ += "  percentiles (up to 0.4 % too low)";
        for (const std::string_view title : {"values", "min", "p50", "p90", "p95", "p99", "max"}) {
          pad(out_, title, 11, true);
        }
        out_ += '\n';
      }
      if (std::exchange(stream, m.stream) != m.stream && !m.stream.empty()) {
        out_.append("    ").append(m.stream) += '\n';
      }
      out_ += m.stream.empty() ? "    " : "      ";
      pad(out_, m.unit.empty() ? m.name : m.name + ", " + m.unit, m.stream.empty() ? 31 : 29, false);
      pad(out_, grouped(h.count()), 11, true);
      number(h.least());
      for (const unsigned percent : percentiles) { number(h.percentile(percent)); }
      number(h.greatest());
      out_ += '\n';
    }
  }
  void number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%11.6g", value);
    out_ += text;
  }

  std::string& out_;
  bool blocks_;
};

class json_printer {
 public:
  explicit json_printer(std::string& out) : out_(out) {}

  void document(std::string_view name, const document_statistics& s, const measure_names& names) {
    key(name);
    out_ += "{\"events\":" + std::to_string(s.count) + ",\"counts\":{";
    counts("type", s.types);
    counts("schema_version", s.schema_versions);
    counts("data_form", s.data_forms);
    for (std::size_t i = 0; i < s.texts.size(); ++i) { counts(names.texts[i].name, s.texts[i]); }
    out_ += "},\"percentiles\":{";
    for (std::size_t i = 0; i < s.numbers.size(); ++i) { numbers(names.numbers[i], s.numbers[i]); }
    out_ += "}}";
  }

 private:
  void key(std::string_view name) {
    if (!out_.ends_with('{')) { out_ += ','; }
    append_json_string(out_, name);
    out_ += ':';
  }
  void counts(std::string_view name, const counter& c) {
    if (c.empty()) { return; }
    key(name);
    out_ += '{';
    for (const auto& [text, count] : c.sorted()) {
      key(text);
      out_ += std::to_string(count);
    }
    if (c.others() != 0) {
      key("(others)");
      out_ += std::to_string(c.others());
    }
    out_ += '}';
  }
  void numbers(const measure& m, const histogram& h) {
    if (h.count() == 0) { return; }
    key(m.full_name());
    out_ += '{';
    if (!m.unit.empty()) {
      key("unit");
      append_json_string(out_, m.unit);
    }
    key("count");
    out_ += std::to_string(h.count());
    number("min", h.least());
    for (const unsigned percent : percentiles) {
      number(std::string("p").append(std::to_string(percent)), h.percentile(percent));
    }
    number("max", h.greatest());
    out_ += '}';
  }
  void number(std::string_view name, double value) {
    key(name);
    append_number(out_, value);
  }

  std::string& out_;
};

template <class Printer>
void print_all(Printer printer, const statistics& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].count != 0) { printer.document(name_of(i), all[i], names_of(i)); }
  }
}

}  // namespace

int run_stats(const input_options& input, const stats_options& options) {
  session s(input, session::findings_to::standard_error);
  std::deque<statistics> parts;  // one for each worker
  s.run([&] { return std::make_unique<stats_worker>(parts.emplace_back(), input.reading.max_record); });
  statistics all;
  for (const statistics& part : parts) {
    for (std::size_t i = 0; i < all.size(); ++i) { all[i].merge(part[i]); }
  }
  std::string text;
  if (options.json) {
    const tally& counts = s.counts();
    text = "{\"events\":" + std::to_string(counts.events) + ",\"broken\":" + std::to_string(counts.broken) +
           ",\"bytes\":" + std::to_string(counts.bytes) + ",\"documents\":{";
    print_all(json_printer(text), all);
    text += "}}\n";
  } else {
    print_all(table_printer(text), all);
    if (text.empty()) { text = "no events\n"; }
  }
  s.write(text);
  return s.finish();
}

}  // namespace tool
