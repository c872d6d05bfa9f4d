#include "scheduler/cli/plan_arguments.h"

enum { KEY_STRICT = 512, KEY_DRY_RUN, KEY_JSON, KEY_RESUME, KEY_ANEW };

static const struct argp_option flags[] = {
    {"strict", KEY_STRICT, NULL, 0, "same as --set limits.strict=true: exit code 4 when a required order is left out",
     0},
    {"resume", KEY_RESUME, NULL, 0,
     "go on with the job where its state file says it was interrupted; begin anew where there is none", 0},
    {"anew", KEY_ANEW, NULL, 0,
     "begin anew, and remove at once the state that an interrupted job left (without this it is there until the first "
     "state of this job takes its place); of --resume and --anew the last one counts",
     0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "show the units, their effort and memory, and advice on ranks; solve nothing", 0},
    {"json", KEY_JSON, NULL, 0, "the summary, or the dry run, as one JSON object", 0},
    {0},
};

static error_t take(int key, char *text, struct argp_state *state)
{
    wain_plan_arguments *arguments = state->input;

    (void)text;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->job;
        return 0;
    case KEY_STRICT:
        wain_job_arguments_assign(&arguments->job, state, "limits.strict", "true");
        return 0;
    case KEY_DRY_RUN:
        arguments->dry_run = true;
        return 0;
    case KEY_RESUME:
        arguments->resume = true; /* of the two the last one counts */
        arguments->anew = false;
        return 0;
    case KEY_ANEW:
        arguments->anew = true;
        arguments->resume = false;
        return 0;
    case KEY_JSON:
        arguments->json = true;
        return 0;
    case ARGP_KEY_SUCCESS:
        wain_job_arguments_settle_budget(&arguments->job, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp wain_plan_argp = {
    .options = flags,
    .parser = take,
    .args_doc = "JOB.yaml",
    .doc =
        "Plan the routes of a job and publish them, checked, as one HDF5 file.\v"
        "Examples, alone and with several ranks:\n"
        "  wain plan configs/nightly.yaml\n"
        "  mpirun --bind-to none -n 4 wain plan configs/nightly.yaml\n"
        "Without --bind-to none mpirun may bind each rank to one core, where it has one thread.\n\n"
        "SIGTERM, SIGINT or SIGUSR1 end the search early: units that still wait get a first solution, and the plan is "
        "checked and published within about ten seconds. Under "
        "mpirun send SIGUSR1 to mpirun, which hands it on at once.\n\n"
        "Exit codes: 0 done; 2 the job file or an option is faulty; 3 an input is faulty; 4 required orders are left "
        "out (--strict); 5 stopped early with a valid plan; 6 a file can't be read or written; 7 memory; 8 the plan "
        "failed its check and is not published; 9 ranks were lost: the units that came back are published, the job can "
        "be submitted again; 128 and the signal's number when a signal came before anything was planned.",
    .children = wain_job_children};

static const struct argp_option resume_flags[] = {
    {"strict", KEY_STRICT, NULL, 0, "same as --set limits.strict=true: exit code 4 when a required order is left out",
     0},
    {"json", KEY_JSON, NULL, 0, "the summary as one JSON object", 0},
    {0},
};

const struct argp wain_resume_argp = {
    .options = resume_flags,
    .parser = take,
    .args_doc = "RESULT.h5.state",
    .doc =
        "Go on with a job that was interrupted, from the state file that it left beside its result.\v"
        "The job file and the options of its command line are those that the state file names, in the folder where the "
        "job was started; options given here count more. Units that were done are not searched again, the others go on "
        "where they stood. What the plan depends on (inputs, search, partition) must be as it was; with a budget of "
        "iterations the plan is the one that would have come without the interruption, on any number of ranks. A time "
        "limit counts from the start of this command.\n\n"
        "  wain resume plan.h5.state\n"
        "  mpirun --bind-to none -n 4 wain resume plan.h5.state --time-limit 600\n\n"
        "Where the newest generation of the file is damaged the one before (.1) is used. Exit codes: those of wain "
        "plan; 3 "
        "also when no generation is whole.",
    .children = wain_job_children};
