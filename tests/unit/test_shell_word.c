#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler/shell_word.h"

void wain_suite_shell_word(CU_pSuite suite);

static void expect(const char *text, const char *word)
{
    char *found = NULL;
    size_t size;
    FILE *out = open_memstream(&found, &size);

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    wain_shell_word_print(out, text);
    fclose(out);
    CU_ASSERT_STRING_EQUAL(found, word);
    free(found);
}

static void harmless_texts_stay_as_they_are(void)
{
    expect("plan.h5", "plan.h5");
    expect("/data/2026-03-02/a_b,c:d@e+f%g", "/data/2026-03-02/a_b,c:d@e+f%g");
    expect("--leading", "--leading");
}

static void what_means_something_to_a_shell_is_quoted(void)
{
    expect("", "''");
    expect("a b", "'a b'");
    expect("~", "'~'");
    expect("#a", "'#a'");
    expect("WAIN=x", "'WAIN=x'");
    expect("$(rm -rf /)", "'$(rm -rf /)'");
    expect("`id`", "'`id`'");
    expect("a\\b", "'a\\b'");
    expect("a;b&c|d<e>f*g?h[i]j{k}l!m\"n", "'a;b&c|d<e>f*g?h[i]j{k}l!m\"n'");
    expect("it's", "'it'\\''s'");
    expect("'", "''\\'''");
    expect("\xc3\x84rger \xff", "'\xc3\x84rger \xff'");
}

static void control_characters_never_break_a_line(void)
{
    expect("a\nb", "$'a\\012b'");
    expect("\n#SBATCH --uid=0", "$'\\012#SBATCH --uid=0'");
    expect("\x01"
           "1\x7f",
           "$'\\0011\\177'");
    expect("\t'\\$x`", "$'\\011\\'\\\\$x`'");
}

/* Every byte, alone and between others, comes back from bash as it was. */
static void bash_reads_back_what_was_printed(void)
{
    char text[8] = {0}, read[16];
    int failures = 0;

    if (system("command -v bash >/dev/null") != 0)
        return;
    for (int c = 1; c < 256; c++) {
        char *command = NULL;
        size_t size, length;
        FILE *out = open_memstream(&command, &size), *in;

        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        snprintf(text, sizeof text, "%c7'%c\\n", c, c);
        fputs("exec bash <<'END'\nprintf %s ", out);
        wain_shell_word_print(out, text);
        fputs("\nEND\n", out);
        fclose(out);
        in = popen(command, "r");
        CU_ASSERT_PTR_NOT_NULL_FATAL(in);
        length = fread(read, 1, sizeof read - 1, in);
        read[length] = '\0';
        failures += pclose(in) != 0 || strcmp(read, text) != 0;
        free(command);
    }
    CU_ASSERT_EQUAL(failures, 0);
}

void wain_suite_shell_word(CU_pSuite suite)
{
    CU_ADD_TEST(suite, harmless_texts_stay_as_they_are);
    CU_ADD_TEST(suite, what_means_something_to_a_shell_is_quoted);
    CU_ADD_TEST(suite, control_characters_never_break_a_line);
    CU_ADD_TEST(suite, bash_reads_back_what_was_printed);
}
