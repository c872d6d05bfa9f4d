/* Capacity only, coordinates so small that single precision finds every rounded distance (CVRPLIB's X set). */
#include "solver/search/kernel_classes.h"

#define KERNEL wain_kernel_cvrp
#define KERNEL_NAME "cvrp"
#define KERNEL_SMALL 1
#define KERNEL_PLANAR 1
#define KERNEL_TIME 0
#define KERNEL_RICH 0

static bool fits(const wain_problem *problem)
{
    return wain_is_capacitated(problem) && wain_is_small_grid(problem);
}

#include "solver/search/kernel.inc"
