/* What the operator sees while the job runs: on a terminal one line that is kept up to date, in a batch log plain lines
 * at a fixed rhythm. Every line of a log begins with the time. */
#ifndef WAIN_SCHEDULER_PROGRESS_H
#define WAIN_SCHEDULER_PROGRESS_H

#include <stdio.h>

#include "scheduler/work.h"
#include "solver/core/quantity.h" /* what its callers print besides */

typedef struct wain_progress {
    FILE *out;            /* borrowed; NULL: nothing is shown */
    bool terminal;        /* one live line instead of many */
    bool live;            /* the live line stands on the screen */
    double interval;      /* seconds between lines of a log */
    double next;          /* clock of the next line */
    const char *currency; /* borrowed */
} wain_progress;

/* Show progress on `out` (NULL: show nothing), with a line every `interval` seconds when it is not a terminal. */
wain_progress wain_progress_create(FILE *out, double interval, const char *currency);

/* One note of its own, above the live line. */
void wain_progress_note(wain_progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How far the work is; shown when it is time for it. */
void wain_progress_update(wain_progress *progress, const wain_work_progress *work);

/* Take the live line away. */
void wain_progress_end(wain_progress *progress);

/* One line of it, without time and end of line; returns the length like snprintf. */
int wain_progress_print(const wain_work_progress *work, const char *currency, char *text, size_t size);

#endif
