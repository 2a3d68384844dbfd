/* The part of OpenSSL that Portolan calls: digests, HMAC, ciphers, keys. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
