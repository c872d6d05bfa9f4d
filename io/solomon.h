/* Files of Solomon (1987) and of Gehring and Homberger (1999): VRPTW with Euclidean distances. */
#ifndef WAIN_IO_SOLOMON_H
#define WAIN_IO_SOLOMON_H

#include "io/reader.h"

bool wain_solomon_recognises(const char *text);

/* *out is the caller's. Errors as in wain_instance_read. */
wain_status wain_solomon_read(wain_tokens *tokens, const wain_instance_options *options, wain_instance **out,
                              wain_error *err);

#endif
