/* SPDX-License-Identifier: Apache-2.0
 *
 * The layout of version 1.0, nailed down. A released offset never changes: when one of these fails,
 * the header is wrong, not this file. Later minor versions only add lines.
 */
#include "portolan/adapter.h"

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type)
#define AT(type, field, bytes) _Static_assert(offsetof(type, field) == (bytes), #type "." #field)

SIZE(ptl_text, 16);
AT(ptl_text, data, 0);
AT(ptl_text, count, 8);

SIZE(ptl_bytes, 16);
AT(ptl_bytes, data, 0);
AT(ptl_bytes, count, 8);

SIZE(ptl_array, 16);
AT(ptl_array, items, 0);
AT(ptl_array, count, 8);
AT(ptl_array, stride, 12);

SIZE(ptl_pair, 32);
AT(ptl_pair, name, 0);
AT(ptl_pair, value, 16);

SIZE(ptl_evidence, 56);
AT(ptl_evidence, flags, 0);
AT(ptl_evidence, kind, 4);
AT(ptl_evidence, url, 8);
AT(ptl_evidence, read_on, 24);
AT(ptl_evidence, note, 40);

SIZE(ptl_field, 40);
AT(ptl_field, flags, 0);
AT(ptl_field, format, 4);
AT(ptl_field, name, 8);
AT(ptl_field, label, 24);

SIZE(ptl_setting, 72);
AT(ptl_setting, flags, 0);
AT(ptl_setting, kind, 4);
AT(ptl_setting, name, 8);
AT(ptl_setting, label, 24);
AT(ptl_setting, initial, 40);
AT(ptl_setting, choices, 56);

SIZE(ptl_site, 56);
AT(ptl_site, flags, 0);
AT(ptl_site, reserved, 4);
AT(ptl_site, name, 8);
AT(ptl_site, label, 24);
AT(ptl_site, hosts, 40);

SIZE(ptl_bucket, 88);
AT(ptl_bucket, flags, 0);
AT(ptl_bucket, kind, 4);
AT(ptl_bucket, scope, 8);
AT(ptl_bucket, capacity, 12);
AT(ptl_bucket, period_ns, 16);
AT(ptl_bucket, name, 24);
AT(ptl_bucket, used_header, 40);
AT(ptl_bucket, remaining_header, 56);
AT(ptl_bucket, reset_header, 72);

SIZE(ptl_cost, 8);
AT(ptl_cost, bucket, 0);
AT(ptl_cost, amount, 4);

SIZE(ptl_param, 48);
AT(ptl_param, flags, 0);
AT(ptl_param, where, 4);
AT(ptl_param, type, 8);
AT(ptl_param, reserved, 12);
AT(ptl_param, name, 16);
AT(ptl_param, value, 32);

SIZE(ptl_endpoint, 144);
AT(ptl_endpoint, flags, 0);
AT(ptl_endpoint, method, 4);
AT(ptl_endpoint, host, 8);
AT(ptl_endpoint, body, 12);
AT(ptl_endpoint, signing, 16);
AT(ptl_endpoint, reserved, 20);
AT(ptl_endpoint, body_max, 24);
AT(ptl_endpoint, name, 32);
AT(ptl_endpoint, path, 48);
AT(ptl_endpoint, tag, 64);
AT(ptl_endpoint, purpose, 80);
AT(ptl_endpoint, params, 96);
AT(ptl_endpoint, costs, 112);
AT(ptl_endpoint, evidence, 128);

SIZE(ptl_part, 48);
AT(ptl_part, flags, 0);
AT(ptl_part, kind, 4);
AT(ptl_part, encoding, 8);
AT(ptl_part, index, 12);
AT(ptl_part, format, 16);
AT(ptl_part, reserved, 20);
AT(ptl_part, shift_ns, 24);
AT(ptl_part, text, 32);

SIZE(ptl_step, 48);
AT(ptl_step, flags, 0);
AT(ptl_step, op, 4);
AT(ptl_step, algorithm, 8);
AT(ptl_step, field, 12);
AT(ptl_step, name, 16);
AT(ptl_step, parts, 32);

SIZE(ptl_signing, 40);
AT(ptl_signing, flags, 0);
AT(ptl_signing, reserved, 4);
AT(ptl_signing, name, 8);
AT(ptl_signing, steps, 24);

SIZE(ptl_scheme, 72);
AT(ptl_scheme, flags, 0);
AT(ptl_scheme, reserved, 4);
AT(ptl_scheme, name, 8);
AT(ptl_scheme, label, 24);
AT(ptl_scheme, fields, 40);
AT(ptl_scheme, signings, 56);

SIZE(ptl_bound, 56);
AT(ptl_bound, flags, 0);
AT(ptl_bound, kind, 4);
AT(ptl_bound, unit, 8);
AT(ptl_bound, basis, 12);
AT(ptl_bound, value, 16);
AT(ptl_bound, reason, 24);
AT(ptl_bound, evidence, 40);

SIZE(ptl_unit, 96);
AT(ptl_unit, size, 0);
AT(ptl_unit, flags, 4);
AT(ptl_unit, kind, 8);
AT(ptl_unit, reserved, 12);
AT(ptl_unit, key, 16);
AT(ptl_unit, label, 32);
AT(ptl_unit, base, 48);
AT(ptl_unit, quote, 64);
AT(ptl_unit, listed_from_ns, 80);
AT(ptl_unit, listed_until_ns, 88);

SIZE(ptl_stream, 208);
AT(ptl_stream, flags, 0);
AT(ptl_stream, role, 4);
AT(ptl_stream, walk, 8);
AT(ptl_stream, support, 12);
AT(ptl_stream, name, 16);
AT(ptl_stream, label, 32);
AT(ptl_stream, kinds, 48);
AT(ptl_stream, bounds, 56);
AT(ptl_stream, units, 72);
AT(ptl_stream, unit_stream, 88);
AT(ptl_stream, order, 92);
AT(ptl_stream, paging, 96);
AT(ptl_stream, over_range, 100);
AT(ptl_stream, align, 104);
AT(ptl_stream, time_basis, 108);
AT(ptl_stream, identity, 112);
AT(ptl_stream, identity_version, 116);
AT(ptl_stream, page_max, 120);
AT(ptl_stream, parallel_max, 124);
AT(ptl_stream, delisted, 128);
AT(ptl_stream, reserved, 132);
AT(ptl_stream, max_span_ns, 136);
AT(ptl_stream, plan_span_ns, 144);
AT(ptl_stream, default_span_ns, 152);
AT(ptl_stream, settle_ns, 160);
AT(ptl_stream, resolution_ns, 168);
AT(ptl_stream, note, 176);
AT(ptl_stream, evidence, 192);

SIZE(ptl_omission, 64);
AT(ptl_omission, flags, 0);
AT(ptl_omission, remedy, 4);
AT(ptl_omission, kinds, 8);
AT(ptl_omission, name, 16);
AT(ptl_omission, text, 32);
AT(ptl_omission, evidence, 48);

SIZE(ptl_guide, 40);
AT(ptl_guide, flags, 0);
AT(ptl_guide, kind, 4);
AT(ptl_guide, text, 8);
AT(ptl_guide, url, 24);

SIZE(ptl_manifest, 264);
AT(ptl_manifest, size, 0);
AT(ptl_manifest, flags, 4);
AT(ptl_manifest, id, 8);
AT(ptl_manifest, version, 24);
AT(ptl_manifest, name, 40);
AT(ptl_manifest, vendor, 56);
AT(ptl_manifest, license, 72);
AT(ptl_manifest, source_url, 88);
AT(ptl_manifest, exchange, 104);
AT(ptl_manifest, cursor_version, 120);
AT(ptl_manifest, cursor_version_min, 124);
AT(ptl_manifest, launched_ns, 128);
AT(ptl_manifest, schemes, 136);
AT(ptl_manifest, settings, 152);
AT(ptl_manifest, sites, 168);
AT(ptl_manifest, buckets, 184);
AT(ptl_manifest, endpoints, 200);
AT(ptl_manifest, streams, 216);
AT(ptl_manifest, omissions, 232);
AT(ptl_manifest, guide, 248);

SIZE(ptl_ask, 112);
AT(ptl_ask, size, 0);
AT(ptl_ask, flags, 4);
AT(ptl_ask, stream, 8);
AT(ptl_ask, cursor_version, 12);
AT(ptl_ask, from_ns, 16);
AT(ptl_ask, until_ns, 24);
AT(ptl_ask, now_ns, 32);
AT(ptl_ask, unit, 40);
AT(ptl_ask, cursor, 48);
AT(ptl_ask, bookmark, 64);
AT(ptl_ask, settings, 80);
AT(ptl_ask, facts, 96);

SIZE(ptl_response, 56);
AT(ptl_response, size, 0);
AT(ptl_response, flags, 4);
AT(ptl_response, endpoint, 8);
AT(ptl_response, http_status, 12);
AT(ptl_response, received_ns, 16);
AT(ptl_response, headers, 24);
AT(ptl_response, body, 40);

SIZE(ptl_request, 32);
AT(ptl_request, size, 0);
AT(ptl_request, flags, 4);
AT(ptl_request, endpoint, 8);
AT(ptl_request, reserved, 12);
AT(ptl_request, arguments, 16);

SIZE(ptl_leg, 56);
AT(ptl_leg, flags, 0);
AT(ptl_leg, role, 4);
AT(ptl_leg, asset, 8);
AT(ptl_leg, amount, 24);
AT(ptl_leg, times, 40);

SIZE(ptl_record, 208);
AT(ptl_record, size, 0);
AT(ptl_record, flags, 4);
AT(ptl_record, kind, 8);
AT(ptl_record, reserved, 12);
AT(ptl_record, time_ns, 16);
AT(ptl_record, time_unit_ns, 24);
AT(ptl_record, key, 32);
AT(ptl_record, group, 48);
AT(ptl_record, market, 64);
AT(ptl_record, wallet, 80);
AT(ptl_record, label, 96);
AT(ptl_record, tx_hash, 112);
AT(ptl_record, address, 128);
AT(ptl_record, legs, 144);
AT(ptl_record, ids, 160);
AT(ptl_record, extra, 176);
AT(ptl_record, raw_offset, 192);
AT(ptl_record, raw_count, 200);

SIZE(ptl_key, 72);
AT(ptl_key, size, 0);
AT(ptl_key, flags, 4);
AT(ptl_key, rights, 8);
AT(ptl_key, created_ns, 16);
AT(ptl_key, expires_ns, 24);
AT(ptl_key, account_created_ns, 32);
AT(ptl_key, account, 40);
AT(ptl_key, label, 56);

SIZE(ptl_balance, 56);
AT(ptl_balance, size, 0);
AT(ptl_balance, flags, 4);
AT(ptl_balance, wallet, 8);
AT(ptl_balance, asset, 24);
AT(ptl_balance, amount, 40);

SIZE(ptl_price, 48);
AT(ptl_price, size, 0);
AT(ptl_price, flags, 4);
AT(ptl_price, day_ns, 8);
AT(ptl_price, market, 16);
AT(ptl_price, close, 32);

SIZE(ptl_narrowing, 48);
AT(ptl_narrowing, size, 0);
AT(ptl_narrowing, flags, 4);
AT(ptl_narrowing, stream, 8);
AT(ptl_narrowing, reason, 12);
AT(ptl_narrowing, from_ns, 16);
AT(ptl_narrowing, until_ns, 24);
AT(ptl_narrowing, note, 32);

SIZE(ptl_error, 72);
AT(ptl_error, size, 0);
AT(ptl_error, flags, 4);
AT(ptl_error, kind, 8);
AT(ptl_error, retry, 12);
AT(ptl_error, delay_ns, 16);
AT(ptl_error, exchange_code, 24);
AT(ptl_error, message, 40);
AT(ptl_error, where, 56);

SIZE(ptl_request_sink, 32);
AT(ptl_request_sink, size, 0);
AT(ptl_request_sink, flags, 4);
AT(ptl_request_sink, ctx, 8);
AT(ptl_request_sink, request, 16);
AT(ptl_request_sink, fail, 24);

SIZE(ptl_page_sink, 120);
AT(ptl_page_sink, size, 0);
AT(ptl_page_sink, flags, 4);
AT(ptl_page_sink, ctx, 8);
AT(ptl_page_sink, record, 16);
AT(ptl_page_sink, unit, 24);
AT(ptl_page_sink, key, 32);
AT(ptl_page_sink, balance, 40);
AT(ptl_page_sink, price, 48);
AT(ptl_page_sink, fact, 56);
AT(ptl_page_sink, narrow, 64);
AT(ptl_page_sink, gap, 72);
AT(ptl_page_sink, total, 80);
AT(ptl_page_sink, next, 88);
AT(ptl_page_sink, split, 96);
AT(ptl_page_sink, end, 104);
AT(ptl_page_sink, fail, 112);

SIZE(ptl_adapter, 48);
AT(ptl_adapter, size, 0);
AT(ptl_adapter, flags, 4);
AT(ptl_adapter, abi_major, 8);
AT(ptl_adapter, abi_minor, 10);
AT(ptl_adapter, reserved, 12);
AT(ptl_adapter, manifest, 16);
AT(ptl_adapter, request, 24);
AT(ptl_adapter, parse, 32);
AT(ptl_adapter, extension, 40);

_Static_assert(sizeof(void *) == 8, "64-bit only");
