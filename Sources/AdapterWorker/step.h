/* One frame of the host: the adapter's `request` or `parse` is called, what it says is sent back. */
#ifndef STEP_H
#define STEP_H

#include "load.h"

void answer(const library *loaded, pw_frame frame, const buffer *payload);

#endif
