/* The polite ways to end a job early: SIGTERM, SIGINT and SIGUSR1 (which mpirun passes on to its ranks at once). */
#ifndef WAIN_SCHEDULER_STOP_SIGNAL_H
#define WAIN_SCHEDULER_STOP_SIGNAL_H

#include "solver/core/types.h"

/* Catch the three from now on: the first one only sets a flag. A second SIGINT (Ctrl-C) ends the process at once. */
void wain_stop_signal_install(void);

/* Whether one of them has come. */
bool wain_stop_signal_received(void);

/* Which one; 0 when none has come. */
int wain_stop_signal_number(void);

#endif
