/* The places of a real geography, for wain generate. */
#include <math.h>

#include "io/geography.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wain_geography geography = {0};
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_error err = {0};
    wain_status status;

    if (size < 1)
        return 0;
    status = wain_geography_read(fuzz_file(0, data + 1, size - 1), data[0] % 4, &geography, &err);
    if (status == WAIN_OK) {
        FUZZ_EXPECT(geography.num_sites > 0 && geography.num_regions > 0);
        FUZZ_EXPECT(wain_geography_place_depots(&rng, &geography, &err) == WAIN_OK);
        for (size_t i = 0; i < geography.num_sites; i++) {
            FUZZ_EXPECT(geography.sites[i].region >= 0 && (size_t)geography.sites[i].region < geography.num_regions);
            FUZZ_EXPECT(geography.sites[i].depot >= 0 && (size_t)geography.sites[i].depot < geography.num_depots);
            FUZZ_EXPECT(isfinite(geography.sites[i].weight) && geography.sites[i].weight >= 0);
        }
    } else {
        fuzz_expect_refusal(status, WAIN_EINPUT, &err);
    }
    wain_geography_clear(&geography);
    return 0;
}
