#!/usr/bin/env bash
# The program under the sanitizers it was built with: small nights on one and two ranks, instances on four threads, and
# what reads their results. A sanitizer that finds something ends the program with a code of its own.
. "$(dirname "$0")/lib.sh"
compiler=$2 root=$3
needs_mpirun

# Open MPI's own blocks are told from leaks by their stacks, which only the slow unwinder sees whole. The libraries that
# are not built for the thread sanitizer (MPI, HDF5, CBC) are left alone, as far as Clang's runtime knows how to.
# What threads of Open MPI have in their own storage is not followed: there the leak sanitizer itself may crash.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}fast_unwind_on_malloc=0:intercept_tls_get_addr=0"
export LSAN_OPTIONS="suppressions=$root/tests/lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS="print_stacktrace=1"
export TSAN_OPTIONS="ignore_noninstrumented_modules=1"
export OMPI_MCA_btl_vader_single_copy_mechanism=none

# The thread sanitizer does not bear every layout of the address space.
starter=(env)
if ! "$wain" --version >/dev/null 2>&1; then
    starter=(setarch "$(uname -m)" -R)
    "${starter[@]}" "$wain" --version >/dev/null 2>&1 || skip "a program built with this sanitizer does not start here"
fi
# GCC's OpenMP is not known to the thread sanitizer, which takes its barriers for races.
threads=4
if grep -q __tsan_init "$wain" && [ "$compiler" = GNU ]; then
    threads=1
fi

make_job job 60
for ranks in 1 2; do
    expect 0 mpi "$ranks" "${starter[@]}" "$wain" plan job/job.yaml --output "$ranks.h5" --threads "$threads" \
        --iterations 300 --quiet
done
expect 0 "${starter[@]}" "$wain" check 1.h5
expect 0 "${starter[@]}" "$wain" show 2.h5 --json
for instance in villages60.vrp villages60.txt; do
    expect 0 "${starter[@]}" "$wain" solve "$root/configs/instances/$instance" --threads "$threads" --iterations 4000
done
printf 'order_id;region\nx;"y\n' >job/orders.csv
expect 3 "${starter[@]}" "$wain" validate job/job.yaml
