// SPDX-License-Identifier: MIT
// Reads the events of a record, including those in Kinesis records.
#pragma once

#include <callview/callview.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "findings.hpp"
#include "reader.hpp"

namespace tool {

/// The Base64 text of a Kinesis record: the member `Data` of a JSON object, which is a string. Empty if there is none.
std::string_view kinesis_data(std::string_view json);

/// Decodes the Base64 text in a JSON string (RFC 4648, padding may be missing). Returns false if the text is not
/// Base64.
bool decode_base64(std::string_view text, std::string& out);

/// The record of an event or error.
struct origin {
  std::size_t begin = 0;    ///< Where the record begins in the batch.
  bool is_kinesis = false;  ///< The event is in a Kinesis record, so offsets in errors are not offsets in the file.
};

/// The offset of an error in the file, or that of its record if the error has none.
inline std::uint64_t place_of(const callview::error& error, const batch& b, const origin& from) {
  const bool is_known = error.offset != callview::error::npos && !from.is_kinesis;
  return b.offset + from.begin + (is_known ? error.offset : 0);
}

/// Decodes records with its own decoders. For one thread.
class event_reader {
 public:
  explicit event_reader(std::size_t max_record)
      : decoder_({.max_body_bytes = max_record}), kinesis_decoder_({.max_body_bytes = max_record}) {}

  /// Calls `visitor.event(event, origin)` for each valid event of a record, `visitor.invalid(error, origin)` for each
  /// invalid one, and `visitor.broken(error, origin)` for a broken record. place_of() converts offsets in errors.
  template <class Visitor>
  void read(const batch& b, const record& r, Visitor& visitor) {
    const char* const text = b.text.data() + r.begin;
    const std::size_t size = r.end - r.begin;
    const origin from{r.begin};
    if (r.code != callview::errc::ok) { return visitor.broken({r.code, "", 0}, from); }
    if (r.kind == record_kind::element && *text == '[') {
      return visitor.invalid({callview::errc::not_an_event, "", 0}, from);
    }
    const auto events = decoder_.decode(simdjson::padded_string_view(text, size, b.text.capacity() - r.begin));
    if (!events) {
      const bool is_alone = r.kind == record_kind::element && events.error().code == callview::errc::not_an_event;
      return is_alone ? visitor.invalid(events.error(), from) : visitor.broken(events.error(), from);
    }
    for (const auto event : *events) {
      if (event) {
        visitor.event(*event, from);
      } else if (const std::string_view data = kinesis_data({text, size}); !data.empty()) {
        read_kinesis(data, {r.begin, true}, visitor);
      } else {
        visitor.invalid(event.error(), from);
      }
    }
  }

 private:
  template <class Visitor>
  void read_kinesis(std::string_view data, const origin& from, Visitor& visitor) {
    if (!decode_base64(data, payload_)) { return visitor.invalid(not_base64, from); }
    const auto events = kinesis_decoder_.decode_copy(payload_);
    if (!events) { return visitor.invalid(events.error(), from); }
    for (const auto event : *events) { event ? visitor.event(*event, from) : visitor.invalid(event.error(), from); }
  }

  callview::decoder decoder_;
  callview::decoder kinesis_decoder_;
  std::string payload_;
};

}  // namespace tool
