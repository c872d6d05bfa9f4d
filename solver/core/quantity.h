/* Quantities as people read them, alike in every command: thousands separated by commas, decimals rounded half up (away
 * from zero) in whole numbers, so that equal quantities are equal texts. Each function fills `text` and returns it.
 * Reentrant, free of the locale. */
#ifndef WAIN_CORE_QUANTITY_H
#define WAIN_CORE_QUANTITY_H

#include "solver/core/types.h"

/* "1,234,567" */
char *wain_print_count(int64_t count, char text[32]);

/* "1 order", "2,000 orders": `noun` is the singular of a regular noun, of at most 20 letters. */
char *wain_print_number_of(int64_t count, const char *noun, char text[48]);

/* `value` / `unit` with 0 to 6 decimals; unit > 0 and 10^decimals * unit below 2^62. */
char *wain_print_decimal(int64_t value, int64_t unit, int decimals, char text[32]);

char *wain_print_money(wain_cost cost, char text[32]);    /* "59,317.66", without the currency */
char *wain_print_km(int64_t metres, char text[32]);       /* "1,234.5" */
char *wain_print_hours(int64_t seconds, char text[32]);   /* "1,234.5" */
char *wain_print_mebibytes(int64_t bytes, char text[32]); /* "1,234.5", MiB of bytes */

/* The nearest wain_cost of an amount of currency that was stored as a double. */
wain_cost wain_cost_of_real(double amount);

#endif
