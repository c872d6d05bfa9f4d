/* The cells of a row as numbers, days, times and words. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/calendar.h"
#include "io/csv.h"
#include "io/utf8.h"
#include "solver/core/nearest.h"
#include "solver/core/number.h"

enum { MAX_EXPECTED = 200, MAX_MEND = 120 };

void wain_csv_row_add_fault(wain_csv_row *row, const char *column, const char *value, const char *expected,
                            const char *mend)
{
    if (!row->faulty && row->fault) {
        wain_fault_describe(column, value, expected, mend, row->fault, WAIN_CSV_MAX_FAULT);
        wain_utf8_mend(row->fault, strlen(row->fault)); /* the cut may have split a letter */
    }
    row->faulty = true;
    wain_fault_add(row->faults, row->effect, row->path, row->line, column, value, expected, mend);
}

void wain_csv_row_fault(wain_csv_row *row, size_t column, const char *expected, const char *mend)
{
    wain_csv_row_add_fault(row, row->columns[column].name, row->fields[column].text, expected, mend);
}

/* With ';' between fields a comma may be the decimal mark. */
static bool read_real(const wain_csv_row *row, const wain_csv_field *field, double *out)
{
    return wain_number_read_real(field->text, field->length, '.', out) ||
           (row->separator == ';' && wain_number_read_real(field->text, field->length, ',', out));
}

static const char *mend_of_number(const wain_csv_row *row, const wain_csv_field *field)
{
    if (strchr(field->text, ',') && row->separator != ';')
        return "write the decimal mark as a point";
    return "write digits with at most one decimal point, no unit, no thousands separator";
}

bool wain_csv_row_real(wain_csv_row *row, size_t column, double min, double max, double *out)
{
    const wain_csv_field *field = &row->fields[column];
    char expected[MAX_EXPECTED], low[40], high[40];
    double value = 0;

    if (field->length == 0)
        return true;
    if (read_real(row, field, &value) && value >= min && value <= max) {
        *out = value;
        return true;
    }
    wain_number_print(min, low, sizeof low);
    wain_number_print(max, high, sizeof high);
    snprintf(expected, sizeof expected, "a number from %s to %s", low, high);
    wain_csv_row_fault(row, column, expected, read_real(row, field, &value) ? "" : mend_of_number(row, field));
    return false;
}

bool wain_csv_row_int(wain_csv_row *row, size_t column, int64_t min, int64_t max, int64_t *out)
{
    const wain_csv_field *field = &row->fields[column];
    char expected[MAX_EXPECTED];
    int64_t value;

    if (field->length == 0)
        return true;
    if (wain_number_read_int(field->text, field->length, &value) && value >= min && value <= max) {
        *out = value;
        return true;
    }
    snprintf(expected, sizeof expected, "a whole number from %" PRId64 " to %" PRId64, min, max);
    wain_csv_row_fault(row, column, expected, "");
    return false;
}

bool wain_csv_row_day(wain_csv_row *row, size_t column, wain_day *out)
{
    const wain_csv_field *field = &row->fields[column];

    if (field->length == 0 || wain_calendar_read_day(field->text, field->length, out))
        return true;
    wain_csv_row_fault(row, column, WAIN_CALENDAR_DAY, "");
    return false;
}

bool wain_csv_row_time(wain_csv_row *row, size_t column, wain_time *out)
{
    const wain_csv_field *field = &row->fields[column];

    if (field->length == 0 || wain_calendar_read_time(field->text, field->length, out))
        return true;
    wain_csv_row_fault(row, column, WAIN_CALENDAR_TIME, "");
    return false;
}

bool wain_csv_row_word(wain_csv_row *row, size_t column, const char *const *words, size_t count, uint8_t *out)
{
    const wain_csv_field *field = &row->fields[column];
    char expected[MAX_EXPECTED] = "", mend[MAX_MEND] = "";
    const char *nearest;
    size_t length = 0;

    if (field->length == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(field->text, words[i]) == 0) {
            *out = (uint8_t)i;
            return true;
        }
        length += (size_t)snprintf(expected + length, sizeof expected - length, "%s%s",
                                   i == 0 ? "" : (i + 1 == count ? " or " : ", "), words[i]);
        if (length >= sizeof expected)
            length = sizeof expected - 1;
    }
    nearest = wain_nearest(field->text, words, count);
    if (nearest)
        snprintf(mend, sizeof mend, "did you mean '%s'?", nearest);
    wain_csv_row_fault(row, column, expected, mend);
    return false;
}
