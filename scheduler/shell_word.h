/* Texts as words of a shell script. */
#ifndef WAIN_SCHEDULER_SHELL_WORD_H
#define WAIN_SCHEDULER_SHELL_WORD_H

#include <stdio.h>

/* Print `text` as one word of bash that stands for exactly these bytes, whatever they are: plain where it can be, else
 * in
 * '...', and with control characters as $'...', so that a word never spans lines. A word may still begin with a dash:
 * that it is no option is for the command line to say ("--", "--name=WORD"). Errors are left in `out`. */
void wain_shell_word_print(FILE *out, const char *text);

#endif
