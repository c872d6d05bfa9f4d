#include "io/solomon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/reader_internal.h"
#include "solver/core/memory.h"

/* Coordinates and times beyond this are no instance but a fault. */
static const double largest = 1e9;

bool wain_solomon_recognises(const char *text)
{
    const char *vehicle = strcasestr(text, "VEHICLE");

    return vehicle && strcasestr(vehicle, "CUSTOMER") && !strcasestr(text, "_SECTION");
}

/* The next line must start with `word`. */
static wain_status expect_line(wain_tokens *tokens, const char *word, wain_error *err)
{
    char expected[64];

    snprintf(expected, sizeof expected, "a line that starts with %s", word);
    if (!wain_tokens_line(tokens))
        return wain_tokens_fault(tokens, "", NULL, expected, err);
    if (strncasecmp(tokens->cursor, word, strlen(word)) != 0)
        return wain_tokens_fault(tokens, "", tokens->cursor, expected, err);
    return WAIN_OK;
}

static wain_status read_head(wain_tokens *tokens, wain_raw_instance *raw, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (!wain_tokens_line(tokens))
        return wain_tokens_fault(tokens, "", NULL, "the name of the instance", err);
    raw->name = strdup(tokens->cursor);
    if (!raw->name)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for the instance's name");
    WAIN_TRY(expect_line(tokens, "VEHICLE", err));
    WAIN_TRY(expect_line(tokens, "NUMBER", err));
    if (!wain_tokens_line(tokens))
        return wain_tokens_fault(tokens, "NUMBER", NULL, "the number of vehicles and their capacity", err);
    WAIN_TRY(wain_tokens_whole(tokens, NULL, "NUMBER", 1, INT32_MAX, &raw->vehicles, err));
    WAIN_TRY(wain_tokens_whole(tokens, NULL, "CAPACITY", 1, WAIN_LOAD_MAX, &raw->capacity, err));
    WAIN_TRY(wain_tokens_end_of_line(tokens, "CAPACITY", err));
    WAIN_TRY(expect_line(tokens, "CUSTOMER", err));
    WAIN_TRY(expect_line(tokens, "CUST", err));
done:
    return status;
}

static wain_status read_node(wain_tokens *tokens, int64_t number, wain_raw_node *node, wain_error *err)
{
    wain_status status = WAIN_OK;

    *node = (wain_raw_node){.line = tokens->line};
    /* Numbered from 0 without gaps: a row that is missing or doubled shows here. */
    WAIN_TRY(wain_tokens_whole(tokens, NULL, "CUST NO.", number, number, &node->id, err));
    WAIN_TRY(wain_tokens_real(tokens, NULL, "XCOORD.", -largest, largest, &node->x, err));
    WAIN_TRY(wain_tokens_real(tokens, NULL, "YCOORD.", -largest, largest, &node->y, err));
    WAIN_TRY(wain_tokens_whole(tokens, NULL, "DEMAND", 0, WAIN_LOAD_MAX, &node->demand, err));
    WAIN_TRY(wain_tokens_real(tokens, NULL, "READY TIME", 0, largest, &node->ready, err));
    WAIN_TRY(wain_tokens_real(tokens, NULL, "DUE DATE", 0, largest, &node->due, err));
    WAIN_TRY(wain_tokens_real(tokens, NULL, "SERVICE TIME", 0, largest, &node->service, err));
    WAIN_TRY(wain_tokens_end_of_line(tokens, "SERVICE TIME", err));
done:
    return status;
}

wain_status wain_solomon_read(wain_tokens *tokens, const wain_instance_options *options, wain_instance **out,
                              wain_error *err)
{
    wain_raw_instance raw = {.longest_route = -1, .has_windows = true};
    wain_status status = WAIN_OK;
    size_t capacity = 0;

    WAIN_TRY(read_head(tokens, &raw, err));
    while (wain_tokens_line(tokens)) {
        WAIN_TRY(WAIN_RESERVE(raw.nodes, capacity, raw.num_nodes + 1, err));
        WAIN_TRY(read_node(tokens, raw.num_nodes, &raw.nodes[raw.num_nodes], err));
        raw.num_nodes++;
    }
    if (raw.num_nodes < 2) {
        status = wain_tokens_fault(tokens, "CUST NO.", NULL, "the depot and at least one customer", err);
        goto done;
    }
    WAIN_TRY(wain_raw_instance_finish(&raw, tokens, options, out, err));
done:
    wain_raw_instance_clear(&raw);
    return status;
}
