/* OpenSSL as Swift can call it: the headers, and functions for what OpenSSL offers as macros only. */
#ifndef PORTOLAN_COPENSSL_SHIM_H
#define PORTOLAN_COPENSSL_SHIM_H

/* The system's types keep belonging to Swift's own module for them; else every file that uses one would have to import
 * this module too. */
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

/* For PEM readers: a key that asks for a passphrase is refused instead of prompting on the terminal. */
static inline int ptl_no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}
static inline EVP_PKEY *ptl_read_private_pem(const void *bytes, int count) {
    BIO *input = BIO_new_mem_buf(bytes, count);
    if (input == NULL) return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(input, NULL, ptl_no_passphrase, NULL);
    BIO_free(input);
    return key;
}
static inline EVP_PKEY *ptl_generate_p256(void) { return EVP_EC_gen("P-256"); }
static inline EVP_PKEY *ptl_generate_rsa(unsigned int bits) { return EVP_RSA_gen(bits); }
static inline int ptl_is_p256(const EVP_PKEY *key) {
    char name[32];
    size_t count = 0;
    if (!EVP_PKEY_is_a(key, "EC")) return 0;
    if (!EVP_PKEY_get_group_name(key, name, sizeof name, &count)) return 0;
    return strcmp(name, "prime256v1") == 0 || strcmp(name, "P-256") == 0;
}

#endif
