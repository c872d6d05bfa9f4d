#include "scheduler/unit_search.h"

/* Seconds without a word, after which a rank counts as silent; from ranks that were told to stop. */
#define SILENCE 10.0
#define PATIENCE 5.0

wain_status wain_unit_search_run(const wain_unit_search *of, wain_coordinator *coordinator, wain_solution **out,
                                 wain_search_statistics *statistics, int32_t *num_lost, wain_error *err)
{
    const double effort = 1;
    const wain_work work = {.num_units = 1,
                            .effort = &effort,
                            .num_orders = &of->num_orders,
                            .problem = of->problem,
                            .context = of->context,
                            .solve = wain_solve,
                            .stop_requested = of->stop_requested,
                            .search = of->search,
                            .iterations = of->iterations,
                            .islands = of->islands,
                            .exchanges = WAIN_EXCHANGES,
                            .exchange_share = WAIN_EXCHANGE_SHARE,
                            .exchange_cooled = WAIN_EXCHANGE_COOLED,
                            .joins = true,
                            .deadline = of->deadline,
                            .threads = of->threads,
                            .stop_grace = wain_deadline_stop_grace(wain_deadline_publishing(of->num_orders, 0)),
                            .silence = SILENCE,
                            .patience = PATIENCE};
    wain_status status = WAIN_OK;
    wain_outcome outcome = {0};

    status = wain_coordinator_run(coordinator, &work, &outcome, err);
    *num_lost = outcome.num_lost;
    if (status == WAIN_OK && outcome.units[0].state != WAIN_UNIT_DONE)
        status = wain_error_set(err, WAIN_ESTOPPED, "stopped before there was a solution");
    if (status == WAIN_OK) {
        *out = outcome.units[0].solution;
        outcome.units[0].solution = NULL;
        *statistics = outcome.units[0].statistics;
        statistics->seconds = outcome.seconds; /* of the wall, not of all islands */
        statistics->stopped = outcome.stopped;
    }
    wain_outcome_clear(&outcome);
    return status;
}
