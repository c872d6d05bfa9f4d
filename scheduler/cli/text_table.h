/* Tables for people: columns as wide as their longest cell, numbers to the right. Cells are asked for twice instead of
 * being kept, so a table of a million rows needs no memory. */
#ifndef WAIN_CLI_TEXT_TABLE_H
#define WAIN_CLI_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { WAIN_CELL_SIZE = 512 };

typedef struct wain_text_column {
    const char *heading;
    bool right; /* aligned to the right */
} wain_text_column;

/* Print the cell of `row` and `column` into `text`. */
typedef void wain_text_cell(void *context, size_t row, size_t column, char text[WAIN_CELL_SIZE]);

/* Print headings and rows to `out`, each line indented by two spaces. At most 32 columns. */
void wain_text_table_print(FILE *out, const wain_text_column *columns, size_t num_columns, size_t num_rows,
                           wain_text_cell *cell, void *context);

#endif
