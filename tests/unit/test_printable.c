#include <CUnit/CUnit.h>
#include <string.h>

#include "solver/core/error.h"
#include "solver/core/printable.h"

void wain_suite_printable(CU_pSuite suite);

static void expect(const char *text, const char *safe)
{
    char found[64];

    CU_ASSERT_STRING_EQUAL(wain_printable(text, found, sizeof found), safe);
}

static void control_characters_are_escaped(void)
{
    expect("", "");
    expect("O-17 \xc3\x84rger", "O-17 \xc3\x84rger");
    expect("a\nb\tc\x7f", "a\\x0ab\\x09c\\x7f");
    expect("\x1b[31mred", "\\x1b[31mred");
    expect("\xc2\x9b"
           "31m \xc2\xa0",
           "\\u009b31m \xc2\xa0"); /* the same as one character; a space that does not break is none */
    expect("\xc2", "\xc2");
}

static void what_does_not_fit_is_cut(void)
{
    char safe[8];

    memset(safe, '#', sizeof safe);
    CU_ASSERT_STRING_EQUAL(wain_printable("abcdefghij", safe, sizeof safe), "abcdefg");
    CU_ASSERT_STRING_EQUAL(wain_printable("abcd\x01", safe, sizeof safe), "abcd");
    CU_ASSERT_STRING_EQUAL(wain_printable("abc", safe, 1), "");
}

static void messages_are_one_line(void)
{
    wain_error err;

    wain_error_set(&err, WAIN_EINPUT, "order %s", "1\n2\x1b");
    CU_ASSERT_STRING_EQUAL(err.text, "order 1\\x0a2\\x1b");
}

void wain_suite_printable(CU_pSuite suite)
{
    CU_ADD_TEST(suite, control_characters_are_escaped);
    CU_ADD_TEST(suite, what_does_not_fit_is_cut);
    CU_ADD_TEST(suite, messages_are_one_line);
}
