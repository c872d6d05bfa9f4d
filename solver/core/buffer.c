#include "solver/core/buffer.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "wain packs numbers in the machine's own little-endian order"
#endif

void wain_buffer_clear(wain_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (wain_buffer){0};
}

void wain_buffer_put(wain_buffer *buffer, const void *bytes, size_t size)
{
    if (buffer->failed || size == 0)
        return;
    if (size > SIZE_MAX - buffer->size ||
        wain_reserve(&buffer->bytes, &buffer->capacity, buffer->size + size, 1, "message", NULL) != WAIN_OK) {
        buffer->failed = true;
        return;
    }
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

void wain_buffer_put_u32(wain_buffer *buffer, uint32_t value)
{
    wain_buffer_put(buffer, &value, sizeof value);
}
void wain_buffer_put_i32(wain_buffer *buffer, int32_t value)
{
    wain_buffer_put(buffer, &value, sizeof value);
}
void wain_buffer_put_u64(wain_buffer *buffer, uint64_t value)
{
    wain_buffer_put(buffer, &value, sizeof value);
}
void wain_buffer_put_i64(wain_buffer *buffer, int64_t value)
{
    wain_buffer_put(buffer, &value, sizeof value);
}
void wain_buffer_put_f64(wain_buffer *buffer, double value)
{
    wain_buffer_put(buffer, &value, sizeof value);
}

void wain_buffer_put_text(wain_buffer *buffer, const char *text)
{
    const size_t length = strlen(text);

    wain_buffer_put_u64(buffer, length);
    wain_buffer_put(buffer, text, length);
}

void wain_buffer_put_i32s(wain_buffer *buffer, const int32_t *values, size_t count)
{
    wain_buffer_put(buffer, values, count * sizeof *values);
}

void wain_buffer_get(wain_buffer *buffer, void *bytes, size_t size)
{
    if (size == 0)
        return;
    if (buffer->overrun || size > buffer->size - buffer->position) {
        buffer->overrun = true;
        memset(bytes, 0, size);
        return;
    }
    memcpy(bytes, buffer->bytes + buffer->position, size);
    buffer->position += size;
}

#define GET(name, type)                                \
    type wain_buffer_get_##name(wain_buffer *buffer)   \
    {                                                  \
        type value;                                    \
        wain_buffer_get(buffer, &value, sizeof value); \
        return value;                                  \
    }
GET(u32, uint32_t)
GET(i32, int32_t)
GET(u64, uint64_t)
GET(i64, int64_t)
GET(f64, double)

void wain_buffer_get_i32s(wain_buffer *buffer, int32_t *values, size_t count)
{
    wain_buffer_get(buffer, values, count * sizeof *values);
}

size_t wain_buffer_get_count(wain_buffer *buffer, size_t item_size)
{
    const uint64_t count = wain_buffer_get_u64(buffer);

    if (count > (buffer->size - buffer->position) / (item_size ? item_size : 1)) {
        buffer->overrun = true;
        return 0;
    }
    return (size_t)count;
}
