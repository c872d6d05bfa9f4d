#include "io/csv.h"

#include <csv.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/utf8.h"
#include "solver/core/digest.h"
#include "solver/core/memory.h"
#include "solver/core/nearest.h"

enum {
    BLOCK_BYTES = 1 << 18,
    MAX_FILE_COLUMNS = 1024, /* of a header; what lies beyond is no table of ours */
    RUNAWAY_BYTES = 1 << 20, /* a field this long is a quote that was never closed */
    BETWEEN_ROWS = 0,        /* libcsv's parser states: before the first byte of a row, */
    IN_FIELD = 2             /* and within a field */
};

/* A field of the row being read. Offsets, because the bytes may move while the row grows. */
typedef struct span {
    size_t start, length;
} span;

typedef struct reader {
    struct csv_parser parser;
    const char *path;
    const wain_csv_table *table;
    wain_fault_list *faults;
    wain_csv_summary *summary;
    wain_error *err;
    wain_status status; /* of the callbacks, which cannot return one */
    bool unreadable;    /* a fault that ends the reading */
    bool after_cr;      /* the last byte fed was a carriage return */
    bool has_header, has_high_bytes, has_long_field;
    int64_t line, row_line;
    char *bytes; /* of the row's fields, each with its NUL */
    size_t num_bytes, bytes_capacity;
    span *spans;
    size_t num_spans, spans_capacity; /* num_spans counts all fields; kept are MAX_FILE_COLUMNS */
    char **names;                     /* of the file's columns */
    int32_t *column_of;               /* file column -> declared column, -1: none */
    size_t num_names;
    bool present[WAIN_CSV_MAX_COLUMNS]; /* declared columns the file has */
    wain_csv_field fields[WAIN_CSV_MAX_COLUMNS];
    char fault[WAIN_CSV_MAX_FAULT]; /* of the row */
} reader;

static void stop_reading(reader *r, int64_t line, const char *value, const char *expected, const char *mend)
{
    wain_fault_add(r->faults, WAIN_FAULT_STOPS, r->path, line, "", value, expected, mend);
    r->unreadable = true;
}

/* libcsv hands over a field. */
static void take_field(void *text, size_t length, void *context)
{
    reader *r = context;
    const size_t kept = length > WAIN_CSV_MAX_FIELD ? WAIN_CSV_MAX_FIELD : length;

    r->num_spans++;
    if (r->status != WAIN_OK || r->num_spans > MAX_FILE_COLUMNS)
        return;
    r->has_long_field = r->has_long_field || kept < length;
    r->status = WAIN_RESERVE(r->spans, r->spans_capacity, r->num_spans, r->err);
    if (r->status == WAIN_OK)
        r->status = WAIN_RESERVE(r->bytes, r->bytes_capacity, r->num_bytes + kept + 1, r->err);
    if (r->status != WAIN_OK)
        return;
    r->spans[r->num_spans - 1] = (span){r->num_bytes, length};
    if (kept > 0)
        memcpy(r->bytes + r->num_bytes, text, kept);
    r->bytes[r->num_bytes + kept] = '\0';
    r->num_bytes += kept + 1;
}

static bool is_blank_row(const reader *r)
{
    for (size_t i = 0; i < r->num_spans && i < MAX_FILE_COLUMNS; i++) {
        if (r->spans[i].length > 0)
            return false;
    }
    return true;
}

/* Names are compared without case, with '_' for blanks, as spreadsheets make them. */
static bool is_name(const char *name, const char *known)
{
    for (; *name && *known; name++, known++) {
        const char c = *name == ' ' ? '_' : *name;

        if (c != *known && !(c >= 'A' && c <= 'Z' && c - 'A' + 'a' == *known))
            return false;
    }
    return *name == *known;
}

static void meet_unknown_column(reader *r, const char *name)
{
    const char *candidates[WAIN_CSV_MAX_COLUMNS];
    const char *nearest;
    char mend[200] = "it is not read";

    for (size_t c = 0; c < r->table->num_columns; c++)
        candidates[c] = r->table->columns[c].name;
    nearest = wain_nearest(name, candidates, r->table->num_columns);
    if (nearest)
        snprintf(mend, sizeof mend, "did you mean '%s'?", nearest);
    wain_fault_add(r->faults, WAIN_FAULT_WARNING, r->path, r->row_line, name, name, "a known column", mend);
}

static void map_column(reader *r, size_t i)
{
    char *name = r->names[i];
    size_t c = 0;

    r->column_of[i] = -1;
    if (!wain_utf8_is_valid(name, strlen(name))) {
        wain_utf8_mend(name, strlen(name));
        wain_fault_add(r->faults, WAIN_FAULT_STOPS, r->path, r->row_line, name, name, "text in UTF-8",
                       "save the file in UTF-8");
        r->unreadable = true;
        return;
    }
    while (c < r->table->num_columns && !is_name(name, r->table->columns[c].name))
        c++;
    if (c == r->table->num_columns) {
        if (*name)
            meet_unknown_column(r, name);
        return;
    }
    if (r->present[c]) {
        wain_fault_add(r->faults, WAIN_FAULT_STOPS, r->path, r->row_line, name, name, "each column once",
                       "remove or rename one of the two");
        r->unreadable = true;
        return;
    }
    r->present[c] = true;
    r->column_of[i] = (int32_t)c;
}

static void take_header(reader *r)
{
    const size_t count = r->num_spans < MAX_FILE_COLUMNS ? r->num_spans : MAX_FILE_COLUMNS;

    r->has_header = true;
    r->status = WAIN_NEW(r->names, count, r->err);
    if (r->status == WAIN_OK)
        r->status = WAIN_NEW(r->column_of, count, r->err);
    if (r->status != WAIN_OK)
        return;
    for (; r->num_names < count; r->num_names++) {
        r->names[r->num_names] = strdup(r->bytes + r->spans[r->num_names].start);
        if (!r->names[r->num_names]) {
            r->status = wain_error_set(r->err, WAIN_EMEMORY, "out of memory for the header of %s", r->path);
            return;
        }
        map_column(r, r->num_names);
    }
    if (r->num_spans > MAX_FILE_COLUMNS)
        stop_reading(r, r->row_line, "", "a header of at most 1024 columns", "");
    for (size_t c = 0; c < r->table->num_columns; c++) {
        if (r->table->columns[c].required && !r->present[c]) {
            wain_fault_add(r->faults, WAIN_FAULT_STOPS, r->path, r->row_line, r->table->columns[c].name, "",
                           "a column of that name in the header", "add the column or correct its name");
            r->unreadable = true;
        }
    }
}

static void row_fault(reader *r, wain_csv_row *row, size_t i, const char *expected, const char *mend)
{
    wain_csv_row_add_fault(row, r->names[i], r->bytes + r->spans[i].start, expected, mend);
}

/* Texts go to HDF5 and JSON, which take UTF-8 only. */
static void check_fields(reader *r, wain_csv_row *row)
{
    char expected[64];

    for (size_t i = 0; i < r->num_spans && i < r->num_names; i++) {
        char *text = r->bytes + r->spans[i].start;

        if (r->spans[i].length > WAIN_CSV_MAX_FIELD) {
            r->spans[i].length = WAIN_CSV_MAX_FIELD;
            wain_utf8_mend(text, WAIN_CSV_MAX_FIELD); /* the cut may have split a letter */
            snprintf(expected, sizeof expected, "at most %d bytes", WAIN_CSV_MAX_FIELD);
            row_fault(r, row, i, expected, "shorten it, or look for a quote that is not closed");
        } else if (!wain_utf8_is_valid(text, r->spans[i].length)) {
            wain_utf8_mend(text, r->spans[i].length);
            row_fault(r, row, i, "text in UTF-8", "save the file in UTF-8");
        }
    }
}

static void check_length(reader *r, wain_csv_row *row)
{
    char found[64], expected[64];

    if (r->num_spans == r->num_names)
        return;
    snprintf(found, sizeof found, "%zu field%s", r->num_spans, r->num_spans == 1 ? "" : "s");
    snprintf(expected, sizeof expected, "%zu field%s as in the header", r->num_names, r->num_names == 1 ? "" : "s");
    wain_csv_row_add_fault(row, "", found, expected,
                           r->num_spans < r->num_names ? "the row is cut short; complete it"
                                                       : "put fields that hold the separator in quotes");
}

static void take_row(reader *r)
{
    wain_csv_row row = {.path = r->path,
                        .line = r->row_line,
                        .columns = r->table->columns,
                        .fields = r->fields,
                        .separator = (char)csv_get_delim(&r->parser),
                        .faults = r->faults,
                        .effect = r->table->row_effect,
                        .fault = r->fault};

    r->summary->num_rows++;
    if (r->has_high_bytes || r->has_long_field)
        check_fields(r, &row);
    check_length(r, &row);
    for (size_t c = 0; c < r->table->num_columns; c++)
        r->fields[c] = (wain_csv_field){"", 0};
    for (size_t i = 0; i < r->num_names && i < r->num_spans; i++) {
        if (r->column_of[i] >= 0)
            r->fields[r->column_of[i]] = (wain_csv_field){r->bytes + r->spans[i].start, r->spans[i].length};
    }
    /* That cells are missing from a short row is said already. */
    for (size_t c = 0; c < r->table->num_columns && r->num_spans >= r->num_names; c++) {
        if (r->table->columns[c].required && r->fields[c].length == 0)
            wain_csv_row_fault(&row, c, "a value, as the column is required", "fill the cell");
    }
    r->status = r->table->row(r->table->context, &row, r->err);
}

/* libcsv has seen the end of a row. */
static void end_row(int terminator, void *context)
{
    reader *r = context;

    (void)terminator;
    if (r->status == WAIN_OK && !r->unreadable) {
        if (!r->has_header)
            take_header(r);
        else if (is_blank_row(r))
            wain_fault_add(r->faults, WAIN_FAULT_WARNING, r->path, r->row_line, "", "", "no row of blank cells",
                           "remove the row; it is passed over");
        else
            take_row(r);
    }
    r->num_bytes = r->num_spans = 0;
    r->has_high_bytes = r->has_long_field = false;
}

/* End of the piece that lies on one line: past its CR or LF, or `size`. */
static size_t piece_length(const char *bytes, size_t size)
{
    const char *lf = memchr(bytes, '\n', size);
    const size_t length = lf ? (size_t)(lf - bytes) + 1 : size;
    const char *cr = memchr(bytes, '\r', length);

    return cr ? (size_t)(cr - bytes) + 1 : length;
}

/* libcsv does not count lines, so it is fed one at a time. */
static void feed_line(reader *r, const char *bytes, size_t length)
{
    const bool ends_crlf = r->after_cr && bytes[0] == '\n';

    if (ends_crlf)
        r->line--; /* the carriage return was counted */
    if (r->parser.pstate == BETWEEN_ROWS && !ends_crlf)
        r->row_line = r->line;
    if (!r->has_high_bytes)
        r->has_high_bytes = !wain_utf8_is_ascii(bytes, length);
    if (csv_parse(&r->parser, bytes, length, take_field, end_row, r) != length && r->status == WAIN_OK)
        r->status = wain_error_set(r->err, WAIN_EMEMORY, "%s:%" PRId64 ": %s", r->path, r->line,
                                   csv_strerror(csv_error(&r->parser)));
    if (r->parser.entry_pos > RUNAWAY_BYTES)
        stop_reading(r, r->row_line, "", "a field of less than 1 MiB", "close the quote that opens in this row");
    r->after_cr = bytes[length - 1] == '\r';
    r->line += bytes[length - 1] == '\n' || bytes[length - 1] == '\r';
}

static void feed(reader *r, const char *bytes, size_t size)
{
    const char *nul = memchr(bytes, 0, size);
    size_t length;

    if (nul)
        size = (size_t)(nul - bytes);
    while (size > 0 && r->status == WAIN_OK && !r->unreadable) {
        length = piece_length(bytes, size);
        feed_line(r, bytes, length);
        bytes += length;
        size -= length;
    }
    if (nul && r->status == WAIN_OK && !r->unreadable)
        stop_reading(r, r->line, "a NUL byte", "a text file",
                     "it is binary, damaged or in UTF-16; save it as CSV in UTF-8");
}

/* The separator that the header uses most, outside quotes. */
static char detect_separator(const char *bytes, size_t size)
{
    static const char separators[] = {',', ';', '\t'};
    size_t counts[3] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < size && (quoted || (bytes[i] != '\n' && bytes[i] != '\r')); i++) {
        if (bytes[i] == '"')
            quoted = !quoted;
        for (size_t s = 0; s < 3 && !quoted; s++)
            counts[s] += bytes[i] == separators[s];
    }
    for (size_t s = 1; s < 3; s++) {
        if (counts[s] > counts[best])
            best = s;
    }
    return separators[best];
}

static wain_status open_file(const char *path, FILE **out, wain_error *err)
{
    struct stat info;
    FILE *file = fopen(path, "rb");

    if (!file)
        return wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno));
    if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
        fclose(file);
        return wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(EISDIR));
    }
    setvbuf(file, NULL, _IONBF, 0); /* blocks are large already */
    *out = file;
    return WAIN_OK;
}

static wain_status feed_file(reader *r, FILE *file, wain_digest_stream *digest)
{
    static const char mark[] = "\xef\xbb\xbf"; /* byte order mark */
    wain_status status = WAIN_OK;
    char *block = NULL;
    size_t size;

    WAIN_TRY(WAIN_NEW(block, BLOCK_BYTES, r->err));
    while (!r->unreadable && (size = fread(block, 1, BLOCK_BYTES, file)) > 0) {
        const size_t skip = r->summary->num_bytes == 0 && size >= 3 && memcmp(block, mark, 3) == 0 ? 3 : 0;

        wain_digest_stream_update(digest, block, size);
        if (r->summary->num_bytes == 0)
            csv_set_delim(&r->parser, (unsigned char)detect_separator(block + skip, size - skip));
        r->summary->num_bytes += (int64_t)size;
        feed(r, block + skip, size - skip);
        WAIN_TRY(r->status);
    }
    if (ferror(file))
        status = wain_error_set(r->err, WAIN_EIO, "%s: %s", r->path, strerror(errno ? errno : EIO));
done:
    free(block);
    return status;
}

/* What can only be told at the end of the file. */
static void finish(reader *r)
{
    const bool open_quote = r->parser.pstate == IN_FIELD && r->parser.quoted;

    if (!open_quote)
        csv_fini(&r->parser, take_field, end_row, r);
    if (r->status != WAIN_OK || r->unreadable)
        return;
    if (open_quote)
        stop_reading(r, r->row_line, "", "a quote that closes before the file ends",
                     "the file is cut short, or a quote in this row is not closed");
    else if (!r->has_header)
        stop_reading(r, r->row_line, "", "a header and rows", "the file is empty");
    else if (r->summary->num_rows == 0)
        stop_reading(r, r->row_line, "", "at least one row", "the file has a header only");
}

static void clear_reader(reader *r)
{
    csv_free(&r->parser);
    for (size_t i = 0; i < r->num_names; i++)
        free(r->names[i]);
    free(r->names);
    free(r->column_of);
    free(r->bytes);
    free(r->spans);
}

wain_status wain_csv_read(const char *path, const wain_csv_table *table, wain_fault_list *faults,
                          wain_csv_summary *summary, wain_error *err)
{
    reader r = {
        .path = path, .table = table, .faults = faults, .summary = summary, .err = err, .line = 1, .row_line = 1};
    wain_status status = WAIN_OK;
    wain_digest_stream *digest = NULL;
    FILE *file = NULL;

    *summary = (wain_csv_summary){0};
    csv_init(&r.parser, 0);
    WAIN_TRY(open_file(path, &file, err));
    WAIN_TRY(wain_digest_stream_create(&digest, err));
    WAIN_TRY(feed_file(&r, file, digest));
    if (!r.unreadable)
        finish(&r);
    WAIN_TRY(r.status);
    wain_digest_stream_print(digest, summary->digest);
    if (r.unreadable)
        summary->digest[0] = '\0';
done:
    wain_digest_stream_free(digest);
    clear_reader(&r);
    if (file)
        fclose(file);
    return status;
}
