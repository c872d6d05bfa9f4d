/* Tables as CSV files, streamed row by row through libcsv. Read are: separators ',', ';' and tab (told from the
 * header), quoted fields, line ends LF, CRLF and CR, a byte order mark, columns in any order. Reentrant. */
#ifndef WAIN_IO_CSV_H
#define WAIN_IO_CSV_H

#include "solver/core/error.h"
#include "solver/core/fault.h"
#include "solver/core/types.h"

enum {
    WAIN_CSV_MAX_FIELD = 4096, /* bytes of one field; a longer one is a fault of its row */
    WAIN_CSV_MAX_FAULT = 240,
    WAIN_CSV_MAX_COLUMNS = 32 /* that a table may declare */
};

typedef struct wain_csv_column {
    const char *name;
    bool required; /* the file must have it, and no cell of it may be blank */
} wain_csv_column;

typedef struct wain_csv_field {
    const char *text; /* blanks around it removed, NUL-terminated, valid UTF-8 without NUL; never NULL */
    size_t length;    /* 0: the cell is blank or the file lacks the column */
} wain_csv_field;

/* One row, in the order of the declared columns. Valid during the call that gets it. */
typedef struct wain_csv_row {
    const char *path;
    int64_t line; /* where the row begins, from 1 */
    const wain_csv_column *columns;
    const wain_csv_field *fields; /* one for each declared column */
    char separator;
    wain_fault_list *faults;
    wain_fault_effect effect; /* of a fault of this row */
    bool faulty;              /* it has had one */
    char *fault;              /* its first one for people, without file and line; of WAIN_CSV_MAX_FAULT bytes */
} wain_csv_row;

typedef struct wain_csv_table {
    const wain_csv_column *columns; /* borrowed */
    size_t num_columns;
    wain_fault_effect row_effect; /* what a faulty row does */
    /* Gets each row, faulty ones too; anything but WAIN_OK ends the reading with that status. */
    wain_status (*row)(void *context, wain_csv_row *row, wain_error *err);
    void *context;
} wain_csv_table;

/* What reading a file found besides its rows. */
typedef struct wain_csv_summary {
    int64_t num_rows; /* without the header and blank lines */
    int64_t num_bytes;
    char digest[33]; /* of the whole file, like wain_digest_of; "" when a fault ended the reading */
} wain_csv_summary;

/* Read a file. Faults of its rows have the table's effect; those of its header, and what makes the rest of it
 * unreadable (NUL bytes, a quote that never closes), stop the job. WAIN_EIO when it cannot be read, WAIN_EMEMORY;
 * faults are no error. One pass, O(bytes), memory for one block and one row. */
wain_status wain_csv_read(const char *path, const wain_csv_table *table, wain_fault_list *faults,
                          wain_csv_summary *summary, wain_error *err);

/* A fault of a row, or of its cell at a declared column (its effect is the row's). */
void wain_csv_row_add_fault(wain_csv_row *row, const char *column, const char *value, const char *expected,
                            const char *mend);
void wain_csv_row_fault(wain_csv_row *row, size_t column, const char *expected, const char *mend);

/* The cells. Each leaves *out as it is when the cell is blank, and returns false after a fault. */
bool wain_csv_row_real(wain_csv_row *row, size_t column, double min, double max, double *out);
bool wain_csv_row_int(wain_csv_row *row, size_t column, int64_t min, int64_t max, int64_t *out);
bool wain_csv_row_day(wain_csv_row *row, size_t column, wain_day *out);
bool wain_csv_row_time(wain_csv_row *row, size_t column, wain_time *out);
/* One of `count` words, letter case ignored; *out is its index. */
bool wain_csv_row_word(wain_csv_row *row, size_t column, const char *const *words, size_t count, uint8_t *out);

#endif
