// SPDX-License-Identifier: MIT
#include "table.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "document_types.hpp"
#include "event_reader.hpp"
#include "format.hpp"
#include "nearest.hpp"
#include "safe_text.hpp"

namespace tool {
namespace {

using callview::column_type;
using callview::result;
using callview::scalar;

// ---------------------------------------------------------------------------------------------------------------------
// Columns.

/// The columns of the envelope.
enum class envelope_column { id, source, type, time, schema_version, data_form, none };
struct envelope_name {
  std::string_view name;
  envelope_column column;
  column_type type;
};
constexpr envelope_name envelope_names[] = {
    {"event.id", envelope_column::id, column_type::string},
    {"event.source", envelope_column::source, column_type::string},
    {"event.type", envelope_column::type, column_type::string},
    {"event.time", envelope_column::time, column_type::time},
    {"event.schema_version", envelope_column::schema_version, column_type::integer},
    {"event.data_form", envelope_column::data_form, column_type::enumeration},
};

/// A column of the envelope or of the document.
template <class T>
struct table_column {
  std::string_view name;
  column_type type;
  bool personal;
  envelope_column envelope;
  callview::column<T> field;  ///< used if `envelope` is `none`

  [[nodiscard]] result<scalar> read(const callview::event& event, const T& document) const {
    const auto widened = [](const auto& value) -> result<scalar> {
      // Only the code of the error matters here. In the envelope, null counts as absent.
      if (!value) { return callview::detail::failure{value.error().code}; }
      return scalar(*value);
    };
    switch (envelope) {
      case envelope_column::none: return field.read(document);
      case envelope_column::id: return scalar(event.id());
      case envelope_column::source: return scalar(event.source());
      case envelope_column::type: return scalar(event.type());
      case envelope_column::time: return widened(event.time());
      case envelope_column::schema_version: return widened(event.schema_version());
      case envelope_column::data_form: return scalar(callview::name(event.data_form()));
    }
    return callview::detail::failure{callview::errc::field_absent};
  }
  /// The text of an invalid time.
  [[nodiscard]] result<std::string_view> text(const callview::event& event, const T& document) const {
    return envelope == envelope_column::none ? field.text(document) : event.time_text();
  }
};

template <class T>
std::optional<table_column<T>> find_column(std::string_view name) {
  const auto fields = callview::columns<T>();
  for (const envelope_name& e : envelope_names) {
    if (e.name == name) { return table_column<T>{e.name, e.type, false, e.column, fields[0]}; }
  }
  const std::size_t number = fields.find(name);
  if (number == fields.npos) { return std::nullopt; }
  const auto field = fields[number];
  return table_column<T>{field.path, field.type, field.personal, envelope_column::none, field};
}

template <class T>
std::vector<std::string_view> all_column_names() {
  std::vector<std::string_view> names;
  for (const envelope_name& e : envelope_names) { names.push_back(e.name); }
  for (const auto& column : callview::columns<T>()) { names.push_back(column.path); }
  return names;
}

/// A mistake in the arguments.
struct usage_error {
  std::string message;
};

template <class T>
table_column<T> column_of(std::string_view name, std::string_view type) {
  if (auto column = find_column<T>(name)) { return *column; }
  std::string message = std::string(type) + " has no column " + in_quotes(name);
  const auto near = nearest(name, all_column_names<T>());
  for (std::size_t i = 0; i < near.size(); ++i) {
    message.append(i == 0 ? "; did you mean " : i + 1 == near.size() ? " or " : ", ").append(near[i]);
  }
  throw usage_error{message + (near.empty() ? "" : "?") + " (`callview columns " + std::string(type) +
                    "` lists all columns)"};
}

/// The values of an enumeration that callview knows; empty if the column is not an enumeration.
std::vector<std::string_view> known_values(const callview::detail::object_type& type, std::string_view path) {
  const std::size_t dot = path.find('.');
  for (unsigned i = 0; i < type.count; ++i) {
    const callview::detail::field_info& field = type.fields[i];
    if (field.name != path.substr(0, dot)) { continue; }
    if (dot != path.npos) {
      return field.child != nullptr ? known_values(*field.child, path.substr(dot + 1))
                                    : std::vector<std::string_view>();
    }
    if (field.type != callview::detail::field_type::enumeration) { return {}; }
    std::set<unsigned> numbers;
    const std::size_t slots = std::size_t{1} << (64 - field.known->shift);
    for (std::size_t slot = 0; slot < slots; ++slot) {
      if (field.known->slots[slot] != callview::detail::key_set::not_found) {
        numbers.insert(field.known->slots[slot]);
      }
    }
    std::vector<std::string_view> values;
    for (const unsigned n : numbers) { values.emplace_back(field.known->keys[n].text, field.known->keys[n].length); }
    return values;
  }
  return {};
}

std::string joined(const std::vector<std::string_view>& words, std::string_view separator) {
  std::string text;
  for (const std::string_view word : words) { text.append(text.empty() ? "" : separator).append(word); }
  return text;
}

/// Prints a warning for a value of --where that no known document can have. Twilio may add values, so it is no error.
template <class T>
void warn_about_value(std::string_view column, std::string_view value) {
  const auto known = known_values(callview::detail::type_of<T>, column);
  if (known.empty() || std::ranges::find(known, value) != known.end()) { return; }
  std::fprintf(stderr, "callview: warning: %s is not a known value of %s; known values: %s\n", in_quotes(value).c_str(),
               std::string(column).c_str(), joined(known, ", ").c_str());
}

// ---------------------------------------------------------------------------------------------------------------------
// Conditions.

enum class comparison { equal, not_equal, less, less_equal, greater, greater_equal };

template <class T>
struct condition {
  table_column<T> column;
  comparison compare;
  std::variant<std::string, long double, callview::timestamp, bool> value;
  bool is_empty = false;  ///< VALUE is empty, which matches an empty cell.

  [[nodiscard]] bool holds(const callview::event& event, const T& document) const {
    const result<scalar> found = column.read(event, document);
    if (!found) {
      // An invalid time is written as its text.
      const bool has_text = column.type == column_type::time && column.text(event, document).has_value();
      const bool equal = is_empty && !has_text;
      return compare == comparison::equal ? equal : compare == comparison::not_equal && !equal;
    }
    return std::visit(
        [this]<class V>(const V& v) {
          if constexpr (std::is_same_v<V, std::string_view>) {
            const auto* const text = std::get_if<std::string>(&value);
            return text != nullptr && agrees(v.compare(*text), 0);
          } else if constexpr (std::is_same_v<V, callview::timestamp>) {
            const auto* const time = std::get_if<callview::timestamp>(&value);
            return time == nullptr ? compare == comparison::not_equal : agrees(v, *time);
          } else if constexpr (std::is_same_v<V, bool>) {
            const auto* const flag = std::get_if<bool>(&value);
            return flag == nullptr ? compare == comparison::not_equal : agrees(v, *flag);
          } else {
            const auto* const number = std::get_if<long double>(&value);
            return number == nullptr ? compare == comparison::not_equal : agrees(number_of(v), *number);
          }
        },
        *found);
  }

 private:
  static long double number_of(std::int64_t v) { return static_cast<long double>(v); }
  static long double number_of(double v) { return v; }
  template <class Rep, class Period>
  static long double number_of(std::chrono::duration<Rep, Period> v) {
    return static_cast<long double>(v.count());
  }
  template <class V>
  [[nodiscard]] bool agrees(const V& a, const V& b) const {
    switch (compare) {
      case comparison::equal: return a == b;
      case comparison::not_equal: return a != b;
      case comparison::less: return a < b;
      case comparison::less_equal: return a <= b;
      case comparison::greater: return a > b;
      case comparison::greater_equal: return a >= b;
    }
    return false;
  }
};

template <class T>
condition<T> parse_condition(const std::string& text, std::string_view type) {
  const std::size_t at = text.find_first_of("=!<>");
  const std::string_view rest = at == std::string::npos ? std::string_view() : std::string_view(text).substr(at);
  constexpr std::pair<std::string_view, comparison> operators[] = {
      {"!=", comparison::not_equal}, {"<=", comparison::less_equal}, {">=", comparison::greater_equal},
      {"=", comparison::equal},      {"<", comparison::less},        {">", comparison::greater}};
  const auto* const found = std::ranges::find_if(operators, [&](const auto& o) { return rest.starts_with(o.first); });
  if (found == std::end(operators)) {
    throw usage_error{"--where requires COLUMN=VALUE (or !=, <, <=, >, >= instead of =), but got " + in_quotes(text) +
                      "; put a condition with < or > in quotes, because the shell uses these characters to redirect"};
  }
  const std::string_view value = rest.substr(found->first.size());
  condition<T> c{column_of<T>(std::string_view(text).substr(0, at), type), found->second, std::string(value),
                 value.empty()};
  const bool orders = c.compare != comparison::equal && c.compare != comparison::not_equal;
  const auto refuse = [&](std::string_view why) {
    throw usage_error{"--where " + in_quotes(text) + ": " + std::string(c.column.name) + ' ' + std::string(why)};
  };
  if (c.is_empty && !orders) {
    // Text columns are compared with the empty text. In other columns, an empty VALUE equals a missing value.
    const bool is_text = c.column.type == column_type::string || c.column.type == column_type::enumeration ||
                         c.column.type == column_type::json;
    if (!is_text) { c.value = std::string(); }
    return c;
  }
  switch (c.column.type) {
    case column_type::enumeration:
      if (!orders) { warn_about_value<T>(c.column.name, value); }
      [[fallthrough]];
    case column_type::string:
    case column_type::json:
      if (orders) { refuse("is text and supports only = and !="); }
      break;
    case column_type::boolean:
      if (orders || (value != "true" && value != "false")) { refuse("supports only = and != with true or false"); }
      c.value = value == "true";
      break;
    case column_type::time: {
      std::string full(value);
      if (full.size() == 10) { full += "T00:00:00Z"; }
      callview::timestamp time{};
      // parse_timestamp() may read eight bytes after the fixed part.
      full.reserve(64);
      if (!callview::detail::parse_timestamp(full, time)) {
        refuse("must be compared with a time such as 2020-07-23T22:56:33Z or 2020-07-23");
      }
      c.value = time;
      break;
    }
    default: {
      long double number = 0;
      const auto [stop, code] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (code != std::errc{} || stop != value.data() + value.size()) { refuse("must be compared with a number"); }
      c.value = number;
    }
  }
  return c;
}

// ---------------------------------------------------------------------------------------------------------------------
// Rows.

/// The columns of a row, and the conditions for events.
template <class T>
struct table {
  row_format format{};
  std::vector<table_column<T>> columns;
  std::vector<std::string> keys;  ///< of ndjson: `"name":`
  // The columns to read: the numbers of the envelope columns, and the document columns and their numbers.
  std::vector<std::size_t> envelope;
  std::vector<callview::column<T>> fields;
  std::vector<std::size_t> numbers;
  std::vector<condition<T>> where;
  bool latest = false;
  bool redact = false;
};

/// A row that waits until all rows have been read, because another row can supersede it.
struct waiting_row {
  std::string key;  ///< SID of the call or conference; a row without one is always kept
  callview::summary_rank rank;
  bool wanted;  ///< whether it meets the conditions of --where
  std::string text;
};

struct table_result {
  std::vector<waiting_row> rows;
};

template <class T>
concept ranked = requires(const T& document) {
  document.rank();
};

std::string_view key_of(const callview::call_summary& call) { return call.call_sid().value_or(""); }
std::string_view key_of(const callview::conference_summary& conference) {
  return conference.conference_sid().value_or("");
}

template <class T>
class table_worker final : public worker {
 public:
  table_worker(const table<T>& t, std::size_t max_record) : table_(t), reader_(max_record) {}

  void process(const batch& b, batch_result& r) override {
    batch_ = &b;
    result_ = &r;
    if (table_.latest) { r.extra = std::make_shared<table_result>(); }
    for (const record& one : b.records) { reader_.read(b, one, *this); }
  }

  void event(const callview::event& event, const origin& from) {
    ++result_->counts.events;
    if (!event.is<T>()) {
      ++result_->counts.skipped;
      return;
    }
    const T document = event.as<T>();
    if (!document) { return broken(error_of(document), from); }
    const bool wanted =
        std::ranges::all_of(table_.where, [&](const auto& condition) { return condition.holds(event, document); });
    if (!table_.latest) {
      if (wanted) {
        ++result_->counts.rows;
        append_row(result_->out, event, document);
      } else {
        ++result_->counts.skipped;
      }
      return;
    }
    if constexpr (ranked<T>) {
      auto& rows = static_cast<table_result*>(result_->extra.get())->rows;
      rows.push_back({std::string(key_of(document)), document.rank(), wanted, {}});
      if (wanted) { append_row(rows.back().text, event, document); }
    }
  }
  void invalid(const callview::error& error, const origin& from) { broken(error, from); }
  void broken(const callview::error& error, const origin& from) {
    result_->findings.push_back({place_of(error, *batch_, from), 0, describe(error)});
    ++result_->counts.broken;
  }

 private:
  void append_row(std::string& out, const callview::event& event, const T& document) const {
    if (table_.format == row_format::csv) {
      append_csv_row(out, event, document);
    } else {
      append_object(out, event, document);
    }
  }

  /// Calls `use(number, column, value)` in row order: for each envelope column, and for each document column that is
  /// present.
  template <class Use>
  void for_each_cell(const callview::event& event, const T& document, Use use) const {
    auto next = table_.envelope.begin();
    const auto read_envelope = [&](std::size_t end) {
      for (; next != table_.envelope.end() && *next < end; ++next) {
        const table_column<T>& column = table_.columns[*next];
        use(*next, column, column.read(event, document));
      }
    };
    for_each_present(document, table_.fields, [&](std::size_t index, const result<scalar>& value) {
      const std::size_t number = table_.numbers[index];
      read_envelope(number);
      use(number, table_.columns[number], value);
    });
    read_envelope(table_.columns.size());
  }

  void append_csv_row(std::string& out, const callview::event& event, const T& document) const {
    const std::size_t row_begin = out.size();
    std::size_t commas = 0;
    for_each_cell(event, document, [&](std::size_t number, const table_column<T>& column, const result<scalar>& value) {
      out.append(number - commas, ',');
      commas = number;
      if (value) {
        append_cell(out, column.type, *value);
      } else if (column.type == column_type::time) {
        append_csv_text(out, column.text(event, document).value_or(""));
      }
    });
    out.append(table_.columns.size() - 1 - commas, ',');
    // Without quotes, a row of one empty cell would be an empty line.
    if (out.size() == row_begin) { out += "\"\""; }
    out += '\n';
  }
  static void append_cell(std::string& out, column_type type, const scalar& value) {
    std::visit(
        [&]<class V>(const V& v) {
          if constexpr (!std::is_same_v<V, std::string_view>) {
            append_plain(out, v);
          } else if (type == column_type::json) {
            std::string minified;
            append_minified(minified, v);
            append_csv_text(out, minified);
          } else {
            append_csv_text(out, v);
          }
        },
        value);
  }

  void append_object(std::string& out, const callview::event& event, const T& document) const {
    bool first = true;
    out += '{';
    const auto begin_member = [&](std::size_t number) {
      if (!first) { out += ','; }
      first = false;
      out += table_.keys[number];
    };
    for_each_cell(event, document, [&](std::size_t number, const table_column<T>& column, const result<scalar>& value) {
      if (value) {
        begin_member(number);
        append_value(out, column.type, *value);
      } else if (value.is_null()) {
        begin_member(number);
        out += "null";
      } else if (column.type == column_type::time) {
        if (const auto text = column.text(event, document)) {
          begin_member(number);
          append_json_string(out, *text);
        }
      }
    });
    out += "}\n";
  }
  static void append_value(std::string& out, column_type type, const scalar& value) {
    std::visit(
        [&]<class V>(const V& v) {
          if constexpr (std::is_same_v<V, callview::timestamp>) {
            out += '"';
            append_time(out, v);
            out += '"';
          } else if constexpr (!std::is_same_v<V, std::string_view>) {
            append_plain(out, v);
          } else if (type == column_type::json) {
            append_minified(out, v);
          } else {
            append_json_string(out, v);
          }
        },
        value);
  }

  static void append_plain(std::string& out, std::int64_t v) { append_integer(out, v); }
  static void append_plain(std::string& out, double v) { append_number(out, v); }
  static void append_plain(std::string& out, bool v) { out += v ? "true" : "false"; }
  static void append_plain(std::string& out, callview::timestamp v) { append_time(out, v); }
  template <class Rep, class Period>
  static void append_plain(std::string& out, std::chrono::duration<Rep, Period> v) {
    append_integer(out, v.count());
  }

  const table<T>& table_;
  event_reader reader_;
  const batch* batch_ = nullptr;
  batch_result* result_ = nullptr;
};

/// The rows that no other row has superseded so far.
class latest_rows {
 public:
  /// Rows must come in the order of the input.
  void add(table_result& result) {
    for (waiting_row& row : result.rows) {
      const std::uint64_t number = next_++;
      if (row.key.empty()) {
        rows_.emplace(number, std::move(row));
        continue;
      }
      const auto [place, is_new] = newest_.try_emplace(row.key, number);
      if (!is_new) {
        const auto before = rows_.find(place->second);
        if (row.rank < before->second.rank) { continue; }  // with equal ranks, the last row stays
        rows_.erase(before);
        place->second = number;
      }
      rows_.emplace(number, std::move(row));
    }
  }
  [[nodiscard]] std::uint64_t count() const { return next_; }

  /// Calls `use(text)` for each row that is wanted, in the order of the input.
  template <class Use>
  void each(Use use) const {
    for (const auto& [number, row] : rows_) {
      if (row.wanted && !use(row.text)) { return; }
    }
  }

 private:
  std::map<std::uint64_t, waiting_row> rows_;
  std::map<std::string, std::uint64_t, std::less<>> newest_;
  std::uint64_t next_ = 0;
};

template <class T>
table<T> make_table(const table_options& options) {
  table<T> t;
  t.format = options.format;
  t.latest = options.latest;
  t.redact = options.redact;
  if (options.columns.empty()) {
    for (const std::string_view name : all_column_names<T>()) { t.columns.push_back(*find_column<T>(name)); }
  } else {
    std::string_view rest = options.columns;
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      t.columns.push_back(column_of<T>(rest.substr(0, comma), options.type));
      more = comma != std::string_view::npos;
      if (more) { rest.remove_prefix(comma + 1); }
    }
  }
  for (std::size_t number = 0; number < t.columns.size(); ++number) {
    const auto& column = t.columns[number];
    if (t.redact && column.personal) { continue; }
    if (column.envelope != envelope_column::none) {
      t.envelope.push_back(number);
    } else {
      t.fields.push_back(column.field);
      t.numbers.push_back(number);
    }
  }
  for (const auto& column : t.columns) {
    std::string key;
    append_json_string(key, column.name);
    t.keys.push_back(key += ':');
  }
  for (const std::string& text : options.where) { t.where.push_back(parse_condition<T>(text, options.type)); }
  if (options.latest && !ranked<T>) {
    throw usage_error{"--latest is only for call_summary and conference_summary, not for " + options.type};
  }
  return t;
}

template <class T>
int write_table(const input_options& input, const table_options& options) {
  const table<T> t = make_table<T>(options);
  session s(input, session::findings_to::standard_error);
  if (t.format == row_format::csv) {
    std::string header;
    for (const auto& column : t.columns) { header.append(header.empty() ? "" : ",").append(column.name); }
    s.write(header += '\n');
  }
  latest_rows rows;
  s.run([&] { return std::make_unique<table_worker<T>>(t, input.reading.max_record); },
        [&](batch_result& r) {
          if (t.latest) { rows.add(*static_cast<table_result*>(r.extra.get())); }
        });
  if (t.latest) {
    std::string text;
    rows.each([&](const std::string& row) {
      ++s.counts().rows;
      text += row;
      if (text.size() < (std::size_t{1} << 20)) { return true; }
      const bool open = s.write(text);
      text.clear();
      return open;
    });
    s.write(text);
    s.counts().skipped += rows.count() - s.counts().rows;
  }
  return s.finish();
}

int complain(const std::string& message) {
  std::fprintf(stderr, "callview: %s\n", message.c_str());
  return exit_failed;
}

int complain_about_type(std::string_view type) {
  std::string message = "there is no document type " + in_quotes(type) + "; valid types:";
  for (const std::string_view name : document_type_names) { message.append(" ").append(name); }
  return complain(message);
}

}  // namespace

int run_table(const input_options& input, const table_options& options) {
  int code = 0;
  input_options reading = input;
  if (options.latest) { reading.unordered = false; }  // with equal ranks, the last summary must win
  try {
    const bool known =
        with_document_type(options.type, [&]<class T>(document_tag<T>) { code = write_table<T>(reading, options); });
    return known ? code : complain_about_type(options.type);
  } catch (const usage_error& mistake) { return complain(mistake.message); }
}

int list_columns(const std::string& type) {
  const bool all = type.empty() || type == "all";
  std::string text;
  for (const std::string_view name : document_type_names) {
    if (!all && type != name) { continue; }
    with_document_type(name, [&]<class T>(document_tag<T>) {
      for (const std::string_view column : all_column_names<T>()) {
        const auto found = *find_column<T>(column);
        text.append(all ? std::string(name) + '\t' : "").append(column).append("\t");
        text.append(callview::name(found.type)).append(found.personal ? "\tpersonal" : "");
        const auto values = known_values(callview::detail::type_of<T>, column);
        if (!values.empty()) { text.append(found.personal ? "\t" : "\t\t").append(joined(values, ",")); }
        text += '\n';
      }
    });
  }
  if (text.empty()) { return complain_about_type(type); }
  output out(STDOUT_FILENO);
  out.write(text);
  return out.exit_code(0);
}

}  // namespace tool
