// SPDX-License-Identifier: MIT
// Decodes deliveries for callview-sink with simdjson On-Demand alone, as a well-written program without callview would.
//
// This file takes the place of deliveries.cpp in the program callview-sink-ondemand. Everything else is the same
// program, so sink.py shows what decoding contributes to the whole. The program is for measurements only: it stores the
// times in call summaries as received, does not compare the times of two summaries of a call, stores no conference
// summaries, and stores a delivery that it cannot read as one dead letter.
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <simdjson.h>

#include "log.hpp"
#include "store.hpp"

namespace sink {
namespace {

using simdjson::ondemand::json_type;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

/// Copies a text, and adds the padding that simdjson needs. Reuses its memory.
class padded_buffer {
 public:
  simdjson::padded_string_view copy(std::string_view text) {
    if (bytes_.size() < text.size() + simdjson::SIMDJSON_PADDING) {
      bytes_.resize(2 * text.size() + simdjson::SIMDJSON_PADDING);
    }
    std::memcpy(bytes_.data(), text.data(), text.size());
    return simdjson::padded_string_view(bytes_.data(), text.size(), bytes_.size());
  }

 private:
  std::vector<char> bytes_;
};

/// The fields of an object, by key: the parameter of a column, or the object below.
struct field_tree {
  struct field {
    int parameter = 0;  ///< 0 for an object
    callview::column_type type{};
    std::size_t object = 0;
  };
  using fields = std::unordered_map<std::string_view, field>;
  std::vector<fields> objects = std::vector<fields>(1);

  void add(std::string_view path, callview::column_type type, int parameter) {
    std::size_t object = 0;
    for (std::size_t dot; (dot = path.find('.')) != path.npos; path.remove_prefix(dot + 1)) {
      const auto [at, is_new] = objects[object].try_emplace(path.substr(0, dot), field{0, {}, objects.size()});
      object = at->second.object;
      if (is_new) { objects.emplace_back(); }
    }
    objects[object].emplace(path, field{parameter, type, 0});
  }
};

/// Binds the values of a document to the parameters of a statement.
struct document_reader {
  const field_tree& tree;
  statement& to;
  int sid_parameter;
  std::string_view sid{};
  std::optional<std::int64_t> processing_version{};

  void read(object o, std::size_t node) {
    for (auto member : o) {
      const std::string_view key = member.unescaped_key();
      const auto at = tree.objects[node].find(key);
      if (at == tree.objects[node].end()) {
        if (node == 0 && key == "processing_version") { processing_version = member.value().get_int64().value(); }
        continue;
      }
      value v = member.value();
      const json_type type = v.type();
      if (type == json_type::null) { continue; }
      const field_tree::field& f = at->second;
      if (f.parameter != 0) {
        bind(f, v, type);
      } else if (type == json_type::object) {
        read(v.get_object(), f.object);
      }
    }
  }
  void bind(const field_tree::field& f, value v, json_type type) {
    switch (f.type) {
      case callview::column_type::integer:
      case callview::column_type::seconds:
      case callview::column_type::milliseconds:
        if (type == json_type::string) {
          const std::string_view digits = v.get_string();
          std::int64_t number = 0;
          if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ptr ==
              digits.data() + digits.size()) {
            to.bind(f.parameter, number);
          }
        } else {
          to.bind(f.parameter, v.get_int64().value());
        }
        return;
      case callview::column_type::number: return to.bind(f.parameter, v.get_double().value());
      case callview::column_type::boolean: return to.bind(f.parameter, std::int64_t{v.get_bool().value()});
      case callview::column_type::json:
        return to.bind(f.parameter, type == json_type::array ? std::string_view(v.get_array().value().raw_json())
                                                             : std::string_view(v.get_object().value().raw_json()));
      default: {
        const std::string_view text = v.get_string();
        if (f.parameter == sid_parameter) { sid = text; }
        return to.bind(f.parameter, text);
      }
    }
  }
};

field_tree tree_of(const std::vector<callview::column<callview::call_summary>>& columns) {
  field_tree tree;
  int parameter = rank_parameters;
  for (const auto& column : columns) { tree.add(column.path, column.type, ++parameter); }
  return tree;
}

constexpr std::string_view partial_type = "com.twilio.voice.insights.call-summary.partial";
constexpr std::string_view complete_type = "com.twilio.voice.insights.call-summary.complete";

/// What is used again for each delivery.
struct scratch {
  simdjson::ondemand::parser body_parser, data_parser;
  padded_buffer body, data;
};

/// The attributes of an event that are stored.
struct event_row {
  std::string_view source, id, type, time, dataschema;
};
event_row read_event(object& event) {
  event_row row;
  for (const auto& [key, text] :
       {std::pair("id", &row.id), std::pair("source", &row.source), std::pair("type", &row.type),
        std::pair("time", &row.time), std::pair("dataschema", &row.dataschema)}) {
    if (event[key].get_string().get(*text) != simdjson::SUCCESS) { *text = {}; }
  }
  return row;
}

}  // namespace

delivery_report store::put(std::string_view body) {
  delivery_report report;
  report.outcome = callview::delivery_outcome::stored;
  received_ = callview::iso8601(now()).view();
  static thread_local scratch s;
  static const field_tree tree = tree_of(calls_.columns);

  const auto put_call = [&](value data, const event_row& row) {
    std::string_view text;
    if (data.type() == json_type::string) {
      text = data.get_string();
    } else {
      text = data.get_object().value().raw_json();
    }
    auto document = s.data_parser.iterate(s.data.copy(text)).take_value();
    statement& replace = calls_.replace;
    replace.bind_nulls();
    document_reader reader{tree, replace, rank_parameters + 1 + static_cast<int>(calls_.sid), {}, {}};
    reader.read(document.get_object(), 0);
    if (reader.sid.empty()) {
      ++report.without_sid;
      return;
    }
    const auto kind = row.type == complete_type ? callview::event_kind::call_summary_complete
                                                : callview::event_kind::call_summary_partial;
    if (!is_newest(calls_, reader.sid, {kind, reader.processing_version, {}})) {
      ++report.superseded;
      return;
    }
    replace.bind(1, row.source);
    replace.bind(2, row.id);
    replace.bind(3, callview::name(kind));
    if (reader.processing_version) { replace.bind(4, *reader.processing_version); }
    replace.bind(5, row.time);
    replace.run();
  };

  try {
    auto document = s.body_parser.iterate(s.body.copy(body)).take_value();
    for (object event : document.get_array()) {
      const std::string_view raw = event.raw_json();
      event.reset();
      const event_row row = read_event(event);
      insert_event_.bind(1, row.source);
      insert_event_.bind(2, row.id);
      insert_event_.bind(3, row.type);
      insert_event_.bind(4, row.time);
      insert_event_.bind(5, std::string_view(received_));
      const std::string_view digits = row.dataschema.substr(row.dataschema.rfind('/') + 1);
      std::int64_t version = 0;
      if (std::from_chars(digits.data(), digits.data() + digits.size(), version).ec == std::errc()) {
        insert_event_.bind(6, version);
      } else {
        insert_event_.bind_null(6);
      }
      insert_event_.bind(7, raw);
      insert_event_.run();
      if (sqlite3_changes(database_.get()) == 0) {
        ++report.seen_before;
        continue;
      }
      ++report.stored;
      if (row.type == partial_type || row.type == complete_type) { put_call(event["data"], row); }
    }
  } catch (const simdjson::simdjson_error&) {
    report.outcome = callview::delivery_outcome::set_aside;
    put_dead_letter(callview::errc::malformed_json, nullptr, body, report);
  }
  return report;
}

}  // namespace sink
