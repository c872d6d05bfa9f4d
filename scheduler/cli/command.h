/* The subcommands of the program. Each lives in cmd_<name>.c, parses its own arguments with argp and returns the
 * process's exit code; only main exits. */
#ifndef WAIN_CLI_COMMAND_H
#define WAIN_CLI_COMMAND_H

typedef struct wain_command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is "wain <name>" */
    const char *summary;               /* one line for wain --help */
} wain_command;

#define COMMAND(name, summary) int wain_cmd_##name(int argc, char **argv);
#include "scheduler/cli/commands.def"
#undef COMMAND

#endif
