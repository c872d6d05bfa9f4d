/* A job: the YAML file a planner writes, its options with their origins, and what follows from them. Life: create,
 * (the scheduler adds its own option table to the registry), read, assign overrides, finish, load the book, free. */
#ifndef WAIN_IO_JOB_H
#define WAIN_IO_JOB_H

#include "io/io_options.h"
#include "solver/core/fault.h"
#include "solver/core/option.h"
#include "solver/model/order_book.h"
#include "solver/model/travel.h"
#include "solver/search/search_options.h"

/* Speeds of one vehicle type over the day, from the job file's travel.speeds. Before its first band the last one holds,
 * as the day before ended with it. */
typedef struct wain_job_speeds {
    char *vehicle_type;         /* owned */
    wain_speed_profile profile; /* hourly bands, or constant */
} wain_job_speeds;

/* Service time of a service type, from the job file's service_types. */
typedef struct wain_job_service {
    char *service_type; /* owned */
    wain_time service;
} wain_job_service;

/* An input file with its digest, for provenance. */
typedef struct wain_job_input {
    char *role; /* "job", "orders", "depots", "fleet"; owned */
    char *path; /* as it was given; owned */
    char *real; /* where that led when it was read, from any folder; owned */
    int64_t bytes;
    char digest[33];
} wain_job_input;

typedef struct wain_job {
    wain_option_registry registry; /* io and search tables; more may be added before wain_job_read */
    wain_io_options io;
    wain_search_options search;
    bool unreadable; /* the file is no YAML: its faults are all there is to say */
    char *folder;    /* of the job file; relative input paths start here; NULL before it is read. Owned */
    wain_job_speeds *speeds;
    size_t num_speeds;
    wain_job_service *services;
    size_t num_services;
    wain_job_input *inputs;
    size_t num_inputs;
    /* Set by finish and load: */
    wain_travel travel;
    wain_day first_day; /* after load also when the option is empty */
    int32_t num_days;
} wain_job;

/* The list entries of a job file beyond the registry's options, as declarations for help and docs: the section is the
 * path of the list, e.g. "travel.speeds". Static storage. */
const wain_option *wain_job_item_list(size_t *count);

wain_status wain_job_create(wain_job **out, wain_error *err);
void wain_job_free(wain_job *job); /* accepts NULL */

/* Read a job file into the registry, all faults in one pass with line and column; unknown keys are faults that name
 * the nearest known key. WAIN_EIO when it can't be read, WAIN_EUSAGE when it has faults (all of them in `faults`). */
wain_status wain_job_read(wain_job *job, const char *path, wain_fault_list *faults, wain_error *err);

/* After all overrides: check options against each other and build the travel model (without types). */
wain_status wain_job_finish(wain_job *job, wain_fault_list *faults, wain_error *err);

/* Read orders, depots and fleet into a new book, every fault collected. Faulty orders are in the book with reason
 * BAD_DATA, or stop the job, as input.faulty_orders says. Sets first_day and the types' speed profiles. More than a
 * tenth of the sound orders outside the horizon are a warning. *out is the caller's also when faults stop the job
 * (WAIN_EINPUT), so that `validate` can go on; NULL on WAIN_EIO, WAIN_EMEMORY.
 */
wain_status wain_job_load(wain_job *job, wain_order_book **out, wain_fault_list *faults, wain_error *err);

#endif
