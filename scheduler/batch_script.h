/* A batch script for Slurm that plans one job: what it asks Slurm for, then slurm/step.sh as it is. */
#ifndef WAIN_SCHEDULER_BATCH_SCRIPT_H
#define WAIN_SCHEDULER_BATCH_SCRIPT_H

#include <stdio.h>

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct wain_batch_script { /* texts are borrowed */
    /* Asked of Slurm, on #SBATCH lines; NULL leaves a text out. Only characters that can't end a word are taken. */
    const char *job_name, *partition, *account, *qos, *log, *memory_per_cpu;
    int32_t ranks, threads, nodes; /* nodes 0: as Slurm finds room */
    int64_t minutes;               /* time limit */
    int64_t signal_seconds;        /* before it the ranks are asked to finish */
    /* Said to the shell, quoted: any bytes. */
    const char *program, *folder; /* absolute */
    const char *job, *result;
    const char *const *options; /* of wain plan */
    size_t num_options;
    int32_t restarts; /* how often the job may be run again */
} wain_batch_script;

/* Whether a text can stand on an #SBATCH line: letters, digits and _ . , : / @ % + = - only, and not empty. */
bool wain_batch_word_is_safe(const char *text);

/* WAIN_EUSAGE names the option whose text can't stand on an #SBATCH line; nothing is printed then. */
wain_status wain_batch_script_print(FILE *out, const wain_batch_script *script, wain_error *err);

/* Seconds of a time limit as Slurm writes it (minutes, M:S, H:M:S, D-H, D-H:M, D-H:M:S); -1 when it is none. */
int64_t wain_batch_time(const char *text);

#endif
