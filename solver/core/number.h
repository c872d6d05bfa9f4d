/* Numbers written as text, read and printed alike in every locale. Reentrant. */
#ifndef WAIN_CORE_NUMBER_H
#define WAIN_CORE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read the whole of text[0..length) as a decimal integer with an optional sign. False (and *out unchanged) for
 * anything else, blanks included, and when the value needs more than 64 bits. */
bool wain_number_read_int(const char *text, size_t length, int64_t *out);

/* Read the whole of text[0..length) as a decimal number: sign, digits with one `decimal` mark ('.' or ','), exponent.
 * The nearest double is returned. False for anything else: blanks, NaN, infinity, hexadecimal, values beyond doubles.
 */
bool wain_number_read_real(const char *text, size_t length, char decimal, double *out);

/* The shortest decimal form that reads back as the same double. `value` must be finite. Length like snprintf. */
int wain_number_print(double value, char *text, size_t size);

#endif
