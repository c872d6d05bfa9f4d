#include "solver/search/kernel.h"

const wain_kernel *wain_kernel_choose(const wain_problem *problem)
{
    static const wain_kernel *const kernels[] = {&wain_kernel_cvrp, &wain_kernel_cvrp_planar, &wain_kernel_vrptw};

    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (kernels[i]->fits(problem))
            return kernels[i];
    }
    return &wain_kernel_rich;
}
