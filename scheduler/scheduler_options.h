/* The options of a job as a whole (limits, partition), declared in scheduler/options.def. */
#ifndef WAIN_SCHEDULER_OPTIONS_H
#define WAIN_SCHEDULER_OPTIONS_H

#include "solver/core/option.h"

typedef struct wain_scheduler_options {
#define OPT_INT WAIN_OPTION_FIELD_INT
#define OPT_REAL WAIN_OPTION_FIELD_REAL
#define OPT_BOOL WAIN_OPTION_FIELD_BOOL
#define OPT_TEXT WAIN_OPTION_FIELD_TEXT
#define OPT_CHOICE WAIN_OPTION_FIELD_CHOICE
#include "scheduler/options.def"
#undef OPT_INT
#undef OPT_REAL
#undef OPT_BOOL
#undef OPT_TEXT
#undef OPT_CHOICE
} wain_scheduler_options;

/* The declarations; *count receives their number. Static storage. */
const wain_option *wain_scheduler_option_list(size_t *count);

#endif
