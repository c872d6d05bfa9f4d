/* Everything a problem can hold: several depots, vehicle types and loads, pickups, several windows, skills, limits of
 * stops and distance, orders left out at a price, travel that depends on the hour. */
#include "solver/search/kernel_classes.h"

#define KERNEL wain_kernel_rich
#define KERNEL_NAME "rich"
#define KERNEL_SMALL 0
#define KERNEL_PLANAR 0
#define KERNEL_TIME 1
#define KERNEL_RICH 1

static bool fits(const wain_problem *problem)
{
    (void)problem;
    return true;
}

#include "solver/search/kernel.inc"
