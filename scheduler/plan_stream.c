#include "scheduler/plan_stream.h"

wain_status wain_plan_stream_begin(wain_plan_stream *stream, const char *path, const wain_job *job,
                                   const wain_order_book *book, wain_error *err)
{
    wain_status status = WAIN_OK;

    *stream = (wain_plan_stream){.job = job, .book = book};
    WAIN_TRY(wain_feasibility_begin(book, &job->travel, job->first_day, job->num_days, &stream->report,
                                    &stream->checking, err));
    WAIN_TRY(wain_result_writer_create(path, job, book, &stream->writer, err));
done:
    if (status != WAIN_OK)
        wain_plan_stream_clear(stream);
    return status;
}

wain_status wain_plan_stream_add(wain_plan_stream *stream, const wain_partition *partition,
                                 const wain_unit_outcome *units, int32_t end, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_plan *plan;

    if (!stream->assembly.plan)
        WAIN_TRY(wain_assembly_begin(&stream->assembly, stream->book, &stream->job->travel, partition, err));
    plan = stream->assembly.plan;
    while ((int32_t)plan->num_units < end) {
        WAIN_TRY(wain_assembly_add(&stream->assembly, &units[plan->num_units], err));
        WAIN_TRY(wain_feasibility_add(stream->checking, plan, err));
        WAIN_TRY(wain_result_writer_add(stream->writer, plan, err));
        wain_plan_release_stops(plan, wain_result_writer_stops(stream->writer));
    }
done:
    return status;
}

wain_status wain_plan_stream_end(wain_plan_stream *stream, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_assembly_end(&stream->assembly, err));
    WAIN_TRY(wain_feasibility_end(stream->checking, stream->assembly.plan, err));
done:
    return status;
}

void wain_plan_stream_clear(wain_plan_stream *stream)
{
    wain_result_writer_free(stream->writer);
    wain_assembly_clear(&stream->assembly);
    wain_feasibility_free(stream->checking);
    wain_check_report_clear(&stream->report);
    *stream = (wain_plan_stream){0};
}
