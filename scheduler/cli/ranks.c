#include "scheduler/cli/ranks.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* argp ends the program at usage errors and --help, on every rank alike. Finalising on the way out keeps the ranks
 * together until rank 0 has spoken: a launcher kills the others as soon as one has left with an error. */
static wain_comm *comm_at_exit;

static void close_at_exit(void)
{
    wain_comm_close(comm_at_exit);
}

/* What argp and getopt print goes nowhere. */
static void parse_in_silence(void (*parse)(void *context), void *context)
{
    const int nowhere = open("/dev/null", O_WRONLY), out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);

    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    parse(context);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(nowhere);
    close(out);
    close(err);
}

void wain_ranks_parse(wain_comm *comm, void (*parse)(void *context), void *context)
{
    comm_at_exit = comm;
    atexit(close_at_exit);
    if (comm->rank == 0)
        parse(context);
    else
        parse_in_silence(parse, context);
    comm_at_exit = NULL;
}

int wain_ranks_agree(wain_comm *comm, wain_buffer *letter, int code)
{
    if (comm->size == 1)
        return code;
    letter->size = 0;
    wain_buffer_put_u32(letter, (uint32_t)code);
    if (comm->broadcast(comm, letter, NULL) != WAIN_OK)
        comm->abort(comm, code == WAIN_OK ? WAIN_ERANK : code);
    return (int)wain_buffer_get_u32(letter);
}
