// SPDX-License-Identifier: MIT
#include "findings.hpp"

namespace tool {

std::string_view explain(const callview::error& error) {
  using callview::errc;
  if (error.code == not_base64.code && error.field == not_base64.field) {
    return "The member Data of the Kinesis record is not Base64: check how the record was exported.";
  }
  switch (error.code) {
    case errc::empty_body: return "The text is empty or only white space.";
    case errc::body_too_large:
      return "The event is larger than --max-bytes: raise --max-bytes if you expect such events.";
    case errc::too_deep: return "The JSON is nested deeper than 64 levels, which the program does not support.";
    case errc::out_of_memory: return "There is not enough memory for this event.";
    case errc::not_an_event: return "The JSON value is not an event, because it is not an object.";
    case errc::data_not_json:
      return "The data of the event is not valid JSON: check that the sender wrote it completely.";
    case errc::data_is_base64: return "The event has data_base64, which the program does not decode.";
    case errc::wrong_type: return "The value has an unexpected JSON type, so csv and ndjson treat it as absent.";
    case errc::out_of_range: return "The number is out of range for its type, so csv and ndjson treat it as absent.";
    case errc::invalid_timestamp:
      return "The text is not a supported RFC 3339 timestamp, so csv and ndjson write it unchanged.";
    case errc::invalid_string:
      return "The string contains an unpaired surrogate, so csv and ndjson treat it as absent.";
    case errc::duplicate_field: return "A key occurs twice in one object: csv and ndjson write the first value.";
    default: return callview::message(error.code);
  }
}

std::string describe(const callview::error& error) {
  std::string out(callview::name(error.code));
  out += ": ";
  if (!error.field.empty()) { out.append(error.field).append(": "); }
  return out.append(explain(error));
}

}  // namespace tool
