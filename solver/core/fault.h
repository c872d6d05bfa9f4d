/* The faults of an input, collected so that one pass names them all. A fault says where (file, line, column),
 * what stood there, what was expected and how to mend it. */
#ifndef WAIN_CORE_FAULT_H
#define WAIN_CORE_FAULT_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef enum wain_fault_effect {
    WAIN_FAULT_WARNING, /* worth a look; nothing is refused */
    WAIN_FAULT_REFUSES, /* this order is refused; the rest may be planned, if the job's policy says so */
    WAIN_FAULT_STOPS    /* the job cannot run */
} wain_fault_effect;

typedef struct wain_fault {
    wain_fault_effect effect;
    char *file;     /* all texts owned by the list, never NULL */
    int64_t line;   /* from 1; 0 when the fault has no line */
    char *column;   /* name of the column or key; "" when it has none */
    char *value;    /* what stood there, cut to 80 bytes, unprintable bytes escaped */
    char *expected; /* "a number from 0 to 90"; "" when `mend` is a whole sentence: "can't be read: No such file" */
    char *mend;     /* "give the latitude in degrees"; may be "" */
} wain_fault;

typedef struct wain_fault_list {
    wain_fault *items; /* the first `kept`; later ones are only counted */
    size_t kept, capacity;
    size_t total[3]; /* by effect, all of them */
    size_t limit;    /* how many to keep; 0 means 1,000 */
    size_t replaced; /* the last so many of the kept are faults that stop the job and took the place of lesser ones */
} wain_fault_list;

/* Add a fault (texts are copied; any may be NULL for ""). Lack of memory loses the text, never the count. In a full
 * list a fault that stops the job takes the place of a lesser one. */
void wain_fault_add(wain_fault_list *list, wain_fault_effect effect, const char *file, int64_t line, const char *column,
                    const char *value, const char *expected, const char *mend);

/* A fault that one plain sentence tells best, e.g. of a file that can't be read. */
void wain_fault_add_sentence(wain_fault_list *list, wain_fault_effect effect, const char *file, int64_t line,
                             const char *sentence);

/* Whether the list would keep another fault of any effect, so that it is worth the trouble of wording it well. */
bool wain_fault_list_has_room(const wain_fault_list *list);

/* One line: "file:line: column 'x': found 'v', expected e; mend", or "file:line: sentence". Returns the length like
 * snprintf. */
int wain_fault_print(const wain_fault *fault, char *text, size_t size);

/* The same without file and line, of a fault that need not be in a list. Its value is cut and escaped as there. */
int wain_fault_describe(const char *column, const char *value, const char *expected, const char *mend, char *text,
                        size_t size);

/* By file, line and column. Call it when all faults are there. */
void wain_fault_list_sort(wain_fault_list *list);

/* WAIN_OK when nothing stops the job; else `status` with the first such fault and their number in `err`. */
wain_status wain_fault_verdict(const wain_fault_list *list, wain_status status, wain_error *err);

/* Release what the list owns; it is empty afterwards and may be used again. */
void wain_fault_list_clear(wain_fault_list *list);

#endif
