/* Words and numbers of a text file with the line they stand on: what the readers of public formats share. */
#ifndef WAIN_IO_TOKENS_H
#define WAIN_IO_TOKENS_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct wain_tokens {
    char *path, *text;     /* owned */
    size_t size, position; /* bytes of text; where the next line starts */
    int64_t line;          /* the current one, from 1; 0 before the first */
    char *cursor;          /* what is left of the current line; points into text */
    bool has_keywords;     /* faults call names in capitals keys or sections; else all are columns */
} wain_tokens;

/* Read the whole file. WAIN_EIO when it can't be read; WAIN_EINPUT when it is empty, holds a byte 0 (a binary file) or
 * is larger than 4 GiB. Close in any case. */
wain_status wain_tokens_open(const char *path, wain_tokens *tokens, wain_error *err);
void wain_tokens_close(wain_tokens *tokens);

/* Go to the next line that is not blank; false at the end of the file. The line is tokens->cursor, trimmed, and may be
 * cut up by the caller. Lines end with LF or CRLF. */
bool wain_tokens_line(wain_tokens *tokens);

/* The next word of the current line; NULL at its end. Words are separated by blanks and tabs. */
char *wain_tokens_word(wain_tokens *tokens);

/* WAIN_EINPUT with file, line, the name of the value, what was found (NULL: "the end of the line", or of the file) and
 * what was expected. */
wain_status wain_tokens_fault(const wain_tokens *tokens, const char *name, const char *found, const char *expected,
                              wain_error *err);

/* `text`, or the current line's next word where that is NULL, as a number in [min, max]; a fault when it is none. A
 * whole number may be written 10.0. NaN, infinities and hexadecimals are no numbers. */
wain_status wain_tokens_real(wain_tokens *tokens, const char *text, const char *name, double min, double max,
                             double *out, wain_error *err);
wain_status wain_tokens_whole(wain_tokens *tokens, const char *text, const char *name, int64_t min, int64_t max,
                              int64_t *out, wain_error *err);

/* A fault when words are left on the current line. */
wain_status wain_tokens_end_of_line(wain_tokens *tokens, const char *name, wain_error *err);

#endif
