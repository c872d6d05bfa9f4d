#include "benchmarks/bench_book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/core/rng.h"

static const char *const files[] = {"job.yaml", "orders.csv", "depots.csv", "fleet.csv", "plan.h5"};

static FILE *create_file(const bench_book *bench, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", bench->folder, name);
    return fopen(path, "w");
}

static wain_status write_text(const bench_book *bench, const char *name, const char *text, wain_error *err)
{
    FILE *out = create_file(bench, name);

    if (!out || fputs(text, out) < 0 || fclose(out) != 0)
        return wain_error_set(err, WAIN_EIO, "%s/%s: %s", bench->folder, name, strerror(errno));
    return WAIN_OK;
}

static wain_status write_orders(const bench_book *bench, int64_t num_orders, wain_error *err)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);
    FILE *out = create_file(bench, "orders.csv");

    if (!out)
        return wain_error_set(err, WAIN_EIO, "%s/orders.csv: %s", bench->folder, strerror(errno));
    fputs("order_id,region,latitude,longitude,weight_kg,volume_m3,earliest_day,latest_day,window_start,window_end,"
          "service_min\n",
          out);
    for (int64_t i = 0; i < num_orders; i++) {
        const double latitude = 48 + wain_rng_uniform(&rng), longitude = 2 + wain_rng_uniform(&rng);
        const double weight = 1 + 20 * wain_rng_uniform(&rng);
        const unsigned hour = 8 + wain_rng_below(&rng, 6);

        fprintf(out, "o%07lld,north,%.5f,%.5f,%.1f,%.3f,2026-03-02,2026-03-02,%02u:00,%02u:30,%u\n", (long long)i,
                latitude, longitude, weight, weight / 200, hour, hour + 4, 3 + wain_rng_below(&rng, 5));
    }
    if (fclose(out) != 0)
        return wain_error_set(err, WAIN_EIO, "%s/orders.csv: %s", bench->folder, strerror(errno));
    return WAIN_OK;
}

wain_status bench_book_write(bench_book *bench, int64_t num_orders, wain_error *err)
{
    wain_status status = WAIN_OK;

    strcpy(bench->folder, "/tmp/wain_bench.XXXXXX");
    if (!mkdtemp(bench->folder)) {
        bench->folder[0] = '\0';
        return wain_error_set(err, WAIN_EIO, "/tmp: %s", strerror(errno));
    }
    WAIN_TRY(write_text(bench, "job.yaml",
                        "input:\n  orders: orders.csv\n  depots: depots.csv\n  fleet: fleet.csv\n"
                        "horizon:\n  first_day: 2026-03-02\n  days: 1\n",
                        err));
    WAIN_TRY(write_text(bench, "depots.csv",
                        "depot_id,region,latitude,longitude,open,close\nd1,north,48.5,2.5,05:00,22:00\n", err));
    WAIN_TRY(write_text(bench, "fleet.csv",
                        "vehicle_type,depot_id,count,capacity_kg,capacity_m3,fixed_cost,cost_per_km,cost_per_hour,"
                        "shift_start,shift_end\nvan,d1,100000,800,8,80,0.5,25,06:00,20:00\n",
                        err));
    WAIN_TRY(write_orders(bench, num_orders, err));
done:
    return status;
}

static void release(bench_book *bench)
{
    wain_order_book_free(bench->book);
    wain_job_free(bench->job);
    bench->book = NULL;
    bench->job = NULL;
}

wain_status bench_book_load(bench_book *bench, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_fault_list faults = {0};
    char path[128];

    release(bench);
    snprintf(path, sizeof path, "%s/job.yaml", bench->folder);
    WAIN_TRY(wain_job_create(&bench->job, err));
    WAIN_TRY(wain_job_read(bench->job, path, &faults, err));
    WAIN_TRY(wain_job_finish(bench->job, &faults, err));
    WAIN_TRY(wain_job_load(bench->job, &bench->book, &faults, err));
    if (faults.total[WAIN_FAULT_REFUSES] > 0)
        status = wain_error_set(err, WAIN_EINTERNAL, "the benchmark's own book has faults");
done:
    wain_fault_list_clear(&faults);
    return status;
}

void bench_book_clear(bench_book *bench)
{
    char path[128];

    release(bench);
    if (bench->folder[0] == '\0')
        return;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", bench->folder, files[i]);
        unlink(path);
    }
    rmdir(bench->folder);
}
