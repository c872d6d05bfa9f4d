#include "scheduler/batch_script.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler/shell_word.h"

/* Lines of slurm/step.sh, NULL at the end; the build makes them. */
extern const char *const wain_batch_step[];

bool wain_batch_word_is_safe(const char *text)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,:/@%+=-";

    return *text && text[strspn(text, safe)] == '\0';
}

typedef struct directive {
    const char *name, *text;
} directive;

enum { NUM_TEXTS = 6 };

static wain_status check_texts(const directive texts[NUM_TEXTS], wain_error *err)
{
    for (int i = 0; i < NUM_TEXTS; i++) {
        if (texts[i].text && !wain_batch_word_is_safe(texts[i].text))
            return wain_error_set(err, WAIN_EUSAGE,
                                  "--%s: found '%s', expected letters, digits and _ . , : / @ %% + = - only, as it "
                                  "stands on an #SBATCH line",
                                  texts[i].name, texts[i].text);
    }
    return WAIN_OK;
}

static void print_directives(FILE *out, const wain_batch_script *script, const directive texts[NUM_TEXTS])
{
    for (int i = 0; i < NUM_TEXTS; i++) {
        if (texts[i].text)
            fprintf(out, "#SBATCH --%s=%s\n", strcmp(texts[i].name, "log") == 0 ? "output" : texts[i].name,
                    texts[i].text);
    }
    if (script->nodes > 0)
        fprintf(out, "#SBATCH --nodes=%" PRId32 "\n", script->nodes);
    fprintf(out,
            "#SBATCH --ntasks=%" PRId32 "\n"
            "#SBATCH --cpus-per-task=%" PRId32 "\n"
            "#SBATCH --time=%" PRId64 "\n"
            "#SBATCH --signal=B:TERM@%" PRId64 "\n"
            "#SBATCH --requeue\n"
            "#SBATCH --open-mode=append\n",
            script->ranks, script->threads, script->minutes, script->signal_seconds);
}

static void print_word(FILE *out, const char *before, const char *text)
{
    fputs(before, out);
    wain_shell_word_print(out, text);
}

wain_status wain_batch_script_print(FILE *out, const wain_batch_script *script, wain_error *err)
{
    const directive texts[NUM_TEXTS] = {{"job-name", script->job_name}, {"partition", script->partition},
                                        {"account", script->account},   {"qos", script->qos},
                                        {"log", script->log},           {"mem-per-cpu", script->memory_per_cpu}};
    wain_status status = WAIN_OK;

    WAIN_TRY(check_texts(texts, err));
    fputs("#!/usr/bin/env bash\n", out);
    print_directives(out, script, texts);
    print_word(out, "cd -- ", script->folder);
    print_word(out, " || exit 6\nexport WAIN=", script->program);
    fprintf(out, " WAIN_RESTARTS=%" PRId32 "\nset --", script->restarts);
    print_word(out, " ", script->job);
    print_word(out, " ", script->result);
    for (size_t i = 0; i < script->num_options; i++)
        print_word(out, " ", script->options[i]);
    fputs("\n\n", out);
    for (const char *const *line = wain_batch_step + 1; *line; line++) /* the first names the shell */
        fputs(*line, out);
done:
    return status;
}

/* --- time limits --- */

/* Numbers separated by colons; how many there are, 0 when the text is nothing else. */
static int split(const char *text, int64_t numbers[3])
{
    int count = 0;

    do {
        const size_t digits = strspn(text, "0123456789");

        if (digits < 1 || digits > 7 || count == 3)
            return 0;
        numbers[count++] = strtol(text, NULL, 10);
        text += digits;
    } while (*text == ':' && text++);
    return *text ? 0 : count;
}

int64_t wain_batch_time(const char *text)
{
    static const int64_t units[][3] = {{60, 0, 0}, {60, 1, 0}, {3600, 60, 1}};
    static const int64_t units_after_days[] = {3600, 60, 1};
    const char *dash = strchr(text, '-');
    int64_t numbers[3] = {0}, days[3] = {0}, seconds = 0;
    char before[16] = "0";
    int count;

    if (dash && (size_t)(dash - text) < sizeof before) {
        memcpy(before, text, (size_t)(dash - text));
        before[dash - text] = '\0';
    }
    count = split(dash ? dash + 1 : text, numbers);
    if (count == 0 || split(before, days) != 1)
        return -1;
    for (int i = 0; i < count; i++)
        seconds += numbers[i] * (dash ? units_after_days[i] : units[count - 1][i]);
    return seconds + days[0] * 86400;
}
