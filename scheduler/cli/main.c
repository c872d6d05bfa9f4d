#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scheduler/cli/command.h"
#include "solver/core/error.h"
#include "solver/core/nearest.h"

#ifndef WAIN_VERSION
#error "the build defines WAIN_VERSION"
#endif

#ifdef WAIN_WITH_JEMALLOC
/* Read by jemalloc as the process starts; MALLOC_CONF in the environment counts more. Why so: docs/operations.md. */
extern const char *malloc_conf;
const char *malloc_conf = "narenas:1,dirty_decay_ms:1000";
#endif

/* Threads that wait for others sleep: where they spin, as the OpenMP runtime has it by default, two threads on a busy
 * core are many times slower than one. The runtime reads that when it is loaded, so the program starts once more. */
static void let_threads_sleep(char **argv)
{
    if (getenv("OMP_WAIT_POLICY") || setenv("OMP_WAIT_POLICY", "passive", 0) != 0)
        return;
    execv("/proc/self/exe", argv); /* without it they spin */
}

static const wain_command commands[] = {
#define COMMAND(name, summary) {#name, wain_cmd_##name, summary},
#include "scheduler/cli/commands.def"
#undef COMMAND
    {NULL, NULL, NULL},
};

static void print_help(FILE *out)
{
    fputs("Usage: wain COMMAND [OPTION...] [ARGUMENT...]\n"
          "Plans the routes of a national delivery network.\n\nCommands:\n",
          out);
    for (const wain_command *command = commands; command->name; command++)
        fprintf(out, "  %-10s %s\n", command->name, command->summary);
    fputs("\n'wain COMMAND --help' describes a command and all its options; 'wain --version' prints the version.\n\n"
          "Exit codes:\n",
          out);
#define STATUS(name, code, message) fprintf(out, "  %d  %s\n", code, message);
#include "solver/core/status.def"
#undef STATUS
    fputs("  128 + n  ended by signal n before there was anything to publish\n", out);
}

static void refuse(const char *word)
{
    const char *names[sizeof commands / sizeof *commands];
    const char *nearest;
    size_t count = 0;

    for (const wain_command *command = commands; command->name; command++)
        names[count++] = command->name;
    nearest = wain_nearest(word, names, count);
    if (nearest)
        fprintf(stderr, "wain: unknown command '%s'; did you mean '%s'?\n", word, nearest);
    else
        fprintf(stderr, "wain: unknown command '%s'; 'wain --help' lists the commands\n", word);
}

int main(int argc, char **argv)
{
    char name[64];

    let_threads_sleep(argv);
    signal(SIGXFSZ, SIG_IGN); /* a file larger than the limit is an error of its write, not the end of the process */
    if (argc < 2) {
        print_help(stderr);
        return WAIN_EUSAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return WAIN_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("wain " WAIN_VERSION);
        return WAIN_OK;
    }
    for (const wain_command *command = commands; command->name; command++) {
        if (strcmp(argv[1], command->name) == 0) {
            snprintf(name, sizeof name, "wain %s", command->name);
            argv[1] = name;
            return command->run(argc - 1, argv + 1);
        }
    }
    refuse(argv[1]);
    return WAIN_EUSAGE;
}
