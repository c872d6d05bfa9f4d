/* The arguments that say how a public instance is read: shared by wain solve and wain check. */
#ifndef WAIN_CLI_INSTANCE_ARGUMENTS_H
#define WAIN_CLI_INSTANCE_ARGUMENTS_H

#include <argp.h>

#include "io/reader.h"

/* --convention and --objective, as the only child of a command's argp; its input is a wain_instance_options. */
extern const struct argp_child wain_instance_children[];

const char *wain_convention_name(wain_convention convention);
const char *wain_objective_name(wain_objective objective);

#endif
