/* The two calls into an adapter. Each ends in a frame to the host. */
#ifndef CALLS_H
#define CALLS_H

#include "ask.h"
#include "contract.h"

void call_request(const ptl_adapter *adapter, const question *q, uint64_t sequence);

/* Returns the cursor for the request that may follow at once; `data` is NULL when none may. */
ptl_bytes call_parse(const ptl_adapter *adapter, const question *q, uint64_t sequence);

void send_fault(uint64_t sequence, uint32_t fault, uint32_t detail);

/* After the call: it must have ended, and its status must be one a sink returned. */
void check_return(contract *c, ptl_status status);

#endif
