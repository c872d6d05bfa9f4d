#include "solver/search_state.h"

#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/model/solution_packing.h"

void wain_search_state_free(wain_search_state *state)
{
    if (!state)
        return;
    wain_solution_free(state->best);
    wain_solution_free(state->current);
    free(state);
}

wain_status wain_search_state_copy(const wain_search_state *state, int32_t num_orders, wain_search_state **out,
                                   wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_search_state *copy = NULL;

    WAIN_TRY(WAIN_NEW(copy, 1, err));
    *copy = *state;
    copy->best = copy->current = NULL;
    WAIN_TRY(wain_solution_create(num_orders, &copy->best, err));
    wain_solution_copy(copy->best, state->best);
    if (state->round > 0) {
        WAIN_TRY(wain_solution_create(num_orders, &copy->current, err));
        wain_solution_copy(copy->current, state->current);
    }
    *out = copy;
    copy = NULL;
done:
    wain_search_state_free(copy);
    return status;
}

void wain_search_state_pack(const wain_search_state *state, wain_buffer *out)
{
    wain_buffer_put_f64(out, state->cooled);
    wain_buffer_put_i64(out, state->round);
    wain_buffer_put_i64(out, state->budget);
    wain_buffer_put_f64(out, state->hot);
    wain_buffer_put_f64(out, state->cold);
    wain_buffer_put_i64(out, state->iterations);
    wain_buffer_put_i64(out, state->removed);
    wain_buffer_put_i64(out, state->insertions_tested);
    wain_solution_pack(state->best, out);
    if (state->round > 0)
        wain_solution_pack(state->current, out);
}

wain_status wain_search_state_unpack(wain_buffer *in, int32_t num_orders, wain_search_state **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_search_state *state = NULL;

    WAIN_TRY(WAIN_NEW(state, 1, err));
    state->cooled = wain_buffer_get_f64(in);
    state->round = wain_buffer_get_i64(in);
    state->budget = wain_buffer_get_i64(in);
    state->hot = wain_buffer_get_f64(in);
    state->cold = wain_buffer_get_f64(in);
    state->iterations = wain_buffer_get_i64(in);
    state->removed = wain_buffer_get_i64(in);
    state->insertions_tested = wain_buffer_get_i64(in);
    if (!(state->cooled >= 0 && state->cooled <= 1) || state->round < 0 || state->budget < 0 || !(state->hot >= 0) ||
        !(state->cold >= 0) || state->iterations < 0 || state->removed < 0 || state->insertions_tested < 0) {
        status = wain_error_set(err, WAIN_EINTERNAL, "damaged: a search that can't have come to where it stands");
        goto done;
    }
    WAIN_TRY(wain_solution_unpack(in, num_orders, WAIN_REASON_NONE, &state->best, err));
    if (state->round > 0)
        WAIN_TRY(wain_solution_unpack(in, num_orders, WAIN_REASON_NONE, &state->current, err));
    *out = state;
    state = NULL;
done:
    wain_search_state_free(state);
    return status;
}
