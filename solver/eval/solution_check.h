/* Whether a solution that came from elsewhere can be searched on from: a search counts on that. */
#ifndef WAIN_EVAL_SOLUTION_CHECK_H
#define WAIN_EVAL_SOLUTION_CHECK_H

#include "solver/core/error.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"

/* Whether the routes of `solution`, whose orders are those of the problem, use vehicles the problem has and break no
 * rule. Its cost is not looked at. WAIN_EINTERNAL says what is wrong; WAIN_EMEMORY. O(orders). */
wain_status wain_solution_check(const wain_problem *problem, const wain_solution *solution, wain_error *err);

#endif
