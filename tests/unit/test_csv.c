#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/calendar.h"
#include "io/csv.h"
#include "io/utf8.h"
#include "solver/core/digest.h"

void wain_suite_csv(CU_pSuite suite);

enum { MAX_ROWS = 64, TEXT_BYTES = 64 };

static const wain_csv_column columns[] = {{"name", true}, {"amount", false}, {"note", false}};

/* What a reading gave. */
static struct {
    int64_t lines[MAX_ROWS];
    char names[MAX_ROWS][TEXT_BYTES], amounts[MAX_ROWS][TEXT_BYTES], notes[MAX_ROWS][TEXT_BYTES];
    bool faulty[MAX_ROWS];
    size_t count;
    wain_fault_list faults;
    wain_csv_summary summary;
} got;

static wain_status keep(void *context, wain_csv_row *row, wain_error *err)
{
    (void)context;
    (void)err;
    if (got.count < MAX_ROWS) {
        got.lines[got.count] = row->line;
        got.faulty[got.count] = row->faulty;
        snprintf(got.names[got.count], TEXT_BYTES, "%s", row->fields[0].text);
        snprintf(got.amounts[got.count], TEXT_BYTES, "%s", row->fields[1].text);
        snprintf(got.notes[got.count], TEXT_BYTES, "%s", row->fields[2].text);
    }
    got.count++;
    return WAIN_OK;
}

static void read_bytes(const char *bytes, size_t size)
{
    char path[] = "/tmp/wain_test_csv_XXXXXX";
    const int fd = mkstemp(path);
    const wain_csv_table table = {columns, 3, WAIN_FAULT_REFUSES, keep, NULL};
    wain_error err = {0};

    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, bytes, size), (ssize_t)size);
    close(fd);
    wain_fault_list_clear(&got.faults);
    memset(&got, 0, sizeof got);
    CU_ASSERT_EQUAL(wain_csv_read(path, &table, &got.faults, &got.summary, &err), WAIN_OK);
    unlink(path);
}

static void read_text(const char *text)
{
    read_bytes(text, strlen(text));
}

static size_t num_faults(void)
{
    return got.faults.total[0] + got.faults.total[1] + got.faults.total[2];
}

static void has_fault(wain_fault_effect effect, int64_t line, const char *column, const char *expected)
{
    for (size_t i = 0; i < got.faults.kept; i++) {
        const wain_fault *fault = &got.faults.items[i];

        if (fault->effect == effect && fault->line == line && strcmp(fault->column, column) == 0 &&
            strcmp(fault->expected, expected) == 0)
            return;
    }
    CU_FAIL("the fault is missing");
    for (size_t i = 0; i < got.faults.kept; i++) {
        char text[512];

        wain_fault_print(&got.faults.items[i], text, sizeof text);
        printf("\n    instead of line %d '%s' %s: %s", (int)line, column, expected, text);
    }
}

static void columns_come_in_any_order(void)
{
    wain_digest digest;
    char printed[WAIN_DIGEST_TEXT];
    static const char text[] = "Note,NAME,amount\nfirst,a,1\n,b,2\n";

    read_text(text);
    CU_ASSERT_EQUAL(got.count, 2);
    CU_ASSERT_STRING_EQUAL(got.names[0], "a");
    CU_ASSERT_STRING_EQUAL(got.notes[0], "first");
    CU_ASSERT_STRING_EQUAL(got.notes[1], "");
    CU_ASSERT_EQUAL(got.lines[1], 3);
    CU_ASSERT_EQUAL(num_faults(), 0);
    CU_ASSERT_EQUAL(got.summary.num_rows, 2);
    CU_ASSERT_EQUAL(got.summary.num_bytes, (int64_t)strlen(text));
    digest = wain_digest_of(text, strlen(text));
    wain_digest_print(&digest, printed);
    CU_ASSERT_STRING_EQUAL(got.summary.digest, printed);
}

static void marks_separators_and_line_ends(void)
{
    static const char *const texts[] = {"\xef\xbb\xbfname,amount,note\r\na,1,x\r\nb,2,y\r\n",
                                        "name;amount;note\na;1;x\nb;2;y", "name\tamount\tnote\ra\t1\tx\rb\t2\ty\r",
                                        "\xef\xbb\xbf\"name\";\"amount\";\"note\"\r\n\"a\";\"1\";\"x\"\r\nb;2; y \r\n"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        read_text(texts[i]);
        CU_ASSERT_EQUAL(num_faults(), 0);
        CU_ASSERT_EQUAL_FATAL(got.count, 2);
        CU_ASSERT_STRING_EQUAL(got.names[0], "a");
        CU_ASSERT_STRING_EQUAL(got.amounts[1], "2");
        CU_ASSERT_STRING_EQUAL(got.notes[1], "y");
        CU_ASSERT_EQUAL(got.lines[0], 2);
        CU_ASSERT_EQUAL(got.lines[1], 3);
    }
}

static void lines_count_within_quotes(void)
{
    read_text("name,amount,note\r\n\"a\r\nb\",1,\"one\n\ntwo\"\r\n\r\nc,2,\"say \"\"hi\"\", he said\"\r\nd,3\r\n");
    CU_ASSERT_EQUAL_FATAL(got.count, 3);
    CU_ASSERT_EQUAL(got.lines[0], 2);
    CU_ASSERT_STRING_EQUAL(got.names[0], "a\r\nb");
    CU_ASSERT_STRING_EQUAL(got.notes[0], "one\n\ntwo");
    CU_ASSERT_EQUAL(got.lines[1], 7);
    CU_ASSERT_STRING_EQUAL(got.notes[1], "say \"hi\", he said");
    CU_ASSERT_EQUAL(got.lines[2], 8);
    CU_ASSERT_TRUE(got.faulty[2]);
    has_fault(WAIN_FAULT_REFUSES, 8, "", "3 fields as in the header");
}

static void lines_count_across_blocks(void)
{
    const size_t count = 60000, row = 15; /* 900 kB: several blocks, cut at every offset */
    char *text = malloc(20 + count * row + 1);
    size_t size;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    size = (size_t)sprintf(text, "name,amount,note\r\n");
    for (size_t i = 0; i < count; i++)
        size += (size_t)sprintf(text + size, "n%06zu,1,\"\n\"\r\n", i);
    strcpy(text + size - 11, "x"); /* the last row loses its end */
    read_text(text);
    CU_ASSERT_EQUAL(got.count, count);
    CU_ASSERT_EQUAL(num_faults(), 1);
    has_fault(WAIN_FAULT_REFUSES, (int64_t)(2 * count), "", "3 fields as in the header");
    free(text);
}

static void headers_are_checked(void)
{
    read_text("amount,nam,colour,amount\n1,a,red,2\n");
    has_fault(WAIN_FAULT_STOPS, 1, "name", "a column of that name in the header");
    has_fault(WAIN_FAULT_STOPS, 1, "amount", "each column once");
    has_fault(WAIN_FAULT_WARNING, 1, "nam", "a known column");
    has_fault(WAIN_FAULT_WARNING, 1, "colour", "a known column");
    CU_ASSERT_EQUAL(num_faults(), 4);
    CU_ASSERT_EQUAL(got.count, 0);
    CU_ASSERT_STRING_EQUAL(got.faults.items[0].mend, "did you mean 'name'?");
    CU_ASSERT_STRING_EQUAL(got.summary.digest, "");
}

static void rows_are_checked(void)
{
    char *text = malloc(10000);
    size_t size = (size_t)sprintf(text, "name,amount,note\na,1\nb,1,x,y\n,2,z\n, ,\n\xff\xfe"
                                        "c,3,ok\n\xc3\xa9,4,");

    memset(text + size, 'z', 5000);
    strcpy(text + size + 5000, "\nlast,5,\n");
    read_text(text);
    CU_ASSERT_EQUAL(got.count, 6);
    has_fault(WAIN_FAULT_REFUSES, 2, "", "3 fields as in the header");
    has_fault(WAIN_FAULT_REFUSES, 3, "", "3 fields as in the header");
    has_fault(WAIN_FAULT_REFUSES, 4, "name", "a value, as the column is required");
    has_fault(WAIN_FAULT_WARNING, 5, "", "no row of blank cells");
    has_fault(WAIN_FAULT_REFUSES, 6, "name", "text in UTF-8");
    has_fault(WAIN_FAULT_REFUSES, 7, "note", "at most 4096 bytes");
    CU_ASSERT_EQUAL(num_faults(), 6);
    CU_ASSERT_STRING_EQUAL(got.names[3], "??c");
    CU_ASSERT_STRING_EQUAL(got.names[4], "\xc3\xa9");
    CU_ASSERT_FALSE(got.faulty[5]);
    CU_ASSERT_EQUAL(got.lines[5], 8);
    free(text);
}

static void unreadable_files_stop(void)
{
    static const char binary[] = "name,amount,note\na,1,x\nb\0,2,y\n";
    static const char wide[] = "\xff\xfe"
                               "n\0a\0m\0e\0";

    read_text("");
    has_fault(WAIN_FAULT_STOPS, 1, "", "a header and rows");
    read_text("\n\n");
    has_fault(WAIN_FAULT_STOPS, 2, "", "a header and rows");
    read_text("name,amount,note\n");
    has_fault(WAIN_FAULT_STOPS, 1, "", "at least one row");
    read_text("name,amount,note\na,1,x\nb,2,\"y\nc,3,z\n");
    has_fault(WAIN_FAULT_STOPS, 3, "", "a quote that closes before the file ends");
    CU_ASSERT_EQUAL(got.count, 1);
    read_bytes(binary, sizeof binary - 1);
    has_fault(WAIN_FAULT_STOPS, 3, "", "a text file");
    CU_ASSERT_EQUAL(got.count, 1);
    read_bytes(wide, sizeof wide - 1);
    has_fault(WAIN_FAULT_STOPS, 1, "", "a text file");
}

static void runaway_quotes_stop_early(void)
{
    const size_t size = 4 << 20;
    char *text = malloc(size);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '\n', size);
    memcpy(text, "name,amount,note\na,1,\"", 22);
    read_bytes(text, size);
    has_fault(WAIN_FAULT_STOPS, 2, "", "a field of less than 1 MiB");
    free(text);
}

static void missing_files_are_errors(void)
{
    const wain_csv_table table = {columns, 3, WAIN_FAULT_REFUSES, keep, NULL};
    wain_fault_list faults = {0};
    wain_csv_summary summary;
    wain_error err = {0};

    CU_ASSERT_EQUAL(wain_csv_read("/nonexistent/a.csv", &table, &faults, &summary, &err), WAIN_EIO);
    CU_ASSERT_STRING_EQUAL(err.text, "/nonexistent/a.csv: No such file or directory");
    CU_ASSERT_EQUAL(wain_csv_read("/tmp", &table, &faults, &summary, &err), WAIN_EIO);
    CU_ASSERT_STRING_EQUAL(err.text, "/tmp: Is a directory");
    wain_fault_list_clear(&faults);
}

static void days_and_times_are_read(void)
{
    static const char *const bad_days[] = {"",           "2017-11-31", "2017-02-29", "2017-13-01",  "2017-00-01",
                                           "2017-11-00", "17-11-24",   "2017/11/24", "2017-11-24 ", "1899-12-31",
                                           "2017-1-24x"};
    static const char *const bad_times[] = {"",    "7",     "24:60",    "48:01", "48:00:01",
                                            "7:5", "07-30", "07:30:60", "-1:00", "007:30"};
    wain_day day;
    wain_time time;
    char text[16];

    CU_ASSERT_TRUE(wain_calendar_read_day("1970-01-01", 10, &day));
    CU_ASSERT_EQUAL(day, 0);
    CU_ASSERT_TRUE(wain_calendar_read_day("2017-11-24", 10, &day));
    CU_ASSERT_EQUAL(day, 17494);
    CU_ASSERT_TRUE(wain_calendar_read_day("2000-02-29", 10, &day));
    CU_ASSERT_EQUAL(day, 11016);
    for (wain_day d = -25567; d < 80000; d += 7) {
        wain_calendar_print_day(d, text, sizeof text);
        CU_ASSERT_TRUE(wain_calendar_read_day(text, strlen(text), &day));
        CU_ASSERT_EQUAL(day, d);
    }
    for (size_t i = 0; i < sizeof bad_days / sizeof *bad_days; i++)
        CU_ASSERT_FALSE(wain_calendar_read_day(bad_days[i], strlen(bad_days[i]), &day));
    CU_ASSERT_TRUE(wain_calendar_read_time("7:30", 4, &time));
    CU_ASSERT_EQUAL(time, 27000);
    CU_ASSERT_TRUE(wain_calendar_read_time("24:00", 5, &time));
    CU_ASSERT_EQUAL(time, 86400);
    CU_ASSERT_TRUE(wain_calendar_read_time("26:00:05", 8, &time));
    CU_ASSERT_EQUAL(time, 93605);
    for (size_t i = 0; i < sizeof bad_times / sizeof *bad_times; i++)
        CU_ASSERT_FALSE(wain_calendar_read_time(bad_times[i], strlen(bad_times[i]), &time));
}

static void utf8_is_told_from_other_bytes(void)
{
    static const char *const bad[] = {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                      "\xf8", "a\xff"};
    char text[] = "a\xffz\xc3\xa9\xe2\x82";

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_FALSE(wain_utf8_is_valid(bad[i], strlen(bad[i])));
    CU_ASSERT_TRUE(wain_utf8_is_valid("S\xc3\xa3o \xe2\x82\xac \xf0\x9f\x9a\x9a", 13));
    CU_ASSERT_FALSE(wain_utf8_is_ascii("12345678\xc3", 9));
    CU_ASSERT_TRUE(wain_utf8_is_ascii("12345678", 8));
    wain_utf8_mend(text, strlen(text));
    CU_ASSERT_STRING_EQUAL(text, "a?z\xc3\xa9??");
}

static void tear_down(void)
{
    wain_fault_list_clear(&got.faults);
    memset(&got, 0, sizeof got);
}

void wain_suite_csv(CU_pSuite suite)
{
    suite->pTearDownFunc = tear_down;
    CU_ADD_TEST(suite, columns_come_in_any_order);
    CU_ADD_TEST(suite, marks_separators_and_line_ends);
    CU_ADD_TEST(suite, lines_count_within_quotes);
    CU_ADD_TEST(suite, lines_count_across_blocks);
    CU_ADD_TEST(suite, headers_are_checked);
    CU_ADD_TEST(suite, rows_are_checked);
    CU_ADD_TEST(suite, unreadable_files_stop);
    CU_ADD_TEST(suite, runaway_quotes_stop_early);
    CU_ADD_TEST(suite, missing_files_are_errors);
    CU_ADD_TEST(suite, days_and_times_are_read);
    CU_ADD_TEST(suite, utf8_is_told_from_other_bytes);
}
