#include "io/tokens.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/fault.h"
#include "solver/core/memory.h"

static const size_t largest_file = (size_t)4 << 30;

static wain_status read_all(FILE *file, wain_tokens *tokens, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t capacity = 0, got;

    do {
        WAIN_TRY(WAIN_RESERVE(tokens->text, capacity, tokens->size + (1 << 16), err));
        got = fread(tokens->text + tokens->size, 1, capacity - tokens->size - 1, file);
        tokens->size += got;
        if (tokens->size > largest_file)
            return wain_error_set(err, WAIN_EINPUT, "%s: larger than 4 GiB, no instance of this kind is", tokens->path);
    } while (got > 0);
    if (ferror(file))
        return wain_error_set(err, WAIN_EIO, "%s: %s", tokens->path, strerror(errno));
    tokens->text[tokens->size] = '\0';
done:
    return status;
}

static wain_status refuse_binary(const wain_tokens *tokens, wain_error *err)
{
    const char *zero = memchr(tokens->text, '\0', tokens->size);
    int64_t line = 1;

    if (tokens->size == 0)
        return wain_error_set(err, WAIN_EINPUT, "%s: the file is empty", tokens->path);
    if (!zero)
        return WAIN_OK;
    for (const char *c = tokens->text; c < zero; c++)
        line += *c == '\n';
    return wain_error_set(err, WAIN_EINPUT, "%s:%" PRId64 ": found a byte 0, expected text; this is a binary file",
                          tokens->path, line);
}

wain_status wain_tokens_open(const char *path, wain_tokens *tokens, wain_error *err)
{
    wain_status status = WAIN_OK;
    FILE *file = NULL;

    *tokens = (wain_tokens){.path = strdup(path)};
    if (!tokens->path)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for the name of %s", path);
    file = fopen(path, "rb");
    if (!file)
        return wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno));
    WAIN_TRY(read_all(file, tokens, err));
    WAIN_TRY(refuse_binary(tokens, err));
    tokens->cursor = tokens->text;
    if (tokens->size >= 3 && memcmp(tokens->text, "\xef\xbb\xbf", 3) == 0)
        tokens->position = 3; /* a byte order mark */
done:
    fclose(file);
    return status;
}

void wain_tokens_close(wain_tokens *tokens)
{
    free(tokens->path);
    free(tokens->text);
    *tokens = (wain_tokens){0};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool wain_tokens_line(wain_tokens *tokens)
{
    while (tokens->position < tokens->size) {
        char *start = tokens->text + tokens->position;
        char *end = strchr(start, '\n');

        if (!end)
            end = tokens->text + tokens->size;
        tokens->position = (size_t)(end - tokens->text) + 1;
        tokens->line++;
        while (end > start && is_blank(end[-1]))
            end--;
        *end = '\0';
        while (is_blank(*start))
            start++;
        tokens->cursor = start;
        if (*start)
            return true;
    }
    tokens->cursor = tokens->text + tokens->size;
    return false;
}

char *wain_tokens_word(wain_tokens *tokens)
{
    char *word = tokens->cursor, *end;

    while (is_blank(*word))
        word++;
    if (!*word)
        return NULL;
    for (end = word; *end && !is_blank(*end); end++)
        ;
    tokens->cursor = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

wain_status wain_tokens_fault(const wain_tokens *tokens, const char *name, const char *found, const char *expected,
                              wain_error *err)
{
    wain_fault_list list = {.limit = 1};
    char text[512];
    wain_status status;

    if (!found)
        found = tokens->position >= tokens->size && !*tokens->cursor ? "the end of the file" : "the end of the line";
    if (tokens->has_keywords && *name >= 'A' && *name <= 'Z') {
        wain_fault_describe("", found, expected, "", text, sizeof text);
        return wain_error_set(err, WAIN_EINPUT, "%s:%" PRId64 ": %s '%s': %s", tokens->path, tokens->line,
                              strstr(name, "_SECTION") ? "section" : "key", name, text);
    }
    wain_fault_add(&list, WAIN_FAULT_STOPS, tokens->path, tokens->line, name, found, expected, NULL);
    status = wain_fault_verdict(&list, WAIN_EINPUT, err);
    wain_fault_list_clear(&list);
    return status;
}

static bool parse_real(const char *text, double *value)
{
    char *end;

    if (!*text || strspn(text, "+-.0123456789eE") != strlen(text))
        return false;
    *value = strtod(text, &end);
    return !*end && end != text && isfinite(*value);
}

static bool parse_whole(const char *text, int64_t *value)
{
    double real;
    char *end;

    errno = 0;
    *value = strtoll(text, &end, 10);
    if (!*end && end != text)
        return errno == 0;
    if (!parse_real(text, &real) || real != floor(real) || fabs(real) > 9007199254740992.0)
        return false;
    *value = (int64_t)real;
    return true;
}

wain_status wain_tokens_real(wain_tokens *tokens, const char *text, const char *name, double min, double max,
                             double *out, wain_error *err)
{
    char expected[96];
    double value;

    if (!text)
        text = wain_tokens_word(tokens);
    if (text && parse_real(text, &value) && value >= min && value <= max) {
        *out = value;
        return WAIN_OK;
    }
    snprintf(expected, sizeof expected, "a number from %.10g to %.10g", min, max);
    return wain_tokens_fault(tokens, name, text, expected, err);
}

wain_status wain_tokens_whole(wain_tokens *tokens, const char *text, const char *name, int64_t min, int64_t max,
                              int64_t *out, wain_error *err)
{
    char expected[96];
    int64_t value;

    if (!text)
        text = wain_tokens_word(tokens);
    if (text && parse_whole(text, &value) && value >= min && value <= max) {
        *out = value;
        return WAIN_OK;
    }
    if (min == max)
        snprintf(expected, sizeof expected, "%" PRId64, min);
    else
        snprintf(expected, sizeof expected, "a whole number from %" PRId64 " to %" PRId64, min, max);
    return wain_tokens_fault(tokens, name, text, expected, err);
}

wain_status wain_tokens_end_of_line(wain_tokens *tokens, const char *name, wain_error *err)
{
    const char *word = wain_tokens_word(tokens);

    return word ? wain_tokens_fault(tokens, name, word, "the end of the line", err) : WAIN_OK;
}
