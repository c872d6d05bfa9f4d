#include "solver/core/fault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

enum { DEFAULT_LIMIT = 1000, VALUE_BYTES = 80 };

static char empty[] = "";

static char *copy(const char *text)
{
    char *copied = text && *text ? strdup(text) : NULL;

    return copied ? copied : empty;
}

/* Bytes that would upset a terminal or a log line become \xNN. */
static char *copy_printable(const char *text)
{
    char safe[VALUE_BYTES + 8];
    size_t n = 0;

    if (!text)
        return empty;
    for (; *text && n < VALUE_BYTES; text++) {
        const unsigned char byte = (unsigned char)*text;

        if (byte < 0x20 || byte == 0x7f)
            n += (size_t)snprintf(safe + n, 5, "\\x%02x", byte);
        else
            safe[n++] = (char)byte;
    }
    if (*text) {
        memcpy(safe + n, "...", 3);
        n += 3;
    }
    safe[n] = '\0';
    return copy(safe);
}

void wain_fault_add(wain_fault_list *list, wain_fault_effect effect, const char *file, int64_t line, const char *column,
                    const char *value, const char *expected, const char *mend)
{
    const size_t limit = list->limit ? list->limit : DEFAULT_LIMIT;
    wain_fault *fault;

    list->total[effect]++;
    if (list->kept >= limit || WAIN_RESERVE(list->items, list->capacity, list->kept + 1, NULL) != WAIN_OK)
        return;
    fault = &list->items[list->kept++];
    fault->effect = effect;
    fault->line = line;
    fault->file = copy(file);
    fault->column = copy(column);
    fault->value = copy_printable(value);
    fault->expected = copy(expected);
    fault->mend = copy(mend);
}

int wain_fault_print(const wain_fault *fault, char *text, size_t size)
{
    char line[32] = "";

    if (fault->line > 0)
        snprintf(line, sizeof line, ":%" PRId64, fault->line);
    return snprintf(text, size, "%s%s:%s%s%s found '%s', expected %s%s%s", fault->file, line,
                    *fault->column ? " column '" : "", fault->column, *fault->column ? "':" : "", fault->value,
                    fault->expected, *fault->mend ? "; " : "", fault->mend);
}

wain_status wain_fault_verdict(const wain_fault_list *list, wain_status status, wain_error *err)
{
    char text[512] = "";

    if (list->total[WAIN_FAULT_STOPS] == 0)
        return WAIN_OK;
    for (size_t i = 0; i < list->kept; i++) {
        if (list->items[i].effect == WAIN_FAULT_STOPS) {
            wain_fault_print(&list->items[i], text, sizeof text);
            break;
        }
    }
    if (list->total[WAIN_FAULT_STOPS] == 1)
        return wain_error_set(err, status, "%s", text);
    return wain_error_set(err, status, "%s (and %zu more faults)", text, list->total[WAIN_FAULT_STOPS] - 1);
}

static void release(char *text)
{
    if (text != empty)
        free(text);
}

void wain_fault_list_clear(wain_fault_list *list)
{
    const size_t limit = list->limit;

    for (size_t i = 0; i < list->kept; i++) {
        release(list->items[i].file);
        release(list->items[i].column);
        release(list->items[i].value);
        release(list->items[i].expected);
        release(list->items[i].mend);
    }
    free(list->items);
    *list = (wain_fault_list){.limit = limit};
}
