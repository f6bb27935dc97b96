// SPDX-License-Identifier: MIT
// The verifier's rules written a second time, with copies of everything, for comparison.
#pragma once

#include "sign.hpp"

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace test {

inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == separator) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

inline std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') { c = static_cast<char>(c + ('a' - 'A')); }
  }
  return text;
}

inline std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) { text.pop_back(); }
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) { text.erase(0, 1); }
  return text;
}

/// The URLs that may have been signed.
inline std::vector<std::string> signed_urls(const std::string& url) {
  std::vector<std::string> out = {url};
  const std::string folded = lower_case(url);
  const std::string scheme = folded.compare(0, 8, "https://") == 0  ? "https://"
                             : folded.compare(0, 7, "http://") == 0 ? "http://"
                                                                    : "";
  if (scheme.empty()) { return out; }
  const std::string default_port = scheme == "https://" ? ":443" : ":80";
  std::size_t end = scheme.size();
  while (end < url.size() && url[end] != '/' && url[end] != '?' && url[end] != '#') { ++end; }
  // Backwards over digits: a port if a colon is before them.
  std::size_t colon = end;
  while (colon > scheme.size() && std::isdigit(static_cast<unsigned char>(url[colon - 1])) != 0) { --colon; }
  std::size_t host_end = end;
  if (colon > scheme.size() && url[colon - 1] == ':') {
    host_end = colon - 1;
    out.push_back(url.substr(0, host_end) + url.substr(end));
  }
  out.push_back(url.substr(0, host_end) + default_port + url.substr(end));
  return out;
}

inline callview::signature_errc verify_slowly(const std::vector<callview::signing_key>& keys, const std::string& url,
                                              const std::string& body, const std::string& signature,
                                              const std::string& settings_header) {
  using callview::signature_errc;
  if (signature.empty()) { return signature_errc::missing_signature; }

  std::string before_fragment = split(url, '#')[0];
  const std::size_t question = before_fragment.find('?');
  std::set<std::string> hashes;
  if (question != std::string::npos) {
    for (const std::string& item : split(before_fragment.substr(question + 1), '&')) {
      if (item == "bodySHA256") { hashes.insert(""); }
      if (item.compare(0, 11, "bodySHA256=") == 0) { hashes.insert(item.substr(11)); }
    }
  }
  if (hashes.size() > 1) { return signature_errc::differing_body_hashes; }
  if (hashes.empty() || hashes.begin()->empty()) { return signature_errc::missing_body_hash; }

  std::set<std::string> algorithms;
  for (const std::string& item : split(settings_header, ',')) {
    const std::string key = item.substr(0, item.find('='));
    const std::string value = key.size() == item.size() ? "" : item.substr(key.size() + 1);
    if (lower_case(trimmed(key)) == "algorithm") { algorithms.insert(lower_case(trimmed(value))); }
  }
  if (algorithms.empty()) { algorithms.insert("hmac_sha1"); }
  if (algorithms.size() != 1 || (*algorithms.begin() != "hmac_sha1" && *algorithms.begin() != "hmac_sha256")) {
    return signature_errc::unknown_algorithm;
  }
  const hmac algorithm = *algorithms.begin() == "hmac_sha1" ? hmac::sha1 : hmac::sha256;

  bool is_allowed = false;
  for (const callview::signing_key& key : keys) {
    if (key.secret.empty() || !(algorithm == hmac::sha1 ? key.allow_sha1 : key.allow_sha256)) { continue; }
    is_allowed = true;
    for (const std::string& signed_url : signed_urls(url)) {
      if (sign(key.secret, signed_url, algorithm) == signature) {
        return *hashes.begin() == body_hash(body) ? signature_errc::ok : signature_errc::wrong_body_hash;
      }
    }
  }
  return is_allowed ? signature_errc::wrong_signature : signature_errc::algorithm_not_allowed;
}

}  // namespace test
