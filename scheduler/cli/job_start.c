#include "scheduler/cli/job_start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/core/memory.h"

char *wain_make_absolute(const char *path)
{
    char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0), *text = NULL;

    if (path[0] == '/')
        return strdup(path);
    if (!folder || asprintf(&text, "%s/%s", folder, path) < 0)
        text = NULL;
    free(folder);
    return text;
}

bool wain_job_start_fix_path(wain_job_arguments *arguments, const char *key, char **owned)
{
    for (size_t i = arguments->num_assignments; i-- > 0;) { /* only the last one counts */
        const char *path = wain_job_assignment_value(&arguments->assignments[i], key);

        if (!path)
            continue;
        if (*path) {
            free(*owned);
            *owned = wain_make_absolute(path);
            if (!*owned)
                return false;
            arguments->assignments[i] = (wain_job_assignment){key, *owned};
        }
        break;
    }
    return true;
}

wain_status wain_job_start_describe(const wain_job_arguments *arguments, wain_night_start *start, wain_error *err)
{
    wain_status status = WAIN_OK;

    start->folder = getcwd(NULL, 0);
    start->job = strdup(arguments->path);
    WAIN_TRY(WAIN_NEW(start->assignments, arguments->num_assignments, err));
    for (size_t i = 0; i < arguments->num_assignments; i++) {
        const wain_job_assignment *of = &arguments->assignments[i];
        char *text = NULL;

        if (asprintf(&text, "%s%s%s", of->key ? of->key : "", of->key ? "=" : "", of->text) < 0)
            break;
        start->assignments[start->num_assignments++] = text;
    }
    if (!start->folder || !start->job || start->num_assignments < arguments->num_assignments)
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for the command line");
done:
    return status;
}
