#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scheduler/publish.h"

void wain_suite_publish(CU_pSuite suite);

typedef struct desk {
    char folder[64], path[128], rejected[160];
    wain_job *job;
    wain_order_book *book;
    wain_plan *plan;
    wain_atomic_file file;
    wain_check_report report;
    wain_error error;
} desk;

/* A claimed output beside an older result, and an empty but whole plan. */
static void set_up(desk *d)
{
    FILE *old;

    memset(d, 0, sizeof *d);
    snprintf(d->folder, sizeof d->folder, "/tmp/wain_publish_XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(d->folder));
    snprintf(d->path, sizeof d->path, "%s/plan.h5", d->folder);
    snprintf(d->rejected, sizeof d->rejected, "%s" WAIN_REJECTED_SUFFIX, d->path);
    old = fopen(d->path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(old);
    fputs("old", old);
    fclose(old);
    CU_ASSERT_EQUAL_FATAL(wain_job_create(&d->job, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&d->book, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_plan_create(&d->plan, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(d->path, &d->file, NULL), WAIN_OK);
}

static void tear_down(desk *d)
{
    wain_atomic_file_abandon(&d->file);
    wain_plan_free(d->plan);
    wain_order_book_free(d->book);
    wain_job_free(d->job);
    unlink(d->path);
    unlink(d->rejected);
    CU_ASSERT_EQUAL(rmdir(d->folder), 0); /* nothing else is left behind */
}

static bool is_old(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && found.st_size == 3;
}

static wain_status publish(desk *d)
{
    const wain_result_run run = {.program_version = "test", .command_line = "test", .mode = "time"};

    wain_result_writer *writer = NULL;
    wain_plan_totals totals;
    wain_status status = wain_result_writer_create(d->file.temporary, d->job, d->book, &writer, &d->error);

    if (status == WAIN_OK)
        status = wain_result_writer_add(writer, d->plan, &d->error);
    if (status == WAIN_OK)
        status = wain_publish_plan(&d->file, d->job, d->book, &writer, &d->plan, &run, &totals, &d->report, &d->error);
    wain_result_writer_free(writer);
    return status;
}

static void a_checked_plan_replaces_the_old_one(void)
{
    desk d;

    set_up(&d);
    CU_ASSERT_EQUAL(publish(&d), WAIN_OK);
    CU_ASSERT_FALSE(is_old(d.path));
    CU_ASSERT_EQUAL(access(d.path, R_OK), 0);
    CU_ASSERT_NOT_EQUAL(access(d.rejected, F_OK), 0);
    tear_down(&d);
}

static void a_violated_plan_is_kept_aside(void)
{
    desk d;

    set_up(&d);
    d.report.total = 3;
    CU_ASSERT_EQUAL(publish(&d), WAIN_ECHECK);
    CU_ASSERT_TRUE(is_old(d.path));
    CU_ASSERT_EQUAL(access(d.rejected, R_OK), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(d.error.text, "3 violations"));
    CU_ASSERT_PTR_NOT_NULL(strstr(d.error.text, d.rejected));
    tear_down(&d);
}

/* Whoever says that it is valid: what lies on the disk is looked at. */
static void what_was_written_is_checked_again(void)
{
    const wain_order order = {.kind = WAIN_DELIVERY, .priority = WAIN_PRIORITY_NORMAL};
    int32_t region;
    desk d;

    set_up(&d);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_region(d.book, "R", 1, &region, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_order(d.book, &order, NULL, 0, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(publish(&d), WAIN_ECHECK); /* the order is in no route and not left out */
    CU_ASSERT_EQUAL(d.report.total, 1);
    CU_ASSERT_TRUE(is_old(d.path));
    CU_ASSERT_EQUAL(access(d.rejected, R_OK), 0);
    wain_check_report_clear(&d.report);
    tear_down(&d);
}

static void a_failed_write_leaves_the_old_one(void)
{
    desk d;

    set_up(&d);
    free(d.file.temporary);
    d.file.temporary = strdup("/nowhere/plan.h5");
    CU_ASSERT_EQUAL(publish(&d), WAIN_EIO);
    CU_ASSERT_TRUE(is_old(d.path));
    tear_down(&d);
}

void wain_suite_publish(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_checked_plan_replaces_the_old_one);
    CU_ADD_TEST(suite, a_violated_plan_is_kept_aside);
    CU_ADD_TEST(suite, what_was_written_is_checked_again);
    CU_ADD_TEST(suite, a_failed_write_leaves_the_old_one);
}
