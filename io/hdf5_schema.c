#include "io/hdf5_schema.h"

const wain_group_info wain_groups[WAIN_NUM_GROUPS] = {
#define GROUP(name, text, row) {text, row},
#define COLUMN(group, name, text, type, units, long_name)
#include "io/hdf5_schema.def"
#undef GROUP
#undef COLUMN
};

const wain_column_info wain_columns[WAIN_NUM_COLUMNS] = {
#define GROUP(name, text, row)
#define COLUMN(group, name, text, type, units, long_name) \
    {WAIN_GROUP_##group, text, WAIN_COLUMN_##type, units, long_name, false, 0},
#define MEASURED(group, name, text, type, units, long_name) \
    {WAIN_GROUP_##group, text, WAIN_COLUMN_##type, units, long_name, true, 0},
#define COLUMN_SINCE(minor, group, name, text, type, units, long_name) \
    {WAIN_GROUP_##group, text, WAIN_COLUMN_##type, units, long_name, false, minor},
#define MEASURED_SINCE(minor, group, name, text, type, units, long_name) \
    {WAIN_GROUP_##group, text, WAIN_COLUMN_##type, units, long_name, true, minor},
#include "io/hdf5_schema.def"
#undef GROUP
#undef COLUMN
};

bool wain_group_is_single(wain_result_group group)
{
    return group == WAIN_GROUP_KPI || group == WAIN_GROUP_PROVENANCE;
}

void wain_schema_print_markdown(FILE *out)
{
    static const char *const types[] = {"int32", "int64", "float64", "text"};
    int group = -1;

    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        const wain_column_info *column = &wain_columns[i];

        if ((int)column->group != group) {
            group = (int)column->group;
            fprintf(out, "%s### `/%s`\n\nA row is %s.%s\n\n| column | type | units | long_name |\n|---|---|---|---|\n",
                    i > 0 ? "\n" : "", wain_groups[group].name, wain_groups[group].row,
                    wain_group_is_single(column->group) ? " There is one row." : "");
        }
        fprintf(out, "| `%s` | %s | %s | %s%s |\n", column->name, types[column->type], column->units, column->long_name,
                column->measured ? " (not checked)" : "");
    }
}
