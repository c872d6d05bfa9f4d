/* CVRPLIB / VRPLIB files (.vrp), the dialect of TSPLIB 95 for vehicle routing: CVRP and VRPTW from one depot, with
 * EUC_2D, CEIL_2D, GEO or EXPLICIT distances, a limit of the route's length and a number of vehicles where given. */
#ifndef WAIN_IO_VRPLIB_H
#define WAIN_IO_VRPLIB_H

#include "io/reader.h"

bool wain_vrplib_recognises(const char *text);

/* *out is the caller's. Errors as in wain_instance_read. */
wain_status wain_vrplib_read(wain_tokens *tokens, const wain_instance_options *options, wain_instance **out,
                             wain_error *err);

#endif
