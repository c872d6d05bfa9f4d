#include "scheduler/cli/instance_arguments.h"

#include <string.h>

enum { KEY_CONVENTION = 700, KEY_OBJECTIVE };

static const char *const conventions[] = {"dimacs", "exact"};
static const char *const objectives[] = {"distance", "vehicles"};

static const struct argp_option options[] = {
    {"convention", KEY_CONVENTION, "dimacs|exact", 0,
     "distances of planar instances: dimacs (default) rounds to the nearest whole number without time windows and cuts "
     "to "
     "one decimal with them; exact counts in doubles",
     1},
    {"objective", KEY_OBJECTIVE, "distance|vehicles", 0,
     "minimise the distance (default), or first the vehicles and then the distance", 1},
    {0},
};

static int choose(struct argp_state *state, const char *option, const char *text, const char *const choices[2])
{
    for (int i = 0; i < 2; i++) {
        if (strcmp(text, choices[i]) == 0)
            return i;
    }
    argp_error(state, "--%s: found '%s', expected %s or %s", option, text, choices[0], choices[1]);
    return 0;
}

static error_t take(int key, char *text, struct argp_state *state)
{
    wain_instance_options *arguments = state->input;

    switch (key) {
    case KEY_CONVENTION:
        arguments->convention = (wain_convention)choose(state, "convention", text, conventions);
        return 0;
    case KEY_OBJECTIVE:
        arguments->objective = (wain_objective)choose(state, "objective", text, objectives);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp instance_argp = {.options = options, .parser = take};

const struct argp_child wain_instance_children[] = {{&instance_argp, 0, NULL, 0}, {0}};

const char *wain_convention_name(wain_convention convention)
{
    return conventions[convention];
}

const char *wain_objective_name(wain_objective objective)
{
    return objectives[objective];
}
