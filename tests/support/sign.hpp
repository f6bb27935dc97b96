// SPDX-License-Identifier: MIT
// Signs as Twilio does, independently of the verifier: with libcrypto's one-shot functions, and its own Base64 encoder.
#pragma once

#include <callview/signature.hpp>

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>

namespace callview {
inline namespace CALLVIEW_ABI {
// So that Catch2 prints codes by name.
inline std::ostream& operator<<(std::ostream& out, signature_errc code) { return out << name(code); }
}  // namespace CALLVIEW_ABI
}  // namespace callview

namespace test {

enum class hmac { sha1, sha256 };

/// What the settings header says for an algorithm.
inline std::string settings(hmac algorithm) {
  return algorithm == hmac::sha1 ? "" : "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";
}

inline std::string base64(std::string_view bytes) {
  const char* const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 6) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + 6; ++i) {
      const unsigned byte = i < 8 * bytes.size() ? static_cast<unsigned char>(bytes[i / 8]) : 0;
      value = 2 * value + (byte >> (7 - i % 8) & 1U);
    }
    out += digits[value];
  }
  while (out.size() % 4 != 0) { out += '='; }
  return out;
}

/// The signature of a URL.
inline std::string sign(std::string_view secret, std::string_view url, hmac algorithm = hmac::sha1) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> code;
  unsigned size = 0;
  if (secret.size() > INT_MAX ||
      HMAC(algorithm == hmac::sha1 ? EVP_sha1() : EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(url.data()), url.size(), code.data(), &size) == nullptr) {
    std::abort();
  }
  return base64(std::string_view(reinterpret_cast<const char*>(code.data()), size));
}

/// The hash of a body in lower-case hex.
inline std::string body_hash(std::string_view body) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data());
  std::string out;
  for (const unsigned char byte : digest) {
    out += "0123456789abcdef"[byte / 16];
    out += "0123456789abcdef"[byte % 16];
  }
  return out;
}

}  // namespace test
