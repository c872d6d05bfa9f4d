#include "solver/core/quantity.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Digits with a comma before every third from the right. */
static char *group_digits(bool negative, uint64_t value, char text[32])
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *to = text;

    if (negative)
        *to++ = '-';
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

char *wain_print_count(int64_t count, char text[32])
{
    return group_digits(count < 0, magnitude(count), text);
}

char *wain_print_number_of(int64_t count, const char *noun, char text[48])
{
    char number[32];

    snprintf(text, 48, "%s %.20s%s", wain_print_count(count, number), noun, count == 1 ? "" : "s");
    return text;
}

char *wain_print_decimal(int64_t value, int64_t unit, int decimals, char text[32])
{
    uint64_t scale = 1, whole, rest;

    assert(unit > 0 && decimals >= 0 && decimals <= 6);
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    whole = magnitude(value) / (uint64_t)unit;
    rest = ((magnitude(value) % (uint64_t)unit) * scale + (uint64_t)unit / 2) / (uint64_t)unit; /* unit is even, or 1 */
    if (rest == scale) {
        whole++;
        rest = 0;
    }
    group_digits(value < 0 && (whole > 0 || rest > 0), whole, text);
    if (decimals > 0)
        snprintf(text + strlen(text), 8, ".%0*" PRIu64, decimals, rest);
    return text;
}

char *wain_print_money(wain_cost cost, char text[32])
{
    return wain_print_decimal(cost, WAIN_COST_SCALE, 2, text);
}

char *wain_print_km(int64_t metres, char text[32])
{
    return wain_print_decimal(metres, 1000, 1, text);
}

char *wain_print_hours(int64_t seconds, char text[32])
{
    return wain_print_decimal(seconds, 3600, 1, text);
}

char *wain_print_mebibytes(int64_t bytes, char text[32])
{
    return wain_print_decimal(bytes, 1024 * 1024, 1, text);
}

wain_cost wain_cost_of_real(double amount)
{
    const double cost = amount * WAIN_COST_SCALE;

    return fabs(cost) < (double)WAIN_COST_MAX ? (wain_cost)llround(cost) : WAIN_COST_MAX; /* NaN too */
}
