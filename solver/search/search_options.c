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

const char *wain_search_options_find_heating(const wain_search_options *of, const char **start)
{
    const struct {
        double from, to;
        const char *start, *end;
    } annealings[] = {
        {of->start_temperature, of->end_temperature, "search.start_temperature", "search.end_temperature"},
        {of->cluster_start_temperature, of->cluster_end_temperature, "search.cluster_start_temperature",
         "search.cluster_end_temperature"},
        {of->offspring_start_temperature, of->offspring_end_temperature, "search.offspring_start_temperature",
         "search.offspring_end_temperature"},
    };

    for (size_t i = 0; i < sizeof annealings / sizeof *annealings; i++) {
        *start = annealings[i].start;
        if (annealings[i].to > annealings[i].from)
            return annealings[i].end;
    }
    return NULL;
}
