#include "solver/core/fault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/core/printable.h"

enum { DEFAULT_LIMIT = 1000, VALUE_BYTES = 80 };

static char empty[] = "";

enum { ESCAPED_BYTES = 6 }; /* of a byte, at most */

/* Identifiers of the inputs may be in any of the texts. */
static char *copy(const char *text)
{
    const size_t size = text ? strlen(text) * ESCAPED_BYTES + 1 : 1;
    char *copied = size > 1 ? malloc(size) : NULL;

    if (!copied)
        return empty;
    wain_printable(text, copied, size);
    return copied;
}

/* What is long is cut, and says so. */
static void escape(const char *text, char safe[ESCAPED_BYTES * VALUE_BYTES + 4])
{
    char cut[VALUE_BYTES + 1];

    snprintf(cut, sizeof cut, "%s", text);
    wain_printable(cut, safe, ESCAPED_BYTES * VALUE_BYTES + 1);
    if (strlen(text) > VALUE_BYTES)
        strcat(safe, "...");
}

static char *copy_printable(const char *text)
{
    char safe[ESCAPED_BYTES * VALUE_BYTES + 4];

    escape(text ? text : "", safe);
    return copy(safe);
}

static void release(char *text)
{
    if (text != empty)
        free(text);
}

static void clear_fault(wain_fault *fault)
{
    release(fault->file);
    release(fault->column);
    release(fault->value);
    release(fault->expected);
    release(fault->mend);
}

bool wain_fault_list_has_room(const wain_fault_list *list)
{
    return list->kept < (list->limit ? list->limit : DEFAULT_LIMIT);
}

/* Where a new fault goes; NULL when it is only counted. */
static wain_fault *make_place(wain_fault_list *list, wain_fault_effect effect)
{
    size_t i;

    if (wain_fault_list_has_room(list)) {
        if (WAIN_RESERVE(list->items, list->capacity, list->kept + 1, NULL) != WAIN_OK)
            return NULL;
        return &list->items[list->kept++];
    }
    if (effect != WAIN_FAULT_STOPS)
        return NULL;
    for (i = list->kept - list->replaced; i > 0 && list->items[i - 1].effect == WAIN_FAULT_STOPS; i--)
        list->replaced++;
    if (i == 0)
        return NULL;
    list->replaced++;
    clear_fault(&list->items[i - 1]);
    return &list->items[i - 1];
}

void wain_fault_add(wain_fault_list *list, wain_fault_effect effect, const char *file, int64_t line, const char *column,
                    const char *value, const char *expected, const char *mend)
{
    wain_fault *fault = make_place(list, effect);

    list->total[effect]++;
    if (!fault)
        return;
    fault->effect = effect;
    fault->line = line;
    fault->file = copy(file);
    fault->column = copy(column);
    fault->value = copy_printable(value);
    fault->expected = copy(expected);
    fault->mend = copy(mend);
}

void wain_fault_add_sentence(wain_fault_list *list, wain_fault_effect effect, const char *file, int64_t line,
                             const char *sentence)
{
    wain_fault_add(list, effect, file, line, NULL, NULL, NULL, sentence);
}

static int print_what(const char *column, const char *value, const char *expected, const char *mend, char *text,
                      size_t size)
{
    const char *before = *column ? "column '" : "", *after = *column ? "': " : "";

    if (!*expected)
        return snprintf(text, size, "%s%s%s%s", before, column, after, mend);
    return snprintf(text, size, "%s%s%sfound '%s', expected %s%s%s", before, column, after, value, expected,
                    *mend ? "; " : "", mend);
}

int wain_fault_describe(const char *column, const char *value, const char *expected, const char *mend, char *text,
                        size_t size)
{
    char safe[ESCAPED_BYTES * VALUE_BYTES + 4];

    escape(value, safe);
    return print_what(column, safe, expected, mend, text, size);
}

int wain_fault_print(const wain_fault *fault, char *text, size_t size)
{
    int length = fault->line > 0 ? snprintf(text, size, "%s:%" PRId64 ": ", fault->file, fault->line)
                                 : snprintf(text, size, "%s: ", fault->file);
    const size_t used = (size_t)length < size ? (size_t)length : size;

    length += print_what(fault->column, fault->value, fault->expected, fault->mend, text + used, size - used);
    return length;
}

static int compare(const void *a, const void *b)
{
    const wain_fault *left = a, *right = b;
    const int by_file = strcmp(left->file, right->file);

    if (by_file != 0)
        return by_file;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return strcmp(left->column, right->column);
}

void wain_fault_list_sort(wain_fault_list *list)
{
    if (list->kept > 1)
        qsort(list->items, list->kept, sizeof *list->items, compare);
    list->replaced = 0;
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
    return wain_error_set(err, status, "%s (and %zu more fault%s)", text, list->total[WAIN_FAULT_STOPS] - 1,
                          list->total[WAIN_FAULT_STOPS] == 2 ? "" : "s");
}

void wain_fault_list_clear(wain_fault_list *list)
{
    const size_t limit = list->limit;

    for (size_t i = 0; i < list->kept; i++)
        clear_fault(&list->items[i]);
    free(list->items);
    *list = (wain_fault_list){.limit = limit};
}
