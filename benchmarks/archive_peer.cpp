// SPDX-License-Identifier: MIT
// The fastest archive program that can be written with simdjson alone. archive.py compares it with the program
// `callview`.
//
//   callview_archive_peer csv COLUMNS FILE     a row of CSV for each call summary
//   callview_archive_peer count COLUMNS FILE   the number of call summaries with each distinct row
//   callview_archive_peer p95 COLUMNS FILE     the 95th percentile of each column, by nearest rank
//   callview_archive_peer check FILE           parses everything, and counts events and malformed events
//
// FILE has one event per line. Each line of the file COLUMNS has a name, a tab and a type, as printed by `callview
// columns call_summary`.
//
// It reads chunks of whole lines into one padded buffer, which iterate_many() processes as a single batch. It unescapes
// a document in a string into a reused buffer, and a second parser reads this buffer. It reads a document that is an
// object in place. It iterates over each object only until it has found all wanted fields. It finds keys by their first
// and last eight bytes, in hash tables without collisions. It allocates no memory for an event.
#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

namespace od = simdjson::ondemand;
static_assert(std::endian::native == std::endian::little);

constexpr std::size_t chunk_bytes = std::size_t{1} << 20;

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "callview_archive_peer: %s\n", why.c_str());
  std::exit(2);
}

// ---------------------------------------------------------------------------------------------------------------------
// Columns.

enum class kind : std::uint8_t { text, integer, number, boolean, time, json, version, object };

constexpr std::size_t no_column = static_cast<std::size_t>(-1);

std::uint64_t load(const char* from) {
  std::uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// A key as written in the text. No column's key has an escape, so a key with an escape matches none.
struct written_key {
  const char* text;
  std::size_t size;
  std::uint64_t head;  ///< its first eight bytes; a shorter key is padded with zeros
  std::uint64_t tail;  ///< its last eight bytes; the same as `head` for a shorter key

  /// A quote must follow `key`, and eight bytes after it must be readable.
  explicit written_key(const char* key) : text(key), size(0) {
    std::uint64_t word = load(key), quotes = quotes_in(word);
    while (quotes == 0) {
      size += 8;
      quotes = quotes_in(load(key + size));
    }
    const auto rest = static_cast<unsigned>(std::countr_zero(quotes)) / 8;
    if (size == 0) { word &= (std::uint64_t{1} << 8 * rest) - 1; }
    size += rest;
    head = word;
    tail = size < 8 ? word : load(key + size - 8);
  }

 private:
  /// The lowest bit set is in the first byte that is a quote.
  static std::uint64_t quotes_in(std::uint64_t word) {
    const std::uint64_t x = word ^ 0x2222222222222222U;
    return (x - 0x0101010101010101U) & ~x & 0x8080808080808080U;
  }
};

/// The wanted fields of an object, by key in a hash table without collisions.
class level {
 public:
  struct entry {
    std::string key;
    kind what = kind::object;
    std::size_t column = no_column;
    std::unique_ptr<level> below{};
  };

  /// The entry of a key. Adds one if there is none.
  entry& operator[](std::string_view key) {
    for (entry& e : entries_) {
      if (e.key == key) { return e; }
    }
    entry& made = entries_.emplace_back();
    made.key = key;
    return made;
  }
  void finish() {
    for (entry& e : entries_) {
      if (e.below != nullptr) { e.below->finish(); }
    }
    for (auto bits = static_cast<unsigned>(std::bit_width(entries_.size())) + 1;; ++bits) {
      shift_ = 64 - bits;
      for (multiplier_ = 0x9E3779B97F4A7C15U; multiplier_ % 512 != 1; multiplier_ += 2) {
        if (fill(std::size_t{1} << bits)) { return; }
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const entry* find(const written_key& key) const {
    const slot& s = slots_[place(key.head, key.tail, key.size)];
    if (s.head != key.head || s.tail != key.tail || s.size != key.size) { return nullptr; }
    const entry& e = entries_[s.number];
    return key.size <= 16 || std::memcmp(e.key.data(), key.text, key.size) == 0 ? &e : nullptr;
  }

 private:
  struct slot {
    std::uint64_t head = 0, tail = 0;
    std::size_t size = no_column;
    std::size_t number = 0;
  };

  [[nodiscard]] std::size_t place(std::uint64_t head, std::uint64_t tail, std::size_t size) const {
    return ((head ^ std::rotl(tail, 23) ^ size) * multiplier_) >> shift_;
  }
  bool fill(std::size_t size) {
    slots_.assign(size, {});
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const std::string quoted = entries_[i].key + '"' + std::string(8, ' ');
      const written_key key(quoted.c_str());
      slot& s = slots_[place(key.head, key.tail, key.size)];
      if (s.size != no_column) { return false; }
      s = {key.head, key.tail, key.size, i};
    }
    return true;
  }

  std::vector<entry> entries_;
  std::vector<slot> slots_;
  std::uint64_t multiplier_ = 0;
  unsigned shift_ = 0;
};

struct selection {
  std::vector<std::string> names;
  level envelope, document;
  std::size_t data_form = no_column;

  explicit selection(const char* path) {
    envelope["type"].what = kind::text;
    envelope["data"];
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const std::size_t tab = line.find('\t');
      if (tab == std::string::npos) { fail(std::string(path) + ": a line has no tab"); }
      const std::size_t end = std::min(line.find('\t', tab + 1), line.size());
      add(line.substr(0, tab), line.substr(tab + 1, end - tab - 1));
    }
    if (names.empty()) { fail(std::string(path) + " has no columns"); }
    envelope.finish();
    document.finish();
  }

 private:
  void add(const std::string& name, const std::string& type) {
    const std::size_t number = names.size();
    names.push_back(name);
    if (name == "event.data_form") {
      data_form = number;
    } else if (name == "event.schema_version") {
      set(envelope["dataschema"], kind::version, number);
    } else if (name.starts_with("event.")) {
      set(envelope[name.substr(6)], kind_of(type), number);
    } else {
      level* l = &document;
      std::size_t begin = 0;
      for (std::size_t dot; (dot = name.find('.', begin)) != std::string::npos; begin = dot + 1) {
        level::entry& e = (*l)[name.substr(begin, dot - begin)];
        if (e.below == nullptr) { e.below = std::make_unique<level>(); }
        l = e.below.get();
      }
      set((*l)[name.substr(begin)], kind_of(type), number);
    }
  }
  static void set(level::entry& e, kind what, std::size_t column) {
    e.what = what;
    e.column = column;
  }
  static kind kind_of(const std::string& type) {
    static const std::unordered_map<std::string, kind> kinds = {
        {"string", kind::text},     {"enumeration", kind::text}, {"integer", kind::integer},
        {"seconds", kind::integer}, {"number", kind::number},    {"milliseconds", kind::integer},
        {"time", kind::time},       {"json", kind::json},        {"boolean", kind::boolean}};
    const auto found = kinds.find(type);
    if (found == kinds.end()) { fail("there is no type " + type); }
    return found->second;
  }
};

// ---------------------------------------------------------------------------------------------------------------------
// Sinks, which receive the values of an event. A sink has begin(), a function for each kind of value, and end().

/// CSV rows. Cells arrive in document order, and are kept until the row is written.
class rows {
 public:
  explicit rows(std::size_t columns) : cells_(columns), rooms_(columns) {}

  void begin() { std::fill(cells_.begin(), cells_.end(), std::string_view()); }
  void text(std::size_t column, std::string_view value) { cells_[column] = value; }
  void boolean(std::size_t column, bool value) { cells_[column] = value ? "true" : "false"; }
  void integer(std::size_t column, std::int64_t value) {
    char* const room = rooms_[column].data();
    cells_[column] = {room, static_cast<std::size_t>(std::to_chars(room, room + room_bytes, value).ptr - room)};
  }
  void number(std::size_t column, double value) {
    char* const room = rooms_[column].data();
    auto size = static_cast<std::size_t>(std::to_chars(room, room + room_bytes, value).ptr - room);
    if (const std::size_t e = std::string_view(room, size).find('e'); e != std::string_view::npos) {
      // Rows have e22 and e-7 where to_chars() has e+22 and e-07.
      std::string_view digits(room + e + 1, size - e - 1);
      const bool negative = digits.front() == '-';
      digits.remove_prefix(std::min(digits.find_first_not_of("+-0"), digits.size() - 1));
      std::string exponent(negative ? 1 : 0, '-');
      exponent.append(digits);
      std::memcpy(room + e + 1, exponent.data(), exponent.size());
      size = e + 1 + exponent.size();
    }
    cells_[column] = {room, size};
  }
  /// Rows have milliseconds in all times.
  void time(std::size_t column, std::string_view value) {
    if (value.size() == 20 && value.back() == 'Z') {
      char* const room = rooms_[column].data();
      std::memcpy(room, value.data(), 19);
      std::memcpy(room + 19, ".000Z", 5);
      value = {room, 24};
    }
    cells_[column] = value;
  }
  void json(std::size_t column, std::string_view value) {
    // Most values are already compact.
    if (value.find_first_of(" \t\r\n") != std::string_view::npos) {
      std::string& room = minified_[column];
      room.resize(value.size() + simdjson::SIMDJSON_PADDING);
      std::size_t size = 0;
      if (simdjson::minify(value.data(), value.size(), room.data(), size) == simdjson::SUCCESS) {
        value = {room.data(), size};
      }
    }
    cells_[column] = value;
  }

  /// Appends the row.
  void write_to(std::string& out) const {
    bool first = true;
    for (const std::string_view cell : cells_) {
      if (!first) { out += ','; }
      first = false;
      append(out, cell);
    }
    out += '\n';
  }

 private:
  static constexpr std::size_t room_bytes = 32;

  static void append(std::string& out, std::string_view text) {
    static constexpr auto special = [] {
      std::array<bool, 256> table{};
      for (const char c : {',', '"', '\n', '\r'}) { table[static_cast<unsigned char>(c)] = true; }
      return table;
    }();
    if (std::none_of(text.begin(), text.end(), [](char c) { return special[static_cast<unsigned char>(c)]; })) {
      out.append(text);
      return;
    }
    out += '"';
    for (const char c : text) { out.append(c == '"' ? 2 : 1, c); }
    out += '"';
  }

  std::vector<std::string_view> cells_;
  std::vector<std::array<char, room_bytes>> rooms_;
  std::unordered_map<std::size_t, std::string> minified_;
};

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n < 0) { fail("cannot write"); }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

class csv_sink : public rows {
 public:
  explicit csv_sink(const selection& s) : rows(s.names.size()) {
    for (const std::string& name : s.names) { out_.append(out_.empty() ? "" : ",").append(name); }
    out_ += '\n';
  }
  void end() {
    write_to(out_);
    if (out_.size() >= chunk_bytes) {
      write_all(out_);
      out_.clear();
    }
  }
  void finish() { write_all(out_); }

 private:
  std::string out_;
};

class count_sink : public rows {
 public:
  explicit count_sink(const selection& s) : rows(s.names.size()) {}
  void end() {
    row_.clear();
    write_to(row_);
    ++counts_[row_];
  }
  void finish() const {
    std::string out;
    for (const auto& [row, count] : counts_) { out.append(std::to_string(count)).append(",").append(row); }
    write_all(out);
  }

 private:
  std::string row_;
  std::unordered_map<std::string, std::uint64_t> counts_;
};

class percentile_sink {
 public:
  explicit percentile_sink(const selection& s) : names_(s.names), values_(s.names.size()) {}
  void begin() {}
  void number(std::size_t column, double value) { values_[column].push_back(value); }
  void integer(std::size_t column, std::int64_t value) { number(column, static_cast<double>(value)); }
  void text(std::size_t, std::string_view) {}
  void boolean(std::size_t, bool) {}
  void time(std::size_t, std::string_view) {}
  void json(std::size_t, std::string_view) {}
  void end() {}
  void finish() {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      std::vector<double>& all = values_[i];
      if (all.empty()) { continue; }
      const auto rank = static_cast<std::ptrdiff_t>((all.size() * 95 + 99) / 100 - 1);
      std::nth_element(all.begin(), all.begin() + rank, all.end());
      std::printf("%s,%.17g\n", names_[i].c_str(), all[static_cast<std::size_t>(rank)]);
    }
  }

 private:
  const std::vector<std::string>& names_;
  std::vector<std::vector<double>> values_;
};

// ---------------------------------------------------------------------------------------------------------------------
// Reading.

/// Calls `use(text, size, room)` for chunks of whole lines. Each chunk is padded.
template <class Use>
void each_chunk(const char* path, Use use) {
  const int file = ::open(path, O_RDONLY);
  if (file < 0) { fail(std::string("cannot read ") + path); }
  std::size_t room = 2 * chunk_bytes, kept = 0;
  auto buffer = std::make_unique<char[]>(room + simdjson::SIMDJSON_PADDING);
  for (;;) {
    if (room - kept < chunk_bytes) {  // a line that is longer than a chunk
      auto larger = std::make_unique<char[]>(2 * room + simdjson::SIMDJSON_PADDING);
      std::memcpy(larger.get(), buffer.get(), kept);
      buffer = std::move(larger);
      room *= 2;
    }
    const ssize_t n = ::read(file, buffer.get() + kept, chunk_bytes);
    if (n < 0) { fail(std::string("cannot read ") + path); }
    if (n == 0) { break; }
    const std::size_t end = kept + static_cast<std::size_t>(n);
    const void* const last = ::memrchr(buffer.get() + kept, '\n', static_cast<std::size_t>(n));
    if (last == nullptr) {
      kept = end;
      continue;
    }
    const auto used = static_cast<std::size_t>(static_cast<const char*>(last) + 1 - buffer.get());
    use(buffer.get(), used, room);
    kept = end - used;
    std::memmove(buffer.get(), buffer.get() + used, kept);
  }
  if (kept != 0) { use(buffer.get(), kept, room); }
  ::close(file);
}

bool is_call_summary(std::string_view type) {
  constexpr std::string_view family = "com.twilio.voice.insights.call-summary.";
  if (!type.starts_with(family)) { return false; }
  type.remove_prefix(family.size());
  return type == "complete" || type == "partial" || type == "predicted-complete";
}

template <class Sink>
class reader {
 public:
  reader(const selection& wanted, Sink& sink) : wanted_(wanted), sink_(sink) {
#ifdef SIMDJSON_THREADS_ENABLED
    events_.threaded = false;  // A chunk is one batch, so there is no next one to prepare.
#endif
  }

  void read(const char* text, std::size_t size, std::size_t room) {
    if (plain_room_ < room) {
      plain_ = std::make_unique<std::uint8_t[]>(room + simdjson::SIMDJSON_PADDING);
      plain_room_ = room;
      if (document_.allocate(room) != simdjson::SUCCESS) { fail("out of memory"); }
    }
    od::document_stream stream;
    // Uses the same batch size each time, so that the parser keeps its memory.
    if (events_.iterate_many(text, size, room).get(stream) != simdjson::SUCCESS) { fail("cannot parse"); }
    for (auto item : stream) {
      od::object event;
      if (item.get_object().get(event) != simdjson::SUCCESS || !read_event(event)) { ++broken_; }
    }
  }
  [[nodiscard]] std::size_t broken() const { return broken_; }

 private:
  /// Returns false if the JSON is malformed.
  bool read_event(od::object& event) {
    sink_.begin();
    std::string_view type, early;
    od::raw_json_string escaped;
    bool done = false;
    std::size_t left = wanted_.envelope.size();
    for (auto item : event) {
      od::field field;
      if (std::move(item).get(field) != simdjson::SUCCESS) { return false; }
      const level::entry* const e = wanted_.envelope.find(written_key(field.key().raw()));
      if (e == nullptr) { continue; }
      od::value& v = field.value();
      if (e->what == kind::object) {
        od::json_type form;
        if (v.type().get(form) != simdjson::SUCCESS) { return false; }
        if (form == od::json_type::string) {
          if (v.get_raw_json_string().get(escaped) != simdjson::SUCCESS) { return false; }
        } else if (od::object document; v.get_object().get(document) != simdjson::SUCCESS) {
          return false;
        } else if (type.empty()) {  // The type follows the document, and decides whether to read it.
          if (document.raw_json().get(early) != simdjson::SUCCESS) { return false; }
        } else {
          if (!read_object(document, wanted_.document)) { return false; }
          done = true;
        }
      } else if (e->key == "type") {
        if (v.get_string().get(type) != simdjson::SUCCESS) { return false; }
        if (!is_call_summary(type)) { return true; }
        if (e->column != no_column) { sink_.text(e->column, type); }
      } else {
        read_scalar(v, *e);
      }
      if (--left == 0) { break; }
    }
    if (type.empty()) { return false; }
    if (wanted_.data_form != no_column) {
      sink_.text(wanted_.data_form, escaped.raw() != nullptr ? "string" : "object");
    }
    if (!done && !read_apart(escaped, early)) { return false; }
    sink_.end();
    return true;
  }

  /// Reads a document from a string, or an object that cannot be read in place.
  bool read_apart(od::raw_json_string escaped, std::string_view text) {
    if (escaped.raw() != nullptr) {
      std::uint8_t* end = plain_.get();
      if (events_.unescape(escaped, end).get(text) != simdjson::SUCCESS) { return false; }
    }
    od::document document;
    od::object root;
    // At least the padding of the chunk follows an object in the chunk.
    const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
    return document_.iterate(padded).get(document) == simdjson::SUCCESS &&
           document.get_object().get(root) == simdjson::SUCCESS && read_object(root, wanted_.document);
  }

  bool read_object(od::object& o, const level& wanted) {
    std::size_t left = wanted.size();
    for (auto item : o) {
      od::field field;
      if (std::move(item).get(field) != simdjson::SUCCESS) { return false; }
      const level::entry* const e = wanted.find(written_key(field.key().raw()));
      if (e == nullptr) { continue; }
      if (e->what != kind::object) {
        read_scalar(field.value(), *e);
      } else if (od::object below; field.value().get_object().get(below) == simdjson::SUCCESS) {
        if (!read_object(below, *e->below)) { return false; }
      }
      if (--left == 0) { break; }
    }
    return true;
  }

  /// Reads a field. A field that is null or has another type has no value.
  void read_scalar(od::value& v, const level::entry& e) {
    switch (e.what) {
      case kind::text:
        if (std::string_view text; v.get_string().get(text) == simdjson::SUCCESS) { sink_.text(e.column, text); }
        break;
      case kind::time:
        if (std::string_view text; v.get_string().get(text) == simdjson::SUCCESS) { sink_.time(e.column, text); }
        break;
      case kind::integer:
        if (std::int64_t n = 0; v.get_int64().get(n) == simdjson::SUCCESS) { sink_.integer(e.column, n); }
        break;
      case kind::number:
        if (double n = 0; v.get_double().get(n) == simdjson::SUCCESS) { sink_.number(e.column, n); }
        break;
      case kind::boolean:
        if (bool b = false; v.get_bool().get(b) == simdjson::SUCCESS) { sink_.boolean(e.column, b); }
        break;
      case kind::json:
        if (od::array a; v.get_array().get(a) == simdjson::SUCCESS) {
          raw(a, e);
        } else if (od::object o; v.get_object().get(o) == simdjson::SUCCESS) {
          raw(o, e);
        }
        break;
      case kind::version:
        if (std::string_view text; v.get_string().get(text) == simdjson::SUCCESS) {
          sink_.text(e.column, text.substr(text.rfind('/') + 1));
        }
        break;
      case kind::object: break;
    }
  }
  template <class Container>
  void raw(Container& c, const level::entry& e) {
    std::string_view text;
    if (c.raw_json().get(text) == simdjson::SUCCESS) { sink_.json(e.column, text); }
  }

  const selection& wanted_;
  Sink& sink_;
  od::parser events_, document_;
  std::unique_ptr<std::uint8_t[]> plain_;  ///< the unescaped document of an event
  std::size_t plain_room_ = 0;
  std::size_t broken_ = 0;
};

template <class Sink>
int extract(const char* columns, const char* path) {
  const selection wanted(columns);
  Sink sink(wanted);
  reader<Sink> r(wanted, sink);
  each_chunk(path, [&r](const char* text, std::size_t size, std::size_t room) { r.read(text, size, room); });
  sink.finish();
  return r.broken() == 0 ? 0 : 1;
}

/// simdjson's DOM validates everything that it parses; On-Demand would have to visit every value.
int check(const char* path) {
  simdjson::dom::parser events, document;
#ifdef SIMDJSON_THREADS_ENABLED
  events.threaded = false;
#endif
  std::size_t count = 0, broken = 0;
  const auto is_whole = [&document](simdjson::dom::object event) {
    std::string_view text;
    for (const char* const name : {"id", "source", "specversion", "type"}) {
      if (event[name].get(text) != simdjson::SUCCESS || text.empty()) { return false; }
    }
    simdjson::dom::object inner;
    // Strings of the DOM have padding: its string buffer is larger than all strings together by more than the padding.
    return event["data"].get(text) == simdjson::SUCCESS
               ? document.parse(text.data(), text.size(), false).get(inner) == simdjson::SUCCESS
               : event["data"].get(inner) == simdjson::SUCCESS;
  };
  each_chunk(path, [&](const char* text, std::size_t size, std::size_t room) {
    simdjson::dom::document_stream stream;
    if (events.parse_many(text, size, room).get(stream) != simdjson::SUCCESS) { fail("cannot parse"); }
    for (auto item : stream) {
      simdjson::dom::object event;
      ++count;
      if (item.get(event) != simdjson::SUCCESS || !is_whole(event)) { ++broken; }
    }
  });
  std::printf("%zu,%zu\n", count, broken);
  return broken == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view task = argc > 1 ? argv[1] : "";
  if (task == "check" && argc == 3) { return check(argv[2]); }
  if (task == "csv" && argc == 4) { return extract<csv_sink>(argv[2], argv[3]); }
  if (task == "count" && argc == 4) { return extract<count_sink>(argv[2], argv[3]); }
  if (task == "p95" && argc == 4) { return extract<percentile_sink>(argv[2], argv[3]); }
  fail("usage: callview_archive_peer csv|count|p95 COLUMNS FILE, or check FILE");
}
