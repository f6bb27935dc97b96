// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Objects that call events and call metrics share: the reporting edge and its location. document.hpp describes what
/// all accessors have in common, and what "Source" means. Sources give versions of the schemas `CallEvent` and
/// `CallMetric`. Some classes have the same fields as a class of the call summary. They are separate, because Twilio
/// can change each document independently.

#include "callview/fields.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// The objects that call events and call metrics share.
namespace edge_metadata {

// clang-format off

/// Approximate position of a client.
class location : public object_view<location> {
 public:
  /// Latitude in degrees, north positive. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(number, lat, personal)
  /// Longitude in degrees, east positive. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(number, lon, personal)
};

/// Browser that runs the JavaScript SDK.
class browser : public object_view<browser> {
 public:
  /// Name, such as `Chrome`. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, name)
  /// Major version as a string, such as `89`. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, major)
  /// Full version. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, version)
};

/// Operating system of a mobile SDK.
class os : public object_view<os> {
 public:
  /// Name, such as `android`. Source: REST.
  CALLVIEW_FIELD(string, name)
  /// Version, such as `4.3`. Source: REST.
  CALLVIEW_FIELD(string, version)
};

/// Mobile device that runs a Voice SDK.
class device : public object_view<device> {
 public:
  /// Model, such as `GT-I9300`. Source: REST.
  CALLVIEW_FIELD(string, model)
  /// Kind of device. The only known sample repeats the model here. Source: REST.
  CALLVIEW_FIELD(string, type)
  /// Manufacturer. Source: REST.
  CALLVIEW_FIELD(string, vendor)
  /// Instruction set, such as `armeabi-v7a`. Source: REST.
  CALLVIEW_FIELD(string, arch)
};

/// Voice SDK of a client.
class sdk : public object_view<sdk> {
 public:
  /// SDK family, such as `twilio-voice-android` or `Voice`. A call summary writes `voice-ios`. Source: CallEvent 2, 3;
  /// CallMetric 2.
  CALLVIEW_FIELD(string, type)
  /// Version, such as `4.5.1`. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, version)
  /// Platform, such as `android`. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, platform)
  /// Region in use. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// Region that the application requested; `gll` if it requested none. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(enumeration<callview::region>, selected_region)
  /// Browser; only for the JavaScript SDK. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::browser>, browser)
  /// Operating system; only for mobile SDKs. This field might not occur in events: the published examples are cut off
  /// before it. Source: REST.
  CALLVIEW_FIELD(object<edge_metadata::os>, os)
  /// Mobile device; only for mobile SDKs. This field might not occur in events. The schema of call metrics defines the
  /// object, but only REST shows under which key. Source: REST for call events; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::device>, device)
};

/// The client that reports: a Voice SDK.
class client_metadata : public object_view<client_metadata> {
 public:
  /// Identity of the client, or name of the application. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, client_name, personal)
  /// Position derived from the IP address of the client. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::location>, location)
  /// City. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, city, personal)
  /// ISO 3166-1 code of the country, two letters. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, country_code)
  /// State or province: a name in REST (`California`), a code in the published example (`CA`). Source: CallEvent 2, 3;
  /// CallMetric 2.
  CALLVIEW_FIELD(string, country_subdivision, personal)
  /// Public IP address of the client. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, ip_address, personal)
  /// Voice SDK of the client. Source: CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::sdk>, sdk)
};

/// The media gateway that reports.
class gateway_metadata : public object_view<gateway_metadata> {
 public:
  /// Region of the gateway. Source: CallEvent 2, 3; REST for call metrics.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// IP address for media at Twilio. Source: CallEvent 2, 3; REST for call metrics.
  CALLVIEW_FIELD(string, twilio_ip)
  /// IP address for media at the remote end. Source: CallEvent 2, 3; REST for call metrics.
  CALLVIEW_FIELD(string, external_ip, personal)
  /// Name of the Twilio edge location, such as `ashburn`. Source: CallEvent 2, 3; sibling event for call metrics.
  CALLVIEW_FIELD(string, edge_location)
};

// clang-format on

}  // namespace edge_metadata
}  // namespace CALLVIEW_ABI
}  // namespace callview
