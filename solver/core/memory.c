#include "solver/core/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static wain_status refuse(wain_error *err, size_t count, size_t size, const char *what)
{
    return wain_error_set(err, WAIN_EMEMORY, "out of memory: %zu items of %zu bytes for %s", count, size, what);
}

wain_status wain_allocate(void *out, size_t count, size_t size, const char *what, wain_error *err)
{
    void *memory = calloc(count ? count : 1, size);

    if (!memory)
        return refuse(err, count, size, what);
    memcpy(out, &memory, sizeof memory);
    return WAIN_OK;
}

wain_status wain_allocate_aligned(void *out, size_t count, size_t size, const char *what, wain_error *err)
{
    void *memory = NULL;
    size_t bytes;

    if (__builtin_mul_overflow(count ? count : 1, size, &bytes) || bytes > SIZE_MAX - 63)
        return refuse(err, count, size, what);
    bytes = (bytes + 63) & ~(size_t)63;
    memory = aligned_alloc(64, bytes);
    if (!memory)
        return refuse(err, count, size, what);
    memset(memory, 0, bytes);
    memcpy(out, &memory, sizeof memory);
    return WAIN_OK;
}

wain_status wain_reserve(void *array, size_t *capacity, size_t needed, size_t size, const char *what, wain_error *err)
{
    void *memory;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    size_t bytes;

    if (needed <= *capacity)
        return WAIN_OK;
    while (wanted < needed)
        wanted = wanted > SIZE_MAX / 2 ? needed : wanted * 2;
    memcpy(&memory, array, sizeof memory);
    if (__builtin_mul_overflow(wanted, size, &bytes))
        return refuse(err, wanted, size, what);
    memory = realloc(memory, bytes);
    if (!memory)
        return refuse(err, wanted, size, what);
    memcpy(array, &memory, sizeof memory);
    *capacity = wanted;
    return WAIN_OK;
}

wain_status wain_memory_try(size_t bytes, const char *what, wain_error *err)
{
    /* Not by malloc: jemalloc would keep such a piece and not give it to small requests. */
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return refuse(err, bytes, 1, what);
    munmap(memory, bytes);
    return WAIN_OK;
}
