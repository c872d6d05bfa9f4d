#include "solver/search/search_options.h"

static const wain_option options[] = {
#define OPT_INT(...) WAIN_OPTION_ROW_INT(wain_search_options, __VA_ARGS__)
#define OPT_REAL(...) WAIN_OPTION_ROW_REAL(wain_search_options, __VA_ARGS__)
#define OPT_BOOL(...) WAIN_OPTION_ROW_BOOL(wain_search_options, __VA_ARGS__)
#define OPT_TEXT(...) WAIN_OPTION_ROW_TEXT(wain_search_options, __VA_ARGS__)
#define OPT_CHOICE(...) WAIN_OPTION_ROW_CHOICE(wain_search_options, __VA_ARGS__)
#include "solver/options.def"
#undef OPT_INT
#undef OPT_REAL
#undef OPT_BOOL
#undef OPT_TEXT
#undef OPT_CHOICE
};

const wain_option *wain_search_option_list(size_t *count)
{
    *count = sizeof options / sizeof *options;
    return options;
}
