/* Texts of inputs on their way to a terminal or a log line. */
#ifndef WAIN_CORE_PRINTABLE_H
#define WAIN_CORE_PRINTABLE_H

#include <stddef.h>

/* Copy `text` into `safe` of `size` > 0 bytes with every control character (C0, DEL and, in UTF-8, C1) as \xNN or
 * \u00NN, so that an identifier can neither break a line nor steer a terminal. What does not fit is cut off. Returns
 * `safe`. */
const char *wain_printable(const char *text, char *safe, size_t size);

#endif
