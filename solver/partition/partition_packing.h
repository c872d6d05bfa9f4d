/* A partition as bytes, for the state file of a night. */
#ifndef WAIN_PARTITION_PACKING_H
#define WAIN_PARTITION_PACKING_H

#include "solver/core/buffer.h"
#include "solver/partition/partition.h"

/* Append a partition of a book with that many vehicle types; `out->failed` when memory is lacking. */
void wain_partition_pack(const wain_partition *partition, size_t num_types, wain_buffer *out);

/* Read it back for the book it was made of: indices are checked, and no order is in two units. WAIN_EINTERNAL says what
 * is damaged, WAIN_EMEMORY. *out is the caller's. */
wain_status wain_partition_unpack(wain_buffer *in, const wain_order_book *book, wain_partition **out, wain_error *err);

#endif
