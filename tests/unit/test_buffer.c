#include <CUnit/CUnit.h>

#include "solver/core/buffer.h"

void wain_suite_buffer(CU_pSuite suite);

static void numbers_come_back(void)
{
    wain_buffer buffer = {0};
    const int32_t values[] = {-1, 0, INT32_MAX};
    int32_t read[3];

    wain_buffer_put_u32(&buffer, 7);
    wain_buffer_put_i64(&buffer, INT64_MIN);
    wain_buffer_put_f64(&buffer, -0.5);
    wain_buffer_put_i32s(&buffer, values, 3);
    CU_ASSERT_EQUAL(buffer.size, 4 + 8 + 8 + 12);
    CU_ASSERT_EQUAL(wain_buffer_get_u32(&buffer), 7);
    CU_ASSERT_EQUAL(wain_buffer_get_i64(&buffer), INT64_MIN);
    CU_ASSERT_EQUAL(wain_buffer_get_f64(&buffer), -0.5);
    wain_buffer_get_i32s(&buffer, read, 3);
    CU_ASSERT_EQUAL(read[0], -1);
    CU_ASSERT_EQUAL(read[2], INT32_MAX);
    CU_ASSERT_FALSE(buffer.overrun);
    wain_buffer_clear(&buffer);
    CU_ASSERT_PTR_NULL(buffer.bytes);
}

static void reading_past_the_end_is_noticed(void)
{
    wain_buffer buffer = {0};

    wain_buffer_put_u32(&buffer, 7);
    CU_ASSERT_EQUAL(wain_buffer_get_u64(&buffer), 0);
    CU_ASSERT_TRUE(buffer.overrun);
    CU_ASSERT_EQUAL(wain_buffer_get_u32(&buffer), 0);
    wain_buffer_clear(&buffer);
}

static void impossible_counts_are_refused(void)
{
    wain_buffer buffer = {0};

    wain_buffer_put_u64(&buffer, UINT64_MAX / 2);
    CU_ASSERT_EQUAL(wain_buffer_get_count(&buffer, 4), 0);
    CU_ASSERT_TRUE(buffer.overrun);
    wain_buffer_clear(&buffer);
}

void wain_suite_buffer(CU_pSuite suite)
{
    CU_ADD_TEST(suite, numbers_come_back);
    CU_ADD_TEST(suite, reading_past_the_end_is_noticed);
    CU_ADD_TEST(suite, impossible_counts_are_refused);
}
