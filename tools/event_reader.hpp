// SPDX-License-Identifier: MIT
// Reads the events of a record, including those in Kinesis records.
#pragma once

#include <callview/callview.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "reader.hpp"

namespace tool {

/// The Base64 text of a Kinesis record: the member `Data` of a JSON object, which is a string. Empty if there is none.
std::string_view kinesis_data(std::string_view json);

/// Decodes Base64 (RFC 4648, padding may be missing). Returns false if the text is not Base64.
bool decode_base64(std::string_view text, std::string& out);

/// The offset of an error in the file.
inline std::uint64_t place_of(const callview::error& error, const batch& b, std::size_t begin) {
  return b.offset + begin + (error.offset == callview::error::npos ? 0 : error.offset);
}

/// Decodes records with its own decoders. For one thread.
class event_reader {
 public:
  explicit event_reader(std::size_t max_record)
      : decoder_({.max_body_bytes = max_record}), kinesis_decoder_({.max_body_bytes = max_record}) {}

  /// Calls `visitor.event(event, begin)` for each valid event of a record, `visitor.invalid(error, begin)` for each
  /// invalid one, and `visitor.broken(error, begin)` for a broken record. `begin` is where the record begins in the
  /// batch. Offsets in errors are relative to it; errors in Kinesis records have no offset.
  template <class Visitor>
  void read(const batch& b, const record& r, Visitor& visitor) {
    const char* const text = b.text.data() + r.begin;
    const std::size_t size = r.end - r.begin;
    if (r.code != callview::errc::ok) { return visitor.broken({r.code, "", 0}, r.begin); }
    if (r.kind == record_kind::element && *text == '[') {
      return visitor.invalid({callview::errc::not_an_event, "", 0}, r.begin);
    }
    const auto events = decoder_.decode(simdjson::padded_string_view(text, size, b.text.capacity() - r.begin));
    if (!events) {
      const bool is_alone = r.kind == record_kind::element && events.error().code == callview::errc::not_an_event;
      return is_alone ? visitor.invalid(events.error(), r.begin) : visitor.broken(events.error(), r.begin);
    }
    for (const auto event : *events) {
      if (event) {
        visitor.event(*event, r.begin);
      } else if (const std::string_view data = kinesis_data({text, size}); !data.empty()) {
        read_kinesis(data, r.begin, visitor);
      } else {
        visitor.invalid(event.error(), r.begin);
      }
    }
  }

 private:
  template <class Visitor>
  void read_kinesis(std::string_view data, std::size_t begin, Visitor& visitor) {
    const auto fail = [&](callview::error error) {
      error.offset = callview::error::npos;
      visitor.invalid(error, begin);
    };
    if (!decode_base64(data, payload_)) { return fail({callview::errc::invalid_string, "Data"}); }
    const auto events = kinesis_decoder_.decode_copy(payload_);
    if (!events) { return fail(events.error()); }
    for (const auto event : *events) { event ? visitor.event(*event, begin) : fail(event.error()); }
  }

  callview::decoder decoder_;
  callview::decoder kinesis_decoder_;
  std::string payload_;
};

}  // namespace tool
