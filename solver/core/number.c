#include "solver/core/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_REAL_TEXT = 400, MAX_EXACT_POWER = 22 };

/* Powers of ten that doubles hold exactly. */
static const double powers[MAX_EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool wain_number_read_int(const char *text, size_t length, int64_t *out)
{
    size_t i = 0;
    int64_t value = 0;
    const bool negative = length > 0 && text[0] == '-';

    if (length > 0 && (text[0] == '-' || text[0] == '+'))
        i = 1;
    if (i == length)
        return false;
    for (; i < length; i++) {
        const int digit = text[i] - '0';

        if (!is_digit(text[i]) || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *out = value;
    return true;
}

/* What a decimal number says: mantissa * 10^exponent, as far as 64 bits hold the mantissa. */
typedef struct decimal_parts {
    uint64_t mantissa;
    int exponent;
    bool negative, exact; /* exact: no digit was dropped */
} decimal_parts;

static bool read_exponent(const char *text, size_t length, size_t *i, int *exponent)
{
    const size_t sign = ++*i; /* past the 'e' */
    int value = 0;

    if (*i < length && (text[*i] == '-' || text[*i] == '+'))
        ++*i;
    if (*i == length)
        return false;
    for (; *i < length; ++*i) {
        if (!is_digit(text[*i]))
            return false;
        if (value < 100000)
            value = value * 10 + (text[*i] - '0');
    }
    *exponent += text[sign] == '-' ? -value : value;
    return true;
}

static bool split(const char *text, size_t length, char decimal, decimal_parts *parts)
{
    size_t i = 0, digits = 0;
    bool fraction = false;

    *parts = (decimal_parts){.exact = true};
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        parts->negative = text[0] == '-';
        i = 1;
    }
    for (; i < length; i++) {
        if (text[i] == decimal && !fraction) {
            fraction = true;
            continue;
        }
        if (!is_digit(text[i]))
            break;
        digits++;
        if (parts->mantissa > (UINT64_MAX - 9) / 10) {
            parts->exact = false;
            continue;
        }
        parts->mantissa = parts->mantissa * 10 + (uint64_t)(text[i] - '0');
        parts->exponent -= fraction;
    }
    if (digits == 0)
        return false;
    if (i < length && (text[i] == 'e' || text[i] == 'E'))
        return read_exponent(text, length, &i, &parts->exponent);
    return i == length;
}

/* For the rare text whose value is not one exact operation on doubles. */
static bool read_slowly(const char *text, size_t length, char decimal, double *out)
{
    char copy[MAX_REAL_TEXT + 1];
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *mark;
    double value;

    if (plain == (locale_t)0 || length > MAX_REAL_TEXT)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    mark = strchr(copy, decimal);
    if (mark)
        *mark = '.';
    value = strtod_l(copy, NULL, plain);
    freelocale(plain);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool wain_number_read_real(const char *text, size_t length, char decimal, double *out)
{
    decimal_parts parts;
    double value;

    if (!split(text, length, decimal, &parts))
        return false;
    /* Both factors are exact doubles, so one rounding remains: the nearest double (Clinger, 1990). */
    if (!parts.exact || parts.mantissa > (UINT64_C(1) << 53) || parts.exponent > MAX_EXACT_POWER ||
        parts.exponent < -MAX_EXACT_POWER)
        return read_slowly(text, length, decimal, out);
    value = (double)parts.mantissa;
    value = parts.exponent < 0 ? value / powers[-parts.exponent] : value * powers[parts.exponent];
    *out = parts.negative ? -value : value;
    return true;
}

int wain_number_print(double value, char *text, size_t size)
{
    char printed[40];
    double back;
    int length = 0;

    for (int digits = 15; digits <= 17; digits++) {
        length = snprintf(printed, sizeof printed, "%.*g", digits, value);
        for (char *c = printed; *c; c++) { /* the locale's decimal mark */
            if (!is_digit(*c) && !strchr("+-e", *c))
                *c = '.';
        }
        if (wain_number_read_real(printed, (size_t)length, '.', &back) && back == value)
            break;
    }
    return snprintf(text, size, "%s", printed);
}
