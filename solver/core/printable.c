#include "solver/core/printable.h"

#include <stdbool.h>
#include <stdio.h>

enum { ESCAPED = 6 }; /* bytes of "\u00NN", at most */

/* U+0080 to U+009F are the bytes c2 80 to c2 9f. */
static bool is_control(const unsigned char *at)
{
    return *at < 0x20 || *at == 0x7f || (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0);
}

const char *wain_printable(const char *text, char *safe, size_t size)
{
    size_t n = 0;

    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        const bool control = is_control(at);

        if (n + (control ? ESCAPED : 1) >= size)
            break;
        if (control && *at == 0xc2) {
            n += (size_t)snprintf(safe + n, size - n, "\\u%04x", *++at);
        } else if (control) {
            n += (size_t)snprintf(safe + n, size - n, "\\x%02x", *at);
        } else {
            safe[n++] = (char)*at;
        }
    }
    safe[n] = '\0';
    return safe;
}
