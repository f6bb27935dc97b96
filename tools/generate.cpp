// SPDX-License-Identifier: MIT
#include "generate.hpp"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "document_types.hpp"
#include "safe_text.hpp"
#include "sample_events.hpp"
#include "session.hpp"
#include "signals.hpp"

namespace tool {
namespace {

namespace detail = callview::detail;
using sample::dice;

/// Number of events in a block. Each block has its own random generator, which depends only on the seed and the number
/// of the block. So the output does not depend on the number of threads.
constexpr std::uint64_t block_events = 256;

/// The attributes of the events of a document type.
struct event_source {
  std::string_view document;
  std::string_view schema;  ///< of `dataschema`
  std::vector<std::string_view> types;
  const detail::object_type* fields;
};

std::string_view schema_of(std::string_view document) {
  constexpr std::pair<std::string_view, std::string_view> schemas[] = {
      {"call_summary", "VoiceInsights.CallSummary"},
      {"call_event", "VoiceInsights.CallEvent"},
      {"call_metric", "VoiceInsights.CallMetric"},
      {"conference_summary", "VoiceInsights.ConferenceSummary"},
      {"conference_participant_summary", "VoiceInsights.ConferenceParticipantSummary"},
      {"message_status", "Messaging.MessageStatus"},
      {"inbound_message", "Messaging.InboundMessageV1"},
      {"error_log", "ErrorLogs.Error"}};
  return std::ranges::find(schemas, document, &std::pair<std::string_view, std::string_view>::first)->second;
}

std::vector<event_source> all_sources() {
  std::vector<event_source> all;
  for (const std::string_view name : document_type_names) {
    with_document_type(name, [&]<class T>(document_tag<T>) {
      event_source source{name, schema_of(name), {}, &detail::type_of<T>};
      for (const detail::event_type& type : detail::event_types) {
        if (detail::document_line<T>::kinds.holds(type.kind)) { source.types.push_back(type.type); }
      }
      all.push_back(std::move(source));
    });
  }
  return all;
}

/// Generates documents of any type from its schema: values of the right types, some of them null or absent.
class schema_document {
 public:
  schema_document(dice& d, const std::string& call) : dice_(d), call_(call) {}

  std::string object(const detail::object_type& type) {
    // Each sender has its own key order.
    std::vector<unsigned> order(type.count);
    std::iota(order.begin(), order.end(), 0U);
    if (dice_.chance(25)) {
      std::ranges::sort(order, {}, [&](unsigned i) { return std::string_view(type.fields[i].name); });
    } else if (dice_.chance(25)) {
      for (std::size_t i = order.size(); i > 1; --i) { std::swap(order[i - 1], order[dice_.below(i)]); }
    }
    std::string out = "{";
    for (const unsigned i : order) {
      const detail::field_info& field = type.fields[i];
      const bool is_call = std::string_view(field.name) == "call_sid";
      if (!is_call && dice_.below(16) == 0) { continue; }
      out.append(out.size() > 1 ? ",\"" : "\"").append(field.name).append("\":");
      out += !is_call && dice_.chance(8) ? std::string("null") : value(field);
    }
    return out += '}';
  }

 private:
  using field_type = detail::field_type;

  std::string value(const detail::field_info& field) {
    switch (field.type) {
      case field_type::string: return text(field.name);
      case field_type::enumeration: return known_text(field);
      case field_type::time: return time();
      case field_type::integer: return std::to_string(dice_.below(5000));
      case field_type::integer_or_digits:
        return dice_.chance(50) ? std::to_string(dice_.below(60000)) : '"' + std::to_string(dice_.below(60000)) + '"';
      case field_type::seconds: return std::to_string(dice_.below(4000));
      case field_type::milliseconds: return std::to_string(dice_.below(20000));
      case field_type::number: return number(field.name);
      case field_type::boolean: return dice_.chance(50) ? "true" : "false";
      case field_type::object: return object(*field.child);
      case field_type::counters:
        return R"({"d50":)" + std::to_string(dice_.below(90)) + R"(,"d70":)" + std::to_string(dice_.below(20)) + '}';
      case field_type::raw_object: return R"({"level":)" + std::to_string(dice_.below(9)) + '}';
      case field_type::raw_array: return R"([{"value":)" + std::to_string(dice_.below(9)) + "}]";
      case field_type::strings: return list([&] { return text("tag"); });
      case field_type::enumerations: return list([&] { return known_text(field); });
      case field_type::integers: return list([&] { return std::to_string(1700000000 + dice_.below(50000000)); });
      case field_type::numbers: return list([&] { return dice_.decimal(100, 2); });
      case field_type::objects: return list([&] { return object(*field.child); });
    }
    return "null";
  }
  template <class Item>
  std::string list(Item item) {
    std::string out = "[";
    for (auto left = dice_.below(4); left > 0; --left) { out.append(out.size() > 1 ? "," : "").append(item()); }
    return out += ']';
  }
  /// Statistics have min < avg < max, and are plausible for MOS values as well.
  std::string number(std::string_view name) {
    constexpr std::pair<std::string_view, std::uint64_t> known[] = {
        {"min", 1}, {"avg", 2}, {"value", 2}, {"max", 4}, {"mos", 3}};
    const auto found = std::ranges::find(known, name, &std::pair<std::string_view, std::uint64_t>::first);
    const std::size_t decimals = 1 + dice_.below(6);
    if (found == std::ranges::end(known)) { return dice_.decimal(100, decimals); }
    return std::to_string(found->second) + '.' + dice_.digits(decimals);
  }
  static std::string json(std::string_view inside) { return '"' + std::string(inside) + '"'; }

  std::string text(std::string_view name) {
    const auto holds = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
    if (name == "call_sid") { return json(call_); }
    if (name.ends_with("sid")) { return json(dice_.sid(prefix_of(name))); }
    if (holds("ip")) { return json(dice_.ip()); }
    if (holds("url") || holds("uri")) { return json("https://example.com/" + dice_.digits(6)); }
    if (name == "from" || name == "to" || holds("number") || holds("caller")) { return json("+1" + dice_.digits(10)); }
    if (holds("country")) { return json(dice_.one_of({"US", "DE", "JP", "BR", "IN", "GB"})); }
    if (holds("body") || holds("message") || holds("description") || holds("comment")) {
      return json(dice_.one_of({"Your code is 1234", R"(\"Hello\", she wrote)",
                                "Gr\xC3\xBC\xC3\x9F"
                                "e",
                                R"(one line\nand another)", "A, B and C"}));
    }
    return json(std::string(dice_.one_of({"alpha", "beta", "gamma", "delta"})) + dice_.digits(2));
  }
  static std::string_view prefix_of(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> prefixes[] = {
        {"account", "AC"}, {"conference", "CF"}, {"participant", "CP"}, {"message", "SM"}, {"call", "CA"}};
    for (const auto& [part, prefix] : prefixes) {
      if (name.find(part) != std::string_view::npos) { return prefix; }
    }
    return "XX";
  }
  std::string known_text(const detail::field_info& field) {
    // Picks random slots of the hash table until one has a known text.
    std::uint8_t known = detail::key_set::not_found;
    for (const std::uint64_t slots = std::uint64_t{1} << (64 - field.known->shift); known == field.known->not_found;) {
      known = field.known->slots[dice_.below(slots)];
    }
    const auto& key = field.known->keys[known];
    return json({key.text, key.length});
  }
  std::string time() {
    return "\"2024-0" + std::to_string(1 + dice_.below(9)) + "-1" + dice_.digits(1) + "T0" + dice_.digits(1) + ":3" +
           dice_.digits(1) + ":4" + dice_.digits(1) + (dice_.chance(50) ? '.' + dice_.digits(3) : "") + "Z\"";
  }

  dice& dice_;
  const std::string& call_;
};

/// Events of the requested types, all of them equally likely.
class block_maker {
 public:
  block_maker(const generate_options& options, const std::vector<event_source>& sources)
      : options_(options), sources_(sources) {}

  std::string operator()(std::uint64_t number) const {
    // Similar seeds must give unrelated random numbers.
    dice d((options_.seed + 1) * 0x9E3779B97F4A7C15U ^ (number + 1) * 0xD1B54A32D192ED03U);
    const std::uint64_t begin = number * block_events;
    const std::uint64_t count = std::min(block_events, options_.events - begin);
    std::vector<std::string> calls;
    std::string out;
    for (std::uint64_t i = 0; i < count; ++i) {
      // A call can have several events: 44 % of all events have the SID of an earlier event.
      if (calls.empty() || !d.chance(33)) { calls.push_back(d.sid("CA")); }
      const std::string call = d.chance(33) ? calls[d.below(calls.size())] : calls.back();
      out += one_event(d, sources_[d.below(sources_.size())], call) += '\n';
    }
    return out;
  }

 private:
  std::string one_event(dice& d, const event_source& source, const std::string& call) const {
    const bool as_object =
        options_.form == generate_options::object || (options_.form == generate_options::mixed && d.chance(40));
    const auto data_of = [&](const std::string& document) {
      if (as_object) { return document; }
      return into_string(document, d.chance(5) ? sample::escaping::dense : sample::escaping::plain);
    };
    if (source.document == "call_summary") {
      const sample::summary s = sample::different_summary(d, call);
      return summary_event(d, s.state, call, s.schema, data_of(s.document));
    }
    const std::string document = schema_document(d, call).object(*source.fields);
    const std::string type = "com.twilio." + std::string(source.types[d.below(source.types.size())]);
    const std::string schema = std::string(source.schema) + '/' + std::to_string(1 + d.below(2));
    return event(d, type, "/v1/" + std::string(source.document) + '/' + call, schema, data_of(document));
  }

  const generate_options& options_;
  const std::vector<event_source>& sources_;
};

/// Makes blocks with many threads, and writes them in order. At most two blocks per thread, and two more, wait.
void make_blocks(const block_maker& make, std::uint64_t blocks, unsigned threads,
                 const std::function<bool(std::string_view)>& write) {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::uint64_t, std::string> ready;
  std::uint64_t next_made = 0, next_written = 0;
  bool stopped = false;
  const auto work = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return stopped || next_made == blocks || next_made < next_written + 2 * threads + 2; });
      if (stopped || next_made == blocks) { return; }
      const std::uint64_t mine = next_made++;
      lock.unlock();
      std::string text = make(mine);
      lock.lock();
      ready.emplace(mine, std::move(text));
      changed.notify_all();
    }
  };
  leave_signals_to_reader();
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) { workers.emplace_back(work); }
  take_signals();
  std::unique_lock lock(mutex);
  while (next_written != blocks && !stopped) {
    changed.wait(lock, [&] { return ready.contains(next_written); });
    const std::string text = std::move(ready.extract(next_written).mapped());
    ++next_written;
    changed.notify_all();
    lock.unlock();
    const bool go_on = write(text) && !interrupted();
    lock.lock();
    stopped = !go_on;
  }
  stopped = true;
  changed.notify_all();
}

}  // namespace

bool generate(const generate_options& options, const std::function<bool(std::string_view)>& write, std::string& why) {
  std::vector<event_source> sources = all_sources();
  if (options.types != "all") {
    std::vector<event_source> wanted;
    std::string_view rest = options.types;
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      const auto found = std::ranges::find(sources, rest.substr(0, comma), &event_source::document);
      if (found == sources.end()) {
        why = "there is no document type " + in_quotes(rest.substr(0, comma)) + "; valid types: all, or any of";
        for (const std::string_view name : document_type_names) { why.append(" ").append(name); }
        return false;
      }
      wanted.push_back(*found);
      more = comma != std::string_view::npos;
      if (more) { rest.remove_prefix(comma + 1); }
    }
    sources = std::move(wanted);
  }
  const unsigned threads = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const std::uint64_t blocks = options.events / block_events + (options.events % block_events != 0 ? 1 : 0);
  make_blocks(block_maker(options, sources), blocks, threads, write);
  return true;
}

int run_generate(const generate_options& options) {
  output out(STDOUT_FILENO);
  std::string why;
  if (!generate(
          options, [&](std::string_view text) { return out.write(text); }, why)) {
    std::fprintf(stderr, "callview: %s\n", why.c_str());
    return exit_failed;
  }
  return out.exit_code(0);
}

}  // namespace tool
