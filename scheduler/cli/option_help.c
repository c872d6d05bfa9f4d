#include "scheduler/cli/option_help.h"

#include <string.h>

/* One paragraph, indented and broken before the width at which argp would break it. */
static void print_wrapped(FILE *out, const char *text)
{
    enum { INDENT = 6, WIDTH = 76 };
    int column = WIDTH;

    while (*text) {
        const int length = (int)strcspn(text, " ");

        if (column + 1 + length > WIDTH) {
            fprintf(out, "%s%*s", column == WIDTH ? "" : "\n", INDENT, "");
            column = INDENT;
        } else {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

void wain_option_help_print(FILE *out, const wain_option *list, size_t count)
{
    char expectation[256], text[600];

    for (size_t i = 0; i < count; i++) {
        const char *fallback = wain_option_fallback(&list[i]);

        wain_option_expectation(&list[i], expectation, sizeof expectation);
        fprintf(out, "  %s.%s%s%s\n", list[i].section, list[i].name, *fallback ? " = " : "", fallback);
        snprintf(text, sizeof text, "%s: %s", expectation, list[i].help);
        print_wrapped(out, text);
    }
}
