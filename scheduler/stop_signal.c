#include "scheduler/stop_signal.h"

#include <signal.h>

static volatile sig_atomic_t received;

static void remember(int number)
{
    received = number;
    if (number == SIGINT)
        signal(SIGINT, SIG_DFL); /* who asks twice does not want to wait; SIGTERM may come twice from one launcher */
}

void wain_stop_signal_install(void)
{
    const int numbers[] = {SIGTERM, SIGINT, SIGUSR1};
    struct sigaction action = {.sa_handler = remember, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}

int wain_stop_signal_number(void)
{
    return received;
}

bool wain_stop_signal_received(void)
{
    return received != 0;
}
