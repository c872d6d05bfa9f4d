/* Status codes and the error a fallible function reports: a code, and a text for the operator.
 * No globals: every caller brings its own wain_error (or NULL), so this works in threads. */
#ifndef WAIN_CORE_ERROR_H
#define WAIN_CORE_ERROR_H

typedef enum wain_status {
#define STATUS(name, code, message) WAIN_##name = (code),
#include "solver/core/status.def"
#undef STATUS
} wain_status;

typedef struct wain_error {
    wain_status status;
    char text[1024]; /* names file, line, column, value and what was expected, where these exist */
} wain_error;

/* The message of a status code; "unknown status" for any other number. */
const char *wain_status_message(wain_status status);

/* Store status and text in `err` (may be NULL) and return `status`. */
wain_status wain_error_set(wain_error *err, wain_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Set the local `status` from `call`; on failure jump to the local label `done`. */
#define WAIN_TRY(call)         \
    do {                       \
        status = (call);       \
        if (status != WAIN_OK) \
            goto done;         \
    } while (0)

#endif
