/* Preloaded into wain by plan_memory.sh: the WAIN_FAIL_AT-th allocation that wain's own code asks for fails, and all
 * after it, or with WAIN_FAIL_ONCE no other. Allocations of libraries succeed, for what becomes of those when they fail
 * is not ours. With WAIN_FAIL_RANK only that rank of mpirun is met. With WAIN_FAIL_COUNT the number of allocations is
 * written to that file when the program ends. */
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uintptr_t program_start, program_end;
static long fail_at = -1;
static bool once;
static atomic_long seen;

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);

/* The first object is the program itself. */
static int note_program(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];

        if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
            program_start = info->dlpi_addr + part->p_vaddr;
            program_end = program_start + part->p_memsz;
        }
    }
    return 1;
}

static void find(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(function, &found, sizeof found);
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("WAIN_FAIL_AT"), *rank = getenv("WAIN_FAIL_RANK");
    const char *own = getenv("OMPI_COMM_WORLD_RANK");

    once = getenv("WAIN_FAIL_ONCE") != NULL;
    dl_iterate_phdr(note_program, NULL);
    if (at && (!rank || (own && strcmp(rank, own) == 0)))
        fail_at = strtol(at, NULL, 10);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("WAIN_FAIL_COUNT");
    FILE *out = path ? fopen(path, "w") : NULL;

    if (out) {
        fprintf(out, "%ld\n", atomic_load(&seen));
        fclose(out);
    }
}

static bool fails(const void *caller)
{
    const uintptr_t place = (uintptr_t)caller;
    long number;

    if (place < program_start || place >= program_end)
        return false;
    number = atomic_fetch_add(&seen, 1) + 1;
    if (fail_at < 0 || number < fail_at || (once && number > fail_at))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (!real_malloc)
        find(&real_malloc, "malloc");
    return fails(__builtin_return_address(0)) ? NULL : real_malloc(size);
}

/* dlsym may itself ask for a few bytes before calloc is known. */
void *calloc(size_t count, size_t size)
{
    static char early[4096];
    static size_t used;
    static bool finding;

    if (!real_calloc && finding) {
        void *piece = early + used;

        used += (count * size + 15) & ~(size_t)15;
        return used <= sizeof early ? piece : NULL;
    }
    if (!real_calloc) {
        finding = true;
        find(&real_calloc, "calloc");
        finding = false;
    }
    return fails(__builtin_return_address(0)) ? NULL : real_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    if (!real_realloc)
        find(&real_realloc, "realloc");
    return fails(__builtin_return_address(0)) ? NULL : real_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (!real_aligned_alloc)
        find(&real_aligned_alloc, "aligned_alloc");
    return fails(__builtin_return_address(0)) ? NULL : real_aligned_alloc(alignment, size);
}
