#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/atomic_file.h"

void wain_suite_atomic_file(CU_pSuite suite);

/* A folder of the test's own, the working folder while it lasts. */
typedef struct scene {
    char folder[32];
    int before;
} scene;

static scene enter(void)
{
    scene place = {.folder = "/tmp/wain-atomic-XXXXXX"};

    place.before = open(".", O_RDONLY | O_DIRECTORY);
    if (!mkdtemp(place.folder) || chdir(place.folder) != 0)
        abort();
    return place;
}

static void leave(const scene *place)
{
    CU_ASSERT_EQUAL(fchdir(place->before), 0);
    close(place->before);
    CU_ASSERT_EQUAL_FATAL(rmdir(place->folder), 0); /* fails when anything was left behind */
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

static bool holds(const char *path, const char *text)
{
    char found[64] = "";
    FILE *f = fopen(path, "r");

    if (!f)
        return false;
    found[fread(found, 1, sizeof found - 1, f)] = '\0';
    fclose(f);
    return strcmp(found, text) == 0;
}

static bool exists(const char *path)
{
    struct stat found;

    return lstat(path, &found) == 0;
}

static void commit_publishes_and_cleans_up(void)
{
    const scene here = enter();
    wain_atomic_file file = {0};
    char absolute[64];

    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK);
    put(file.temporary, "one");
    CU_ASSERT_FALSE(exists("plan.h5"));
    CU_ASSERT_EQUAL(wain_atomic_file_commit(&file, NULL), WAIN_OK);
    CU_ASSERT_TRUE(holds("plan.h5", "one"));
    wain_atomic_file_abandon(&file);

    snprintf(absolute, sizeof absolute, "%s/plan.h5", here.folder);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(absolute, &file, NULL), WAIN_OK);
    put(file.temporary, "two");
    CU_ASSERT_TRUE(holds("plan.h5", "one"));
    CU_ASSERT_EQUAL(wain_atomic_file_commit(&file, NULL), WAIN_OK);
    CU_ASSERT_TRUE(holds("plan.h5", "two"));
    CU_ASSERT_EQUAL(unlink("plan.h5"), 0);
    leave(&here);
}

static void abandon_keeps_the_old_file(void)
{
    const scene here = enter();
    wain_atomic_file file = {0};

    wain_atomic_file_abandon(&file);
    put("plan.h5", "old");
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK);
    put(file.temporary, "half");
    wain_atomic_file_abandon(&file);
    CU_ASSERT_TRUE(holds("plan.h5", "old"));
    CU_ASSERT_EQUAL(unlink("plan.h5"), 0);
    leave(&here);
}

static void commit_without_a_temporary_fails_and_keeps_the_old_file(void)
{
    const scene here = enter();
    wain_atomic_file file = {0};
    wain_error err = {0};

    put("plan.h5", "old");
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_atomic_file_commit(&file, &err), WAIN_EIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, strerror(ENOENT)));
    wain_atomic_file_abandon(&file);
    CU_ASSERT_TRUE(holds("plan.h5", "old"));
    CU_ASSERT_EQUAL(unlink("plan.h5"), 0);
    leave(&here);
}

static void a_stale_temporary_is_removed_at_the_start(void)
{
    const scene here = enter();
    wain_atomic_file file = {0};
    char stale[64];

    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK);
    snprintf(stale, sizeof stale, "%s", file.temporary);
    wain_atomic_file_abandon(&file);
    put(stale, "from a dead job");
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK);
    CU_ASSERT_FALSE(exists(stale));
    wain_atomic_file_abandon(&file);
    leave(&here);
}

static void expect_refusal(const char *path, const char *words)
{
    wain_atomic_file file = {0};
    wain_error err = {0};

    CU_ASSERT_EQUAL(wain_atomic_file_open(path, &file, &err), WAIN_EIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, words));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, path));
    wain_atomic_file_abandon(&file);
}

static void places_that_cannot_work_are_named(void)
{
    const scene here = enter();

    CU_ASSERT_EQUAL(mkdir("folder", 0755), 0);
    put("file", "");
    expect_refusal("", "names no file");
    expect_refusal("folder/", "names no file");
    expect_refusal("folder", strerror(EISDIR));
    expect_refusal("missing/plan.h5", strerror(ENOENT));
    expect_refusal("file/plan.h5", "not a folder");
    expect_refusal("/dev/null", "not a regular file");
    expect_refusal("/proc/wain/plan.h5", "can't write here");
    if (geteuid() != 0) {
        CU_ASSERT_EQUAL(chmod("folder", 0555), 0);
        CU_ASSERT_EQUAL(chmod("file", 0444), 0);
        expect_refusal("folder/plan.h5", strerror(EACCES));
        expect_refusal("file", strerror(EACCES));
    }
    CU_ASSERT_EQUAL(rmdir("folder"), 0);
    CU_ASSERT_EQUAL(unlink("file"), 0);
    leave(&here);
}

static void an_unwritable_folder_is_refused_for_other_users(void)
{
    const scene here = enter();
    int state = -1;
    pid_t child;

    if (geteuid() != 0) {
        printf("(not root: tested in places_that_cannot_work_are_named) ");
        leave(&here);
        return;
    }
    CU_ASSERT_EQUAL(chmod(here.folder, 0755), 0);
    child = fork();
    if (child == 0) {
        wain_atomic_file file = {0};
        wain_error err = {0};
        const bool ok = setuid(65534) == 0 && wain_atomic_file_open("plan.h5", &file, &err) == WAIN_EIO &&
                        strstr(err.text, strerror(EACCES));

        _exit(ok ? 0 : 1);
    }
    CU_ASSERT_EQUAL(waitpid(child, &state, 0), child);
    CU_ASSERT_EQUAL(state, 0);
    leave(&here);
}

static void a_second_claim_in_the_same_process_is_refused(void)
{
    const scene here = enter();
    wain_atomic_file file = {0};

    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK);
    expect_refusal("plan.h5", "another job");
    put(file.temporary, "one");
    CU_ASSERT_EQUAL(wain_atomic_file_commit(&file, NULL), WAIN_OK); /* the refused claim did no harm */
    CU_ASSERT_EQUAL(unlink("plan.h5"), 0);
    leave(&here);
}

/* A child that claims plan.h5 and holds it until it is killed. */
static pid_t start_holder(void)
{
    int ready[2];
    char byte = 0;
    pid_t child;

    if (pipe(ready) != 0)
        abort();
    child = fork();
    if (child == 0) {
        wain_atomic_file file = {0};

        byte = wain_atomic_file_open("plan.h5", &file, NULL) == WAIN_OK;
        if (byte)
            put(file.temporary, "half");
        if (write(ready[1], &byte, 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
    CU_ASSERT_EQUAL(byte, 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void a_second_process_is_refused_until_the_first_dies(void)
{
    const scene here = enter();
    wain_atomic_file file = {0};
    const pid_t child = start_holder();
    char words[64];

    snprintf(words, sizeof words, "process %ld", (long)child);
    expect_refusal("plan.h5", words);
    CU_ASSERT_EQUAL(kill(child, SIGKILL), 0);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("plan.h5", &file, NULL), WAIN_OK); /* its lock file is still there */
    CU_ASSERT_FALSE(exists(file.temporary));
    wain_atomic_file_abandon(&file);
    leave(&here);
}

/* Many processes claim and publish the same file; each publication must be one of them alone. */
static void racing_processes_never_share_the_file(void)
{
    enum { RACERS = 4, ROUNDS = 200 };
    const scene here = enter();
    pid_t children[RACERS];

    for (int i = 0; i < RACERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            for (int round = 0; round < ROUNDS; round++) {
                wain_atomic_file file = {0};
                int only;

                if (wain_atomic_file_open("plan.h5", &file, NULL) != WAIN_OK)
                    continue;
                only = open("inside", O_CREAT | O_EXCL | O_WRONLY, 0600);
                if (only < 0)
                    _exit(1); /* somebody else is inside too */
                close(only);
                put(file.temporary, "whole");
                unlink("inside");
                if (wain_atomic_file_commit(&file, NULL) != WAIN_OK)
                    _exit(2);
            }
            _exit(0);
        }
    }
    for (int i = 0; i < RACERS; i++) {
        int state = -1;

        CU_ASSERT_EQUAL(waitpid(children[i], &state, 0), children[i]);
        CU_ASSERT_EQUAL(state, 0);
    }
    CU_ASSERT_TRUE(holds("plan.h5", "whole"));
    CU_ASSERT_EQUAL(unlink("plan.h5"), 0);
    leave(&here);
}

/* On a full file system the claim itself fails, before a night of computing. */
static void a_full_disk_is_noticed_at_the_start(void)
{
    const scene here = enter();
    char filler[4096];
    int full;

    memset(filler, 'x', sizeof filler);
    CU_ASSERT_EQUAL(mkdir("small", 0755), 0);
    if (mount("tmpfs", "small", "tmpfs", 0, "size=16k") != 0) {
        printf("(skipped: can't mount a small file system: %s) ", strerror(errno));
    } else {
        full = open("small/filler", O_CREAT | O_WRONLY, 0600);
        while (write(full, filler, sizeof filler) > 0)
            continue;
        close(full);
        expect_refusal("small/plan.h5", strerror(ENOSPC));
        CU_ASSERT_FALSE(exists("small/.plan.h5.wain-lock"));
        CU_ASSERT_EQUAL(umount("small"), 0);
    }
    CU_ASSERT_EQUAL(rmdir("small"), 0);
    leave(&here);
}

/* A link stays a link; two names of one file are one file. */
static void links_are_followed(void)
{
    const scene place = enter();
    wain_atomic_file one = {0}, two = {0};
    wain_error err = {0};
    struct stat found;

    CU_ASSERT_EQUAL_FATAL(mkdir("nights", 0755), 0);
    put("nights/monday.h5", "old");
    CU_ASSERT_EQUAL(chmod("nights/monday.h5", 0640), 0);
    CU_ASSERT_EQUAL_FATAL(symlink("nights/monday.h5", "latest.h5"), 0);
    CU_ASSERT_EQUAL_FATAL(symlink("latest.h5", "chain.h5"), 0);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("chain.h5", &one, &err), WAIN_OK);
    CU_ASSERT_EQUAL(wain_atomic_file_open("nights/../nights/monday.h5", &two, &err), WAIN_EIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "another job is writing this file"));
    put(one.temporary, "new");
    CU_ASSERT_EQUAL(wain_atomic_file_commit(&one, &err), WAIN_OK);
    CU_ASSERT_TRUE(holds("nights/monday.h5", "new"));
    CU_ASSERT_EQUAL_FATAL(lstat("latest.h5", &found), 0);
    CU_ASSERT_TRUE(S_ISLNK(found.st_mode));
    CU_ASSERT_EQUAL_FATAL(stat("nights/monday.h5", &found), 0);
    CU_ASSERT_EQUAL(found.st_mode & 07777, 0640); /* who could read the old one can read the new one */
    unlink("nights/monday.h5");
    unlink("chain.h5");
    unlink("latest.h5");
    CU_ASSERT_EQUAL(rmdir("nights"), 0);
    leave(&place);
}

static void a_link_to_nothing_yet_gets_its_file(void)
{
    const scene place = enter();
    wain_atomic_file file = {0};
    wain_error err = {0};

    CU_ASSERT_EQUAL_FATAL(symlink("plan.h5", "link.h5"), 0);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open("link.h5", &file, &err), WAIN_OK);
    put(file.temporary, "new");
    CU_ASSERT_EQUAL(wain_atomic_file_commit(&file, &err), WAIN_OK);
    CU_ASSERT_TRUE(holds("plan.h5", "new"));
    unlink("link.h5");
    unlink("plan.h5");
    CU_ASSERT_EQUAL_FATAL(symlink("loop.h5", "loop.h5"), 0);
    CU_ASSERT_EQUAL(wain_atomic_file_open("loop.h5", &file, &err), WAIN_EIO);
    unlink("loop.h5");
    CU_ASSERT_EQUAL_FATAL(symlink("nowhere/plan.h5", "link.h5"), 0);
    CU_ASSERT_EQUAL(wain_atomic_file_open("link.h5", &file, &err), WAIN_EIO);
    unlink("link.h5");
    leave(&place);
}

void wain_suite_atomic_file(CU_pSuite suite)
{
    CU_ADD_TEST(suite, commit_publishes_and_cleans_up);
    CU_ADD_TEST(suite, abandon_keeps_the_old_file);
    CU_ADD_TEST(suite, commit_without_a_temporary_fails_and_keeps_the_old_file);
    CU_ADD_TEST(suite, a_stale_temporary_is_removed_at_the_start);
    CU_ADD_TEST(suite, places_that_cannot_work_are_named);
    CU_ADD_TEST(suite, an_unwritable_folder_is_refused_for_other_users);
    CU_ADD_TEST(suite, a_second_claim_in_the_same_process_is_refused);
    CU_ADD_TEST(suite, a_second_process_is_refused_until_the_first_dies);
    CU_ADD_TEST(suite, racing_processes_never_share_the_file);
    CU_ADD_TEST(suite, a_full_disk_is_noticed_at_the_start);
    CU_ADD_TEST(suite, links_are_followed);
    CU_ADD_TEST(suite, a_link_to_nothing_yet_gets_its_file);
}
