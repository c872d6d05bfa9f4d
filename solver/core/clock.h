/* Elapsed wall time. */
#ifndef WAIN_CORE_CLOCK_H
#define WAIN_CORE_CLOCK_H

/* Seconds of the monotonic clock since an arbitrary start; never goes back. */
double wain_clock_seconds(void);

#endif
