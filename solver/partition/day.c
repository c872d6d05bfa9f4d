/* The service day of each order: see partition.h for the rule. */
#include <math.h>

#include "solver/partition/partition_internal.h"

enum { CELL_LIMIT = 48, CELLS_PER_DAY = 20 };

/* Orders in a cell: about a route's worth, and small beside a day's orders so that days can be balanced. */
static int32_t cell_size(int32_t count, int32_t num_days)
{
    const int32_t size = count / num_days / CELLS_PER_DAY;

    return size < 1 ? 1 : size > CELL_LIMIT ? CELL_LIMIT : size;
}

static bool is_open(const wain_place *place)
{
    return place->day < 0;
}

static void fix(wain_place *place, int32_t day, double *day_work)
{
    place->day = day;
    day_work[day] += place->work;
}

/* Count for each day how many orders of the cell are on it or could still join them; 0 for days on which none could.
 * Returns the work of the orders without a day. */
static double count_companions(const wain_place *cell, int32_t size, int32_t first, int32_t last, int32_t *day_count)
{
    double work = 0;

    for (int32_t d = first; d <= last; d++)
        day_count[d] = 0;
    for (int32_t i = 0; i < size; i++) {
        if (is_open(&cell[i])) {
            work += cell[i].work;
            for (int32_t d = cell[i].first_day; d <= cell[i].last_day; d++)
                day_count[d]++;
        }
    }
    for (int32_t i = 0; i < size; i++) {
        if (!is_open(&cell[i]) && cell[i].day >= first && cell[i].day <= last && day_count[cell[i].day] > 0)
            day_count[cell[i].day]++;
    }
    return work;
}

/* The day for the open orders of a cell, by load first and by company among the nearly equal. */
static int32_t choose_day(int32_t first, int32_t last, const double *day_work, const int32_t *day_count,
                          double tolerance)
{
    double least = HUGE_VAL;
    int32_t best = -1;

    for (int32_t d = first; d <= last; d++) {
        if (day_count[d] > 0 && day_work[d] < least)
            least = day_work[d];
    }
    for (int32_t d = first; d <= last; d++) {
        if (day_count[d] == 0 || day_work[d] > least + tolerance)
            continue;
        if (best < 0 || day_count[d] > day_count[best] ||
            (day_count[d] == day_count[best] && day_work[d] < day_work[best]))
            best = d;
    }
    return best;
}

static void place_cell(wain_place *cell, int32_t size, double *day_work, int32_t *day_count)
{
    int32_t first, last;

    for (;;) {
        double open_work;
        int32_t day;

        first = INT32_MAX;
        last = -1;
        for (int32_t i = 0; i < size; i++) {
            if (is_open(&cell[i])) {
                first = cell[i].first_day < first ? cell[i].first_day : first;
                last = cell[i].last_day > last ? cell[i].last_day : last;
            }
        }
        if (last < 0)
            return;
        open_work = count_companions(cell, size, first, last, day_count);
        day = choose_day(first, last, day_work, day_count, open_work / 2);
        for (int32_t i = 0; i < size; i++) {
            if (is_open(&cell[i]) && cell[i].first_day <= day && day <= cell[i].last_day)
                fix(&cell[i], day, day_work);
        }
    }
}

void wain_assign_days(wain_place *places, int32_t count, int32_t num_days, double *day_work, int32_t *day_count)
{
    const int32_t size = cell_size(count, num_days);
    int32_t start = 0, open = 0;

    for (int32_t d = 0; d < num_days; d++)
        day_work[d] = 0;
    for (int32_t i = 0; i < count; i++) {
        if (places[i].first_day == places[i].last_day)
            fix(&places[i], places[i].first_day, day_work);
    }
    for (int32_t i = 0; i < count; i++) {
        open += is_open(&places[i]);
        if (open == size || i + 1 == count) {
            place_cell(places + start, i + 1 - start, day_work, day_count);
            start = i + 1;
            open = 0;
        }
    }
}
