#include "io/utf8.h"

#include <stdint.h>
#include <string.h>

bool wain_utf8_is_ascii(const char *bytes, size_t size)
{
    uint64_t seen = 0, word;
    size_t i = 0;

    for (; i + sizeof word <= size; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        seen |= word;
    }
    for (; i < size; i++)
        seen |= (unsigned char)bytes[i];
    return (seen & UINT64_C(0x8080808080808080)) == 0;
}

static bool is_between(unsigned char byte, unsigned low, unsigned high)
{
    return byte >= low && byte <= high;
}

/* Length of the well-formed sequence that starts here; 0 when there is none. */
static size_t sequence_length(const unsigned char *b, size_t size)
{
    const unsigned low = b[0] == 0xe0 ? 0xa0 : b[0] == 0xf0 ? 0x90 : 0x80;
    const unsigned high = b[0] == 0xed ? 0x9f : b[0] == 0xf4 ? 0x8f : 0xbf;
    size_t length;

    if (b[0] < 0x80)
        return 1;
    length = is_between(b[0], 0xc2, 0xdf) ? 2 : is_between(b[0], 0xe0, 0xef) ? 3 : is_between(b[0], 0xf0, 0xf4) ? 4 : 0;
    if (length == 0 || length > size || !is_between(b[1], low, high))
        return 0;
    for (size_t i = 2; i < length; i++) {
        if (!is_between(b[i], 0x80, 0xbf))
            return 0;
    }
    return length;
}

bool wain_utf8_is_valid(const char *bytes, size_t size)
{
    size_t length;

    for (size_t i = 0; i < size; i += length) {
        length = sequence_length((const unsigned char *)bytes + i, size - i);
        if (length == 0)
            return false;
    }
    return true;
}

void wain_utf8_mend(char *bytes, size_t size)
{
    for (size_t i = 0; i < size;) {
        const size_t length = sequence_length((const unsigned char *)bytes + i, size - i);

        if (length == 0)
            bytes[i] = '?';
        i += length ? length : 1;
    }
}
