#include "solver/model/order_book.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

enum { MAX_SKILLS = 64, FIRST_SLOTS = 64, NO_REGION = -1 };

wain_status wain_order_book_create(wain_order_book **out, wain_error *err)
{
    wain_status status;
    wain_order_book *book = NULL;

    WAIN_TRY(WAIN_NEW(book, 1, err));
    book->num_loads = 1;
    WAIN_TRY(WAIN_RESERVE(book->text, book->text_capacity, 1, err));
    book->text[0] = '\0';
    book->text_size = 1;
    *out = book;
    book = NULL;
done:
    wain_order_book_free(book);
    return status;
}

void wain_order_book_free(wain_order_book *book)
{
    if (!book)
        return;
    free(book->orders);
    free(book->windows);
    free(book->depots);
    free(book->types);
    free(book->regions);
    free(book->region_slots);
    free(book->text);
    free(book);
}

wain_status wain_order_book_add_text(wain_order_book *book, const char *text, size_t length, wain_text *out,
                                     wain_error *err)
{
    wain_status status;

    if (length == 0) {
        *out = 0;
        return WAIN_OK;
    }
    if (length >= UINT32_MAX - book->text_size)
        return wain_error_set(err, WAIN_EINPUT, "the texts of the order book exceed 4 GiB");
    WAIN_TRY(WAIN_RESERVE(book->text, book->text_capacity, book->text_size + length + 1, err));
    memcpy(book->text + book->text_size, text, length);
    book->text[book->text_size + length] = '\0';
    *out = (wain_text)book->text_size;
    book->text_size += length + 1;
done:
    return status;
}

/* FNV-1a (Fowler, Noll and Vo): region names are short. */
static uint64_t hash_name(const char *name, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
    return hash ^ (hash >> 32);
}

static bool is_text(const wain_order_book *book, wain_text text, const char *name, size_t length)
{
    const char *known = wain_order_book_text(book, text);

    return strncmp(known, name, length) == 0 && known[length] == '\0';
}

/* The slot of that name, or the free one where it belongs. There is always a free slot. */
static size_t find_slot(const wain_order_book *book, const char *name, size_t length)
{
    const size_t mask = book->num_region_slots - 1;
    size_t slot = hash_name(name, length) & mask;

    while (book->region_slots[slot] != NO_REGION &&
           !is_text(book, book->regions[book->region_slots[slot]], name, length))
        slot = (slot + 1) & mask;
    return slot;
}

static wain_status grow_slots(wain_order_book *book, wain_error *err)
{
    wain_status status;
    const size_t count = book->num_region_slots ? 2 * book->num_region_slots : FIRST_SLOTS;
    int32_t *slots = NULL;

    WAIN_TRY(WAIN_NEW(slots, count, err));
    for (size_t i = 0; i < count; i++)
        slots[i] = NO_REGION;
    free(book->region_slots);
    book->region_slots = slots;
    book->num_region_slots = count;
    for (size_t r = 0; r < book->num_regions; r++) {
        const char *name = wain_order_book_text(book, book->regions[r]);

        slots[find_slot(book, name, strlen(name))] = (int32_t)r;
    }
done:
    return status;
}

wain_status wain_order_book_region(wain_order_book *book, const char *name, size_t length, int32_t *out,
                                   wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t slot;

    /* Books are often sorted by region. */
    if (book->num_regions > 0 && is_text(book, book->regions[book->last_region], name, length)) {
        *out = (int32_t)book->last_region;
        return WAIN_OK;
    }
    if (2 * (book->num_regions + 1) > book->num_region_slots)
        WAIN_TRY(grow_slots(book, err));
    slot = find_slot(book, name, length);
    if (book->region_slots[slot] == NO_REGION) {
        WAIN_TRY(WAIN_RESERVE(book->regions, book->regions_capacity, book->num_regions + 1, err));
        WAIN_TRY(wain_order_book_add_text(book, name, length, &book->regions[book->num_regions], err));
        book->region_slots[slot] = (int32_t)book->num_regions++;
    }
    *out = book->region_slots[slot];
    book->last_region = (size_t)*out;
done:
    return status;
}

wain_status wain_order_book_skill(wain_order_book *book, const char *name, size_t length, int32_t *out, wain_error *err)
{
    wain_status status;

    for (int32_t i = 0; i < book->num_skills; i++) {
        if (is_text(book, book->skills[i], name, length)) {
            *out = i;
            return WAIN_OK;
        }
    }
    if (book->num_skills == MAX_SKILLS)
        return wain_error_set(err, WAIN_EINPUT, "more than %d different skills; the next is '%.*s'", MAX_SKILLS,
                              (int)(length < 80 ? length : 80), name);
    WAIN_TRY(wain_order_book_add_text(book, name, length, &book->skills[book->num_skills], err));
    *out = book->num_skills++;
done:
    return status;
}

wain_status wain_order_book_add_depot(wain_order_book *book, const wain_depot *depot, wain_error *err)
{
    wain_status status;

    WAIN_TRY(WAIN_RESERVE(book->depots, book->depots_capacity, book->num_depots + 1, err));
    book->depots[book->num_depots++] = *depot;
done:
    return status;
}

wain_status wain_order_book_add_type(wain_order_book *book, const wain_vehicle_type *type, wain_error *err)
{
    wain_status status;

    WAIN_TRY(WAIN_RESERVE(book->types, book->types_capacity, book->num_types + 1, err));
    book->types[book->num_types++] = *type;
done:
    return status;
}

wain_status wain_order_book_add_order(wain_order_book *book, const wain_order *order, const wain_window *windows,
                                      int32_t num_windows, wain_error *err)
{
    wain_status status;
    const size_t count = (size_t)num_windows;

    if (book->num_orders >= INT32_MAX || book->num_windows + count > INT32_MAX)
        return wain_error_set(err, WAIN_EINPUT, "more than %d orders or windows", INT32_MAX);
    WAIN_TRY(WAIN_RESERVE(book->orders, book->orders_capacity, book->num_orders + 1, err));
    WAIN_TRY(WAIN_RESERVE(book->windows, book->windows_capacity, book->num_windows + count, err));
    book->orders[book->num_orders] = *order;
    book->orders[book->num_orders].first_window = (int32_t)book->num_windows;
    book->orders[book->num_orders].num_windows = num_windows;
    if (count > 0)
        memcpy(book->windows + book->num_windows, windows, count * sizeof *windows);
    book->num_windows += count;
    book->num_orders++;
done:
    return status;
}

size_t wain_order_book_memory(const wain_order_book *book)
{
    return sizeof *book + book->orders_capacity * sizeof *book->orders +
           book->windows_capacity * sizeof *book->windows + book->depots_capacity * sizeof *book->depots +
           book->types_capacity * sizeof *book->types + book->regions_capacity * sizeof *book->regions +
           book->num_region_slots * sizeof *book->region_slots + book->text_capacity;
}
