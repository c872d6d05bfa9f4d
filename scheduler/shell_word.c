#include "scheduler/shell_word.h"

#include <string.h>

/* Characters that mean nothing to a shell wherever they stand in a word. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:,+@%-";

static int is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static int has_control(const char *text)
{
    while (*text && !is_control(*text))
        text++;
    return *text != '\0';
}

static void print_quoted(FILE *out, const char *text)
{
    putc('\'', out);
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else
            putc(*text, out);
    }
    putc('\'', out);
}

/* Three octal digits, so that a digit which follows is not taken for one of them. */
static void print_escaped(FILE *out, const char *text)
{
    fputs("$'", out);
    for (; *text; text++) {
        if (is_control(*text))
            fprintf(out, "\\%03o", (unsigned)(unsigned char)*text);
        else if (*text == '\'' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else
            putc(*text, out);
    }
    putc('\'', out);
}

void wain_shell_word_print(FILE *out, const char *text)
{
    if (*text && text[strspn(text, plain)] == '\0')
        fputs(text, out);
    else if (has_control(text))
        print_escaped(out, text);
    else
        print_quoted(out, text);
}
