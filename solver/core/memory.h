/* Allocation that cannot overflow and reports what it was for. Memory is zeroed and freed by free(). */
#ifndef WAIN_CORE_MEMORY_H
#define WAIN_CORE_MEMORY_H

#include "solver/core/error.h"
#include "solver/core/types.h"

/* Allocate `count` zeroed items of `size` bytes into *out (caller owns; never NULL on success, also for
 * count 0). WAIN_EMEMORY names `what` and the bytes asked for. */
wain_status wain_allocate(void *out, size_t count, size_t size, const char *what, wain_error *err);

/* As wain_allocate, aligned to 64 bytes (a cache line). */
wain_status wain_allocate_aligned(void *out, size_t count, size_t size, const char *what, wain_error *err);

/* Grow *array (of *capacity items) to hold at least `needed`, doubling; new items are not zeroed.
 * On failure *array is unchanged and still owned by the caller. */
wain_status wain_reserve(void *array, size_t *capacity, size_t needed, size_t size, const char *what, wain_error *err);

/* Whether the process may have `bytes` (above 0) more from the kernel: asked before calls into libraries that do not
 * survive it when they find no memory. Nothing is kept. WAIN_EMEMORY. */
wain_status wain_memory_try(size_t bytes, const char *what, wain_error *err);

#define WAIN_NEW(pointer, count, err) wain_allocate(&(pointer), (size_t)(count), sizeof *(pointer), #pointer, err)
#define WAIN_RESERVE(array, capacity, needed, err) \
    wain_reserve(&(array), &(capacity), (size_t)(needed), sizeof *(array), #array, err)

#endif
