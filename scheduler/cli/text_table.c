#include "scheduler/cli/text_table.h"

#include <assert.h>

#include "solver/core/printable.h"

enum { MAX_COLUMNS = 32 };

/* Characters of a UTF-8 text, as wide as a terminal shows them in European scripts. */
static size_t width_of(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_cell(FILE *out, const wain_text_column *column, size_t width, const char *text, bool last)
{
    const int blanks = (int)(width - width_of(text));

    if (column->right)
        fprintf(out, "  %*s%s", blanks, "", text);
    else if (!last || *text)
        fprintf(out, "  %s%*s", text, last ? 0 : blanks, ""); /* no blanks at the end of a line */
}

/* What a cell holds may come from an input. */
static void safe_cell(void *context, wain_text_cell *cell, size_t row, size_t column, char safe[WAIN_CELL_SIZE])
{
    char text[WAIN_CELL_SIZE];

    cell(context, row, column, text);
    wain_printable(text, safe, WAIN_CELL_SIZE);
}

void wain_text_table_print(FILE *out, const wain_text_column *columns, size_t num_columns, size_t num_rows,
                           wain_text_cell *cell, void *context)
{
    size_t widths[MAX_COLUMNS];
    char text[WAIN_CELL_SIZE];

    assert(num_columns <= MAX_COLUMNS);
    for (size_t column = 0; column < num_columns; column++) {
        widths[column] = width_of(columns[column].heading);
        for (size_t row = 0; row < num_rows; row++) {
            safe_cell(context, cell, row, column, text);
            widths[column] = width_of(text) > widths[column] ? width_of(text) : widths[column];
        }
    }
    for (size_t column = 0; column < num_columns; column++)
        print_cell(out, &columns[column], widths[column], columns[column].heading, column + 1 == num_columns);
    fputc('\n', out);
    for (size_t row = 0; row < num_rows; row++) {
        for (size_t column = 0; column < num_columns; column++) {
            safe_cell(context, cell, row, column, text);
            print_cell(out, &columns[column], widths[column], text, column + 1 == num_columns);
        }
        fputc('\n', out);
    }
}
