/* Instances and solutions given as text, for the tests of their readers. */
#ifndef WAIN_TESTS_INSTANCE_FILE_H
#define WAIN_TESTS_INSTANCE_FILE_H

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/reader.h"

/* A temporary file that holds `size` bytes; remove it with unlink. */
static inline void put_file(char path[64], const char *bytes, size_t size)
{
    int descriptor;

    strcpy(path, "/tmp/wain-test-XXXXXX");
    descriptor = mkstemp(path);
    CU_ASSERT_FATAL(descriptor >= 0);
    CU_ASSERT_EQUAL(write(descriptor, bytes, size), (ssize_t)size);
    close(descriptor);
}

static inline wain_status read_text(const char *text, wain_instance_options options, wain_instance **out,
                                    wain_error *err)
{
    char path[64];
    wain_status status;

    *out = NULL;
    put_file(path, text, strlen(text));
    status = wain_instance_read(path, &options, out, err);
    unlink(path);
    return status;
}

/* `text` with the first `from` replaced by `to`; the caller frees it. */
static inline char *with(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    char *changed = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT_FATAL(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) >= 0);
    return changed;
}

/* The text with `from` replaced by `to` is refused with `status`, and the message holds `expected`. */
static inline void expect_refusal(const char *text, const char *from, const char *to, wain_status status,
                                  const char *expected)
{
    char *changed = with(text, from, to);
    wain_error err = {0};
    wain_instance *instance = NULL;

    CU_ASSERT_EQUAL(read_text(changed, (wain_instance_options){0}, &instance, &err), status);
    CU_ASSERT_PTR_NULL(instance);
    if (!strstr(err.text, expected)) {
        printf("    '%s' -> '%s': %s\n    lacks: %s\n", from, to, err.text, expected);
        CU_FAIL("message");
    }
    wain_instance_free(instance);
    free(changed);
}

#endif
