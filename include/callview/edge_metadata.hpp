// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What call events and call metrics both have under `metadata`: who reports, and from where. What holds for every
/// accessor, and the words that say where a fact comes from, are in document.hpp; as the objects belong to two kinds of
/// events, versions are those of `CallEvent` and of `CallMetric`. Classes of their own even where those of a call
/// summary have equal fields, because each document grows by itself.

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
  /// Latitude in degrees, north positive. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(number, lat, personal)
  /// Longitude in degrees, east positive. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(number, lon, personal)
};

/// Browser in which the JavaScript SDK runs.
class browser : public object_view<browser> {
 public:
  /// Name, such as `Chrome`. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, name)
  /// Major version, such as `89`; a string. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, major)
  /// Whole version. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, version)
};

/// Operating system below a mobile SDK.
class os : public object_view<os> {
 public:
  /// Name, such as `android`. REST.
  CALLVIEW_FIELD(string, name)
  /// Version, such as `4.3`. REST.
  CALLVIEW_FIELD(string, version)
};

/// Handset on which a mobile SDK runs.
class device : public object_view<device> {
 public:
  /// Model, such as `GT-I9300`. REST.
  CALLVIEW_FIELD(string, model)
  /// Kind of device; the known sample repeats the model. REST.
  CALLVIEW_FIELD(string, type)
  /// Maker. REST.
  CALLVIEW_FIELD(string, vendor)
  /// Instruction set, such as `armeabi-v7a`. REST.
  CALLVIEW_FIELD(string, arch)
};

/// Voice SDK of a client.
class sdk : public object_view<sdk> {
 public:
  /// Family. `twilio-voice-android` and `Voice` were seen; a call summary writes `voice-ios`. CallEvent 2, 3;
  /// CallMetric 2.
  CALLVIEW_FIELD(string, type)
  /// Version, such as `4.5.1`. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, version)
  /// Platform, such as `android`. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, platform)
  /// Region in use. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// Region that the application asked for; `gll` where it did not choose. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(enumeration<callview::region>, selected_region)
  /// Browser; of the JavaScript SDK. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::browser>, browser)
  /// Operating system; of the mobile SDKs. Uncertain in events: published examples end before it. REST.
  CALLVIEW_FIELD(object<edge_metadata::os>, os)
  /// Handset; of the mobile SDKs. Uncertain in events: the schema of call metrics defines the object, but where it
  /// stands is known from REST alone. REST for call events; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::device>, device)
};

/// Who reports: the Voice SDK of a client.
class client_metadata : public object_view<client_metadata> {
 public:
  /// Identity of the client, or name of the application. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, client_name, personal)
  /// Position, by the client's address. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::location>, location)
  /// City. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, city, personal)
  /// ISO 3166-1 code of the country, two letters. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, country_code)
  /// State or province: `California` in REST, `CA` in the published example. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, country_subdivision, personal)
  /// Public IP address of the client. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(string, ip_address, personal)
  /// Its Voice SDK. CallEvent 2, 3; CallMetric 2.
  CALLVIEW_FIELD(object<edge_metadata::sdk>, sdk)
};

/// Who reports: a media gateway.
class gateway_metadata : public object_view<gateway_metadata> {
 public:
  /// Region of the gateway. CallEvent 2, 3; REST for call metrics.
  CALLVIEW_FIELD(enumeration<callview::region>, region)
  /// Media address at Twilio. CallEvent 2, 3; REST for call metrics.
  CALLVIEW_FIELD(string, twilio_ip)
  /// Media address of the other side. CallEvent 2, 3; REST for call metrics.
  CALLVIEW_FIELD(string, external_ip, personal)
  /// Name of the Twilio edge location, such as `ashburn`. CallEvent 2, 3; sibling for call metrics.
  CALLVIEW_FIELD(string, edge_location)
};

// clang-format on

}  // namespace edge_metadata
}  // namespace CALLVIEW_ABI
}  // namespace callview
