/* The options of the search (section `search`), declared in solver/options.def. */
#ifndef WAIN_SEARCH_OPTIONS_H
#define WAIN_SEARCH_OPTIONS_H

#include "solver/core/option.h"

typedef struct wain_search_options {
#define OPT_INT WAIN_OPTION_FIELD_INT
#define OPT_REAL WAIN_OPTION_FIELD_REAL
#define OPT_BOOL WAIN_OPTION_FIELD_BOOL
#define OPT_TEXT WAIN_OPTION_FIELD_TEXT
#define OPT_CHOICE WAIN_OPTION_FIELD_CHOICE
#include "solver/options.def"
#undef OPT_INT
#undef OPT_REAL
#undef OPT_BOOL
#undef OPT_TEXT
#undef OPT_CHOICE
} wain_search_options;

/* The declarations; *count receives their number. Static storage. */
const wain_option *wain_search_option_list(size_t *count);

/* The first temperature at an end that is above the one at its start: the key of the former ("search.end_temperature"),
 * and in *start that of the latter. NULL when every annealing cools. Static storage. */
const char *wain_search_options_find_heating(const wain_search_options *options, const char **start);

#endif
