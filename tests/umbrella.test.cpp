// SPDX-License-Identifier: MIT
// Tests that callview.hpp does not include signature.hpp, because signature.hpp needs OpenSSL.
#include <callview/callview.hpp>

#if defined(OPENSSL_VERSION_NUMBER) || defined(OPENSSL_EVP_H) || defined(OPENSSL_CRYPTO_H)
constexpr bool has_openssl = true;
#else
constexpr bool has_openssl = false;
#endif

#include "support/catch.hpp"

TEST_CASE("callview.hpp does not include OpenSSL", "[umbrella]") { CHECK_FALSE(has_openssl); }
