// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Verification of `X-Twilio-Signature` with `signature_verifier`. This is the only header that needs OpenSSL
/// (libcrypto 3.0.3 or later; CMake target `callview::signature`). It does not need simdjson. `callview.hpp` does not
/// include it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/opensslv.h>

#include "callview/detail/config.hpp"

#if OPENSSL_VERSION_NUMBER < 0x30000030L
#error "callview/signature.hpp needs OpenSSL 3.0.3 or later."
#endif

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace callview {
inline namespace CALLVIEW_ABI {

/// A secret that can sign webhooks, and the algorithms that the verifier accepts with it. The secret is the auth token
/// of an account, which signs with HMAC-SHA1, or the secret of a SharedKey (a signing key in Twilio's webhook
/// configuration), which signs with either algorithm. The header `X-Twilio-Webhooks-Signature-Settings` names the
/// algorithm and is not signed. So allow only the algorithm that Twilio uses with this secret. By default, both are
/// allowed.
struct signing_key {
  /// The secret as Twilio displays it. Do not decode it. An empty secret verifies nothing.
  std::string secret;
  /// Whether to accept HMAC-SHA1 signatures. Twilio uses HMAC-SHA1 unless a SharedKey specifies otherwise.
  bool allow_sha1 = true;
  /// Whether to accept HMAC-SHA256 signatures.
  bool allow_sha256 = true;

  /// Wipes the secret, but not other copies of the text.
  ~signing_key() { OPENSSL_cleanse(secret.data(), secret.size()); }
};

/// Result of `signature_verifier::verify()`: `ok`, or the first check that failed. Later versions may add codes.
/// Names are stable; numbers are not.
enum class signature_errc : std::uint8_t {
  ok,                     ///< A known secret signed this URL, and the URL has the hash of this body.
  missing_signature,      ///< The signature is empty: there was no `X-Twilio-Signature` header.
  missing_body_hash,      ///< The query of the URL has no `bodySHA256`, or an empty one.
  wrong_body_hash,        ///< The URL is signed, but its `bodySHA256` is not the SHA-256 of the body in lower-case hex.
  differing_body_hashes,  ///< The query has several `bodySHA256` parameters with different values.
  unknown_algorithm,      ///< The settings header names an unknown algorithm, or different algorithms.
  algorithm_not_allowed,  ///< No secret allows the algorithm, there is no secret, or libcrypto lacks the algorithm.
  wrong_signature,        ///< No secret that allows the algorithm produces this signature for this URL.
};

/// The name of the enumerator, for example "wrong_signature".
[[nodiscard]] constexpr std::string_view name(signature_errc code) noexcept {
  switch (code) {
    case signature_errc::ok: return "ok";
    case signature_errc::missing_signature: return "missing_signature";
    case signature_errc::missing_body_hash: return "missing_body_hash";
    case signature_errc::wrong_body_hash: return "wrong_body_hash";
    case signature_errc::differing_body_hashes: return "differing_body_hashes";
    case signature_errc::unknown_algorithm: return "unknown_algorithm";
    case signature_errc::algorithm_not_allowed: return "algorithm_not_allowed";
    case signature_errc::wrong_signature: return "wrong_signature";
  }
  return "unknown_error";
}

/// A sentence that says what failed and what to check. It never contains a secret, a signature or bytes of the input.
[[nodiscard]] constexpr std::string_view message(signature_errc code) noexcept {
  switch (code) {
    case signature_errc::ok: return "The signature is valid.";
    case signature_errc::missing_signature:
      return "There is no signature: check that the X-Twilio-Signature header reaches the receiver.";
    case signature_errc::missing_body_hash:
      return "The URL has no bodySHA256 parameter: check that the whole query string reaches the verifier.";
    case signature_errc::wrong_body_hash:
      return "The body is not the one that was signed: pass the bytes as received, before anything parses or rewrites "
             "them.";
    case signature_errc::differing_body_hashes:
      return "The URL has bodySHA256 parameters that differ: do not trust this request.";
    case signature_errc::unknown_algorithm:
      return "The signature settings name an algorithm that is not supported: expected HMAC_SHA1 or HMAC_SHA256.";
    case signature_errc::algorithm_not_allowed:
      return "No signing key allows the algorithm of this signature: add a key for it, or allow it.";
    case signature_errc::wrong_signature:
      return "No signing key made this signature: check the secrets, and that the URL is the public one that Twilio "
             "requested.";
  }
  return "Unknown error code.";
}

/// Verifies the signatures of Twilio webhooks with a JSON body. The constructor prepares an HMAC context for each
/// secret and algorithm. verify() allocates nothing, but libcrypto may. Use a verifier in one thread at a time, or
/// create one for each thread. A verifier can be moved but not copied. A moved-from verifier refuses everything. The
/// destructor wipes the contexts, which contain the secrets.
///
/// Rules: the signature is the Base64 text of HMAC(secret, URL), and the query parameter `bodySHA256` of the URL
/// contains the hash of the body. Twilio documents these rules under "Webhooks security". docs/signature.md describes
/// how Twilio's helper libraries differ.
class signature_verifier {
 public:
  /// Makes a verifier that accepts signatures made with any of these secrets. For example, pass both auth tokens during
  /// a rotation, or the token of each subaccount. Ignores empty secrets. Throws only what `std::vector` throws. If
  /// libcrypto cannot set up a secret, the verifier refuses signatures made with that secret.
  explicit signature_verifier(std::vector<signing_key> keys);

  /// Verifies one request. All arguments may be hostile and of any length. Takes time linear in their lengths. The time
  /// for the URL is also proportional to the number of secrets. Compares signatures and hashes in constant time. Hashes
  /// the body last, and only if the URL is signed.
  ///
  ///  - `url`: the URL as Twilio requested it, byte for byte: scheme, user info, host, port, path and query. The
  ///    verifier tries it as it is, then without its port, then with the default port of http or https. It changes
  ///    nothing else.
  ///  - `body`: the bytes of the body as received.
  ///  - `signature`: the value of the header `X-Twilio-Signature`; empty if there is none.
  ///  - `settings`: the value of the header `X-Twilio-Webhooks-Signature-Settings`; empty if there is none. If it
  ///    names no `algorithm`, the algorithm is HMAC-SHA1.
  ///
  /// Returns `ok` or the first check that failed. The checks are, in this order: `missing_signature`,
  /// `missing_body_hash` or `differing_body_hashes`, `unknown_algorithm`, `algorithm_not_allowed`, `wrong_signature`,
  /// `wrong_body_hash`. If libcrypto runs out of memory, verify() returns one of the last two, and the verifier remains
  /// usable. Keeps no reference to the arguments.
  [[nodiscard]] signature_errc verify(std::string_view url, std::string_view body, std::string_view signature,
                                      std::string_view settings = {}) noexcept;

  /// Verifies everything except the body, so that a server can refuse a request before it receives the body. The
  /// arguments and results are those of verify(). `ok` does not mean that the request is genuine: after you have
  /// received the body, call verify().
  [[nodiscard]] signature_errc verify_url(std::string_view url, std::string_view signature,
                                          std::string_view settings = {}) noexcept {
    std::string_view hash;
    return verify_url(url, signature, settings, hash);
  }

 private:
  struct release {
    void operator()(EVP_MAC* p) const noexcept { EVP_MAC_free(p); }
    void operator()(EVP_MAC_CTX* p) const noexcept { EVP_MAC_CTX_free(p); }
    void operator()(EVP_MD* p) const noexcept { EVP_MD_free(p); }
    void operator()(EVP_MD_CTX* p) const noexcept { EVP_MD_CTX_free(p); }
  };
  template <class T>
  using handle = std::unique_ptr<T, release>;

  enum class algorithm : std::uint8_t { sha1, sha256, unknown };
  /// A URL in pieces. The signature is that of the pieces in sequence.
  using pieces = std::array<std::string_view, 3>;

  /// Stores in `hash` the value of `bodySHA256`.
  signature_errc verify_url(std::string_view url, std::string_view signature, std::string_view settings,
                            std::string_view& hash) noexcept;
  static handle<EVP_MAC_CTX> make_context(EVP_MAC* mac, std::string_view secret, bool is_sha256);
  static signature_errc find_body_hash(std::string_view url, std::string_view& hash) noexcept;
  static algorithm find_algorithm(std::string_view settings) noexcept;
  static std::ptrdiff_t other_forms(std::string_view url, std::array<pieces, 2>& forms) noexcept;
  static bool is_signature_of(EVP_MAC_CTX* context, const pieces& url, std::string_view signature) noexcept;
  bool is_hash_of(std::string_view body, std::string_view hash) noexcept;

  std::array<std::vector<handle<EVP_MAC_CTX>>, 2> contexts_;  ///< one for each secret; [0] SHA-1, [1] SHA-256
  handle<EVP_MD> sha256_;
  handle<EVP_MD_CTX> body_context_;
};

namespace detail {

/// Whether `text` equals `lower_case`, ignoring the case of ASCII letters. `lower_case` must be in lower case.
[[nodiscard]] constexpr bool is_same_ignoring_case(std::string_view text, std::string_view lower_case) noexcept {
  if (text.size() != lower_case.size()) { return false; }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower_case[i]) { return false; }
  }
  return true;
}

/// The text without the white space that HTTP allows around an item of a header.
[[nodiscard]] constexpr std::string_view without_outer_space(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) { return {}; }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Removes the first item from a list and returns it. After the last item the list is empty.
[[nodiscard]] constexpr std::string_view next_item(std::string_view& list, char separator) noexcept {
  const std::size_t end = list.find(separator);
  const std::string_view item = list.substr(0, end);
  list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  return item;
}

}  // namespace detail

inline signature_verifier::signature_verifier(std::vector<signing_key> keys)
    : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), body_context_(EVP_MD_CTX_new()) {
  const handle<EVP_MAC> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  if (!mac) { return; }
  for (const signing_key& key : keys) {
    // Anybody can sign with an empty secret. An empty secret usually means that a setting is missing.
    if (key.secret.empty()) { continue; }
    for (const bool is_sha256 : {false, true}) {
      if (!(is_sha256 ? key.allow_sha256 : key.allow_sha1)) { continue; }
      if (auto context = make_context(mac.get(), key.secret, is_sha256)) {
        contexts_[is_sha256 ? 1 : 0].push_back(std::move(context));
      }
    }
  }
}

inline signature_verifier::handle<EVP_MAC_CTX> signature_verifier::make_context(EVP_MAC* mac, std::string_view secret,
                                                                                bool is_sha256) {
  handle<EVP_MAC_CTX> context(EVP_MAC_CTX_new(mac));
  char sha1[] = "SHA1";
  char sha256[] = "SHA256";
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, is_sha256 ? sha256 : sha1, 0),
                                 OSSL_PARAM_construct_end()};
  if (!context || EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                               settings) != 1) {
    return nullptr;
  }
  return context;
}

inline signature_errc signature_verifier::verify(std::string_view url, std::string_view body,
                                                 std::string_view signature, std::string_view settings) noexcept {
  std::string_view hash;
  if (const signature_errc code = verify_url(url, signature, settings, hash); code != signature_errc::ok) {
    return code;
  }
  return is_hash_of(body, hash) ? signature_errc::ok : signature_errc::wrong_body_hash;
}

inline signature_errc signature_verifier::verify_url(std::string_view url, std::string_view signature,
                                                     std::string_view settings, std::string_view& hash) noexcept {
  if (signature.empty()) { return signature_errc::missing_signature; }
  if (const signature_errc code = find_body_hash(url, hash); code != signature_errc::ok) { return code; }
  const algorithm used = find_algorithm(settings);
  if (used == algorithm::unknown) { return signature_errc::unknown_algorithm; }
  const auto& contexts = contexts_[used == algorithm::sha256 ? 1 : 0];
  if (contexts.empty()) { return signature_errc::algorithm_not_allowed; }

  const auto is_signed = [&](const pieces& form) {
    return std::any_of(contexts.begin(), contexts.end(), [&](const handle<EVP_MAC_CTX>& context) {
      return is_signature_of(context.get(), form, signature);
    });
  };
  // Twilio nearly always signs exactly the URL that the caller passes.
  if (!is_signed({url})) {
    std::array<pieces, 2> others;
    const auto end = others.begin() + other_forms(url, others);
    if (std::none_of(others.begin(), end, is_signed)) { return signature_errc::wrong_signature; }
  }
  return signature_errc::ok;
}

/// Finds the common value of all query parameters named exactly `bodySHA256`. Does not percent-decode anything.
inline signature_errc signature_verifier::find_body_hash(std::string_view url, std::string_view& hash) noexcept {
  constexpr std::string_view parameter = "bodySHA256";
  url = url.substr(0, url.find('#'));
  const std::size_t begin = url.find('?');
  if (begin == std::string_view::npos) { return signature_errc::missing_body_hash; }
  bool is_found = false;
  for (std::string_view query = url.substr(begin + 1); !query.empty();) {
    std::string_view value = detail::next_item(query, '&');
    if (detail::next_item(value, '=') != parameter) { continue; }
    if (is_found && value != hash) { return signature_errc::differing_body_hashes; }
    is_found = true;
    hash = value;
  }
  return hash.empty() ? signature_errc::missing_body_hash : signature_errc::ok;
}

inline signature_verifier::algorithm signature_verifier::find_algorithm(std::string_view settings) noexcept {
  bool is_found = false;
  algorithm found = algorithm::sha1;
  while (!settings.empty()) {
    std::string_view value = detail::next_item(settings, ',');
    const std::string_view key = detail::without_outer_space(detail::next_item(value, '='));
    if (!detail::is_same_ignoring_case(key, "algorithm")) { continue; }
    value = detail::without_outer_space(value);
    const algorithm named = detail::is_same_ignoring_case(value, "hmac_sha1")     ? algorithm::sha1
                            : detail::is_same_ignoring_case(value, "hmac_sha256") ? algorithm::sha256
                                                                                  : algorithm::unknown;
    if (is_found && named != found) { return algorithm::unknown; }
    is_found = true;
    found = named;
  }
  return found;
}

/// Makes the other forms of the URL that Twilio may have signed: without the port, and with the default port. Returns
/// how many there are.
inline std::ptrdiff_t signature_verifier::other_forms(std::string_view url, std::array<pieces, 2>& forms) noexcept {
  const std::size_t scheme_end = url.find("://");
  const std::string_view scheme = url.substr(0, scheme_end);
  const bool is_https = detail::is_same_ignoring_case(scheme, "https");
  if (scheme_end == std::string_view::npos || !(is_https || detail::is_same_ignoring_case(scheme, "http"))) {
    return 0;
  }
  const std::string_view default_port = is_https ? ":443" : ":80";

  const std::size_t begin = scheme_end + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
  const std::string_view authority = url.substr(begin, end - begin);
  // A port is a colon followed only by digits. The colons in user info and in an IPv6 address are followed by other
  // characters.
  const std::size_t colon = authority.find_last_not_of("0123456789");
  const bool has_port = colon != std::string_view::npos && authority[colon] == ':';
  const std::size_t host_end = has_port ? begin + colon : end;
  const std::string_view before = url.substr(0, host_end), port = url.substr(host_end, end - host_end);
  const std::string_view behind = url.substr(end);

  std::ptrdiff_t count = 0;
  const auto add = [&](const pieces& form) { forms[static_cast<std::size_t>(count++)] = form; };
  if (has_port) { add({before, behind}); }
  if (port != default_port) { add({before, default_port, behind}); }
  return count;
}

inline bool signature_verifier::is_signature_of(EVP_MAC_CTX* context, const pieces& url,
                                                std::string_view signature) noexcept {
  std::array<unsigned char, EVP_MAX_MD_SIZE> code;
  std::size_t size = 0;
  // A null key means the key with which the context was set up.
  if (EVP_MAC_init(context, nullptr, 0, nullptr) != 1) { return false; }
  for (const std::string_view piece : url) {
    if (!piece.empty() &&
        EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(piece.data()), piece.size()) != 1) {
      return false;
    }
  }
  if (EVP_MAC_final(context, code.data(), &size, code.size()) != 1) { return false; }
  // Encodes the expected code and compares texts, because decoding the signature would accept several spellings of it.
  std::array<unsigned char, (EVP_MAX_MD_SIZE + 2) / 3 * 4 + 1> encoded;
  const int length = EVP_EncodeBlock(encoded.data(), code.data(), static_cast<int>(size));
  return length > 0 && signature.size() == static_cast<std::size_t>(length) &&
         CRYPTO_memcmp(encoded.data(), signature.data(), signature.size()) == 0;
}

inline bool signature_verifier::is_hash_of(std::string_view body, std::string_view hash) noexcept {
  std::array<unsigned char, 32> digest;
  if (hash.size() != 2 * digest.size() || !sha256_ || !body_context_) { return false; }
  unsigned size = 0;
  if (EVP_DigestInit_ex2(body_context_.get(), sha256_.get(), nullptr) != 1 ||
      EVP_DigestUpdate(body_context_.get(), body.data(), body.size()) != 1 ||
      EVP_DigestFinal_ex(body_context_.get(), digest.data(), &size) != 1 || size != digest.size()) {
    return false;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  int difference = 0;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    difference |= (hash[2 * i] ^ digits[digest[i] / 16]) | (hash[2 * i + 1] ^ digits[digest[i] % 16]);
  }
  return difference == 0;
}

}  // namespace CALLVIEW_ABI
}  // namespace callview
