/* Whether bytes are UTF-8, and how to make them so. Reentrant. */
#ifndef WAIN_IO_UTF8_H
#define WAIN_IO_UTF8_H

#include <stdbool.h>
#include <stddef.h>

bool wain_utf8_is_ascii(const char *bytes, size_t size);

/* Well-formed by Unicode's table 3-7: no overlong forms, surrogates or values beyond U+10FFFF. */
bool wain_utf8_is_valid(const char *bytes, size_t size);

/* Replace every byte that is not part of a well-formed sequence by '?'. */
void wain_utf8_mend(char *bytes, size_t size);

#endif
