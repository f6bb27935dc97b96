// SPDX-License-Identifier: MIT
// simdjson's On-Demand: one parser for the body and one for its documents. Three peers:
//
//   ondemand          looks up fields, in the order of published summaries
//   ondemand_walk     iterates over the members of each object once and finds their keys in a perfect hash
//   ondemand_generic  iterates over the members of each object once and finds their unescaped keys in a table that is
//                     made at run time and has the field types
//
// All walk over the envelope. They unescape a document from the body directly into memory that is reused for each event
// and has the padding for the second parser. A value can be read only once, in order, so tasks that read in random
// order or twice keep a record of all fields.
#include <simdjson.h>

#include <cstring>
#include <memory>

#include "../contestant.hpp"
#include "../envelope.hpp"
#include "../generic_reader.hpp"
#include "../reader.hpp"
#include "../recorded.hpp"
#include "../scratch.hpp"

namespace bench {
namespace {

namespace od = simdjson::ondemand;

/// A key as written in the text. Newer versions of simdjson return it without searching for its end.
template <class Field>
std::string_view written_key(Field& field) {
  if constexpr (requires { field.escaped_key(); }) {
    return field.escaped_key();
  } else {
    const char* const key = field.key().raw();
    // Stage 1 guarantees a closing quote. An escaped quote ends the returned text early, and the caller must handle
    // this.
    const void* const end = std::memchr(key, '"', std::size_t{1} << 31);
    return {key, static_cast<std::size_t>(static_cast<const char*>(end) - key)};
  }
}

enum class style { look_up, walk, generic };

template <style Style>
struct ondemand_access {
  template <class Selection>
  [[maybe_unused]] static constexpr bool walks = Style == style::walk;

  using value = od::value;
  using object = od::object;

  static bool text(value& v, std::string_view& out) { return v.get_string().get(out) == simdjson::SUCCESS; }
  static bool integer(value& v, std::int64_t& out) { return v.get_int64().get(out) == simdjson::SUCCESS; }
  static bool number(value& v, double& out) { return v.get_double().get(out) == simdjson::SUCCESS; }
  static bool boolean(value& v, bool& out) { return v.get_bool().get(out) == simdjson::SUCCESS; }
  static bool is_null(value& v) {
    bool null = false;
    return v.is_null().get(null) == simdjson::SUCCESS && null;
  }
  static bool as_object(value& v, object& out) { return v.get_object().get(out) == simdjson::SUCCESS; }
  static bool find(object& o, std::string_view key, value& out) {
    return o.find_field_unordered(key).get(out) == simdjson::SUCCESS;
  }
  template <class F>
  static bool members(object& o, F f) {
    return each_field(o, [&f](od::field& field, bool& go_on) {
      // No key of the schema has an escape. A key that is written with escapes counts as unknown.
      const std::string_view key = written_key(field);
      go_on = f(key, field.value());
      return true;
    });
  }
  template <class F>
  static bool entries(object& o, F f) {
    return each_field(o, [&f](od::field& field, bool& go_on) {
      std::string_view key;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) { return false; }
      go_on = f(key, field.value());
      return true;
    });
  }
  template <class F>
  static bool elements(value& v, F f) {
    od::array a;
    if (v.get_array().get(a) != simdjson::SUCCESS) { return false; }
    for (auto item : a) {
      value element;
      if (item.get(element) != simdjson::SUCCESS) { return false; }
      f(element);
    }
    return true;
  }

  /// Calls `f(field, go_on)` for each field until `f` sets `go_on` to false. `f` returns whether the JSON is valid.
  template <class F>
  static bool each_field(object& o, F f) {
    for (auto item : o) {
      od::field field;
      if (std::move(item).get(field) != simdjson::SUCCESS) { return false; }
      bool go_on = true;
      if (!f(field, go_on)) { return false; }
      if (!go_on) { break; }
    }
    return true;
  }
};

template <style Style>
class ondemand_peer {
 public:
  static constexpr std::string_view name = Style == style::look_up ? "ondemand"
                                           : Style == style::walk  ? "ondemand_walk"
                                                                   : "ondemand_generic";
  static constexpr bool sees_duplicates = true;
  // All three read the envelope in the same way, so only two take part in `route`.
  template <class Task>
  [[maybe_unused]] static constexpr bool takes_part = Style != style::generic || !std::is_same_v<Task, route>;
  static std::string kernel() { return simdjson::get_active_implementation()->name(); }

  template <class Handler>
  bool decode(const simdjson::padded_string& body, Handler& handler) {
    plain_ = reinterpret_cast<std::uint8_t*>(memory_.room(body.size(), simdjson::SIMDJSON_PADDING));
    od::document document;
    od::json_type type;
    if (body_parser_.iterate(body).get(document) != simdjson::SUCCESS ||
        document.type().get(type) != simdjson::SUCCESS) {
      return false;
    }
    if (type == od::json_type::object) {
      od::object single;
      return document.get_object().get(single) == simdjson::SUCCESS && read_event(single, handler) && at_end(document);
    }
    od::array events;
    if (document.get_array().get(events) != simdjson::SUCCESS) { return false; }
    for (auto item : events) {
      od::value element;
      od::object event;
      if (item.get(element) != simdjson::SUCCESS) { return false; }
      if (element.get_object().get(event) == simdjson::SUCCESS) {
        if (!read_event(event, handler)) { return false; }
      } else {
        if (!check(element)) { return false; }
        handler.invalid();
      }
    }
    return at_end(document);
  }

 private:
  using access = ondemand_access<Style>;
  using summary_reader = std::conditional_t<Style == style::generic, generic_reader<access>, bench::reader<access>>;

  static bool at_end(od::document& document) { return document.current_location().error() == simdjson::OUT_OF_BOUNDS; }

  /// Returns false if the JSON is malformed.
  template <class Handler>
  bool read_event(od::object& members, Handler& handler) {
    envelope e;
    od::raw_json_string escaped;  // `data`, if it is a string
    std::string_view early;       // `data`, if it is an object before members that the event needs
    bool delivered = false;
    const bool whole = access::each_field(members, [&](od::field& field, bool&) {
      const unsigned a = find_attribute(field);
      od::value& v = field.value();
      if (a == key_set::not_found) { return check(v); }
      e.see(a);
      if (a != attribute_data) {
        std::string_view text;
        if (!access::text(v, text)) {
          const bool null = access::is_null(v);
          if (a == attribute_data_base64 && !null) { e.set_data(a); }
          return null || check(v);
        }
        if (a == attribute_data_base64) {
          e.set_data(a);
        } else {
          e.set(a, text);
        }
        return true;
      }
      od::json_type type;
      if (v.type().get(type) != simdjson::SUCCESS) { return false; }
      if (type == od::json_type::null) { return access::is_null(v); }
      e.set_data(a);
      if (type == od::json_type::string) { return v.get_raw_json_string().get(escaped) == simdjson::SUCCESS; }
      if (type != od::json_type::object) { return true; }
      if (!e.is_valid()) {
        od::object o;
        return v.get_object().get(o) == simdjson::SUCCESS && o.raw_json().get(early) == simdjson::SUCCESS;
      }
      // The usual order of members: the object can be read in place, without a second stage 1.
      event_view event(e, [&](auto& read) {
        od::object root;
        if (v.get_object().get(root) != simdjson::SUCCESS) { return false; }
        recorded_summary<summary_reader> summary(root, record_);
        read(summary);
        return true;
      });
      handler.event(event);
      delivered = true;
      return true;
    });
    if (!whole) { return false; }
    if (!e.is_valid()) {
      if (delivered) {
        handler.withdraw();
      } else {
        handler.invalid();
      }
    } else if (!delivered) {
      event_view event(e, [&](auto& read) {
        std::string_view text = early;
        if (escaped.raw() != nullptr) {
          std::uint8_t* end = plain_;
          if (body_parser_.unescape(escaped, end).get(text) != simdjson::SUCCESS) { return false; }
        }
        od::document document;
        od::object root;
        // At least the padding of the body follows an object in the body.
        const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING);
        if (data_parser_.iterate(padded).get(document) != simdjson::SUCCESS ||
            document.get_object().get(root) != simdjson::SUCCESS) {
          return false;
        }
        recorded_summary<summary_reader> summary(root, record_);
        read(summary);
        return true;
      });
      handler.event(event);
    }
    return true;
  }

  static unsigned find_attribute(od::field& field) {
    static constexpr key_set keys = attribute_keys.set();
    const std::string_view written = written_key(field);
    const unsigned a = keys.find(written.data(), written.size());
    if (a != key_set::not_found || std::memchr(written.data(), '\\', written.size()) == nullptr) { return a; }
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) { return key_set::not_found; }
    return keys.find(key.data(), key.size());  // the parser leaves padding after unescaped text
  }

  /// Skips a value that the task does not read, but which must be valid JSON.
  static bool check(od::value& v) {
    od::json_type type;
    if (v.type().get(type) != simdjson::SUCCESS) { return false; }
    switch (type) {
      case od::json_type::object: {
        od::object o;
        return v.get_object().get(o) == simdjson::SUCCESS && access::each_field(o, [](od::field& field, bool&) {
                 std::string_view key;
                 return field.unescaped_key().get(key) == simdjson::SUCCESS && check(field.value());
               });
      }
      case od::json_type::array: {
        bool whole = true;
        return access::elements(v, [&whole](od::value& element) { whole = whole && check(element); }) && whole;
      }
      case od::json_type::string: {
        std::string_view text;
        return access::text(v, text);
      }
      case od::json_type::number: {
        double n = 0;
        return access::number(v, n);
      }
      case od::json_type::boolean: {
        bool b = false;
        return access::boolean(v, b);
      }
      case od::json_type::null: return access::is_null(v);
      default: return false;
    }
  }

  od::parser body_parser_;
  od::parser data_parser_;
  scratch memory_;
  std::uint8_t* plain_ = nullptr;   ///< the unescaped document of one event
  std::unique_ptr<record> record_;  // values can be read only once
};

const enter<ondemand_peer<style::look_up>> look_up_entry;
const enter<ondemand_peer<style::walk>> walk_entry;
const enter<ondemand_peer<style::generic>> generic_entry;

}  // namespace
}  // namespace bench
