/* Capacity and one time window per order on a plane, where a unit of distance takes a unit of time. */
#include "solver/search/kernel_classes.h"

#define KERNEL wain_kernel_vrptw
#define KERNEL_NAME "vrptw"
#define KERNEL_SMALL 0
#define KERNEL_PLANAR 1
#define KERNEL_TIME 1
#define KERNEL_RICH 0

static bool fits(const wain_problem *problem)
{
    return wain_is_windowed(problem);
}

#include "solver/search/kernel.inc"
