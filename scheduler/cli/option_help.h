/* Declared options as every --help and `wain options` list them: the key with its default, below it what it takes and
 * means, wrapped and indented. */
#ifndef WAIN_CLI_OPTION_HELP_H
#define WAIN_CLI_OPTION_HELP_H

#include <stdio.h>

#include "solver/core/option.h"

/* One entry for each of `count` options. Lines stay short enough for argp, which breaks longer ones without indent. */
void wain_option_help_print(FILE *out, const wain_option *list, size_t count);

#endif
