/* Capacity only, any planar coordinates. */
#include "solver/search/kernel_classes.h"

#define KERNEL wain_kernel_cvrp_planar
#define KERNEL_NAME "cvrp_planar"
#define KERNEL_SMALL 0
#define KERNEL_PLANAR 1
#define KERNEL_TIME 0
#define KERNEL_RICH 0

static bool fits(const wain_problem *problem)
{
    return wain_is_capacitated(problem);
}

#include "solver/search/kernel.inc"
