/* What the chains on one problem share: neighbour lists, and distances where a table is faster than computing them. */
#ifndef WAIN_SEARCH_KERNEL_INPUT_H
#define WAIN_SEARCH_KERNEL_INPUT_H

#include "solver/search/kernel.h"

/* Prepare a problem for chains of `kernel`: *input borrows problem, options and excluded (per order: 1 when it can't be
 * served at all) and owns the rest until wain_kernel_input_clear. O(n K), squared for explicit distances and for the
 * table. Errors: WAIN_EMEMORY; then there is nothing to clear. */
wain_status wain_kernel_input_init(const wain_kernel *kernel, const wain_problem *problem,
                                   const wain_search_options *options, const uint8_t *excluded,
                                   wain_kernel_input *input, wain_error *err);
void wain_kernel_input_clear(wain_kernel_input *input); /* accepts one that is all zero */

#endif
