/* Every fault of a job file in one pass, with its line. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "io/calendar.h"
#include "io/job_schema_internal.h"
#include "solver/core/nearest.h"

enum { MAX_PATH = 192, MAX_EXPECTED = 256, MAX_MEND = 256 };

typedef struct checker {
    const wain_option_registry *registry;
    yaml_document_t *document;
    const char *file;
    wain_fault_list *faults;
} checker;

/* Where in the file's tree: with the numbers of list entries for people, and without them as options are declared. */
typedef struct place {
    char shown[MAX_PATH], declared[MAX_PATH];
} place;

static void add_fault(const checker *c, const yaml_mark_t *mark, const char *key, const char *value,
                      const char *expected, const char *mend)
{
    char column[MAX_PATH + 128];

    snprintf(column, sizeof column, "%s (column %zu)", key, mark->column + 1);
    wain_fault_add(c->faults, WAIN_FAULT_STOPS, c->file, (int64_t)mark->line + 1, column, value, expected, mend);
}

static place place_of_key(const place *parent, const char *key)
{
    place at;

    snprintf(at.shown, sizeof at.shown, "%.120s%s%.60s", parent->shown, *parent->shown ? "." : "", key);
    snprintf(at.declared, sizeof at.declared, "%.120s%s%.60s", parent->declared, *parent->declared ? "." : "", key);
    return at;
}

static place place_of_entry(const place *parent, size_t number)
{
    place at = *parent;

    snprintf(at.shown, sizeof at.shown, "%.150s[%zu]", parent->shown, number);
    return at;
}

static const char *text_of(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

static const char *kind_of(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE     ? (const char *)node->data.scalar.value
           : node->type == YAML_SEQUENCE_NODE ? "a list"
                                              : "a mapping";
}

/* A key with nothing after it, as when all lines below it are commented out. */
static bool is_blank(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE && node->data.scalar.length == 0 &&
           node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static const wain_option *option_at(const checker *c, const char *declared)
{
    const wain_option *option = wain_option_find(c->registry, declared, NULL);
    size_t count;
    const wain_option *items = wain_job_item_list(&count);

    for (size_t i = 0; i < count && !option; i++) {
        const size_t section = strlen(items[i].section);

        if (strncmp(items[i].section, declared, section) == 0 && declared[section] == '.' &&
            strcmp(items[i].name, declared + section + 1) == 0)
            option = &items[i];
    }
    return option;
}

static bool check_scalar(const checker *c, const yaml_node_t *node, const place *at)
{
    const wain_option *option = option_at(c, at->declared);
    char expected[MAX_EXPECTED];
    wain_time from;

    if (!option) /* the schema has no scalar without a declaration */
        return false;
    wain_option_expectation(option, expected, sizeof expected);
    if (node->type != YAML_SCALAR_NODE || strlen(text_of(node)) != node->data.scalar.length ||
        !wain_option_accepts(option, text_of(node))) {
        add_fault(c, &node->start_mark, at->shown, kind_of(node), expected, "");
        return false;
    }
    if (strcmp(at->declared, "travel.speeds.bands.from") == 0 &&
        (!wain_calendar_read_time(text_of(node), node->data.scalar.length, &from) || from % 3600 != 0 ||
         from >= WAIN_SECONDS_PER_DAY)) {
        add_fault(c, &node->start_mark, at->shown, text_of(node), "a full hour from 00:00 to 23:00", "");
        return false;
    }
    return true;
}

static bool check_value(const checker *c, const cyaml_schema_value_t *schema, yaml_node_t *node, const place *at);

static const cyaml_schema_field_t *find_field(const cyaml_schema_field_t *fields, const char *key)
{
    for (; fields->key; fields++) {
        if (strcmp(fields->key, key) == 0)
            return fields;
    }
    return NULL;
}

static void meet_unknown_key(const checker *c, const cyaml_schema_field_t *fields, const yaml_node_t *key,
                             const place *at)
{
    const char *candidates[WAIN_JOB_MAX_FIELDS + 2];
    const char *nearest;
    char known[128], mend[MAX_MEND] = "'wain options' lists all";
    size_t count = 0;

    for (; fields[count].key && count < WAIN_JOB_MAX_FIELDS + 2; count++)
        candidates[count] = fields[count].key;
    if (!wain_fault_list_has_room(c->faults)) /* nobody will read it */
        count = 0;
    nearest = wain_nearest(text_of(key), candidates, count);
    if (nearest)
        snprintf(mend, sizeof mend, "did you mean '%s'?", nearest);
    else if (count > 0 && wain_option_suggest(c->registry, at->declared, known))
        snprintf(mend, sizeof mend, "did you mean '%s'?", known);
    add_fault(c, &key->start_mark, at->shown, text_of(key), "a known key", mend);
}

static bool is_repeated(const checker *c, const yaml_node_pair_t *first, const yaml_node_pair_t *pair)
{
    const char *key = text_of(yaml_document_get_node(c->document, pair->key));

    for (; first < pair; first++) {
        if (strcmp(text_of(yaml_document_get_node(c->document, first->key)), key) == 0)
            return true;
    }
    return false;
}

static bool check_pair(const checker *c, const cyaml_schema_field_t *fields, const yaml_node_t *mapping,
                       const yaml_node_pair_t *pair, const place *parent)
{
    const yaml_node_t *key = yaml_document_get_node(c->document, pair->key);
    yaml_node_t *value = yaml_document_get_node(c->document, pair->value);
    const cyaml_schema_field_t *field = find_field(fields, text_of(key));
    const place at = place_of_key(parent, text_of(key));

    if (key->type != YAML_SCALAR_NODE) {
        add_fault(c, &key->start_mark, parent->shown, kind_of(key), "a key", "");
        return false;
    }
    if (!field) {
        meet_unknown_key(c, fields, key, &at);
        return false;
    }
    if (is_repeated(c, mapping->data.mapping.pairs.start, pair)) {
        add_fault(c, &key->start_mark, at.shown, text_of(key), "each key once", "remove one of the two");
        return false;
    }
    return check_value(c, &field->value, value, &at);
}

static void meet_missing_key(const checker *c, const yaml_node_t *mapping, const char *key, const place *at)
{
    char expected[MAX_EXPECTED];

    snprintf(expected, sizeof expected, "the key '%.80s'", key);
    add_fault(c, &mapping->start_mark, at->shown, "", expected, "add it");
}

static bool has_key(const checker *c, const yaml_node_t *mapping, const char *key)
{
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start; pair < mapping->data.mapping.pairs.top;
         pair++) {
        if (strcmp(text_of(yaml_document_get_node(c->document, pair->key)), key) == 0)
            return true;
    }
    return false;
}

/* What a mapping must have; false when something is missing. */
static bool check_presence(const checker *c, const cyaml_schema_field_t *fields, const yaml_node_t *node,
                           const place *at)
{
    bool complete = true;

    for (; fields->key; fields++) {
        if ((fields->value.flags & CYAML_FLAG_OPTIONAL) == 0 && !has_key(c, node, fields->key)) {
            meet_missing_key(c, node, fields->key, at);
            complete = false;
        }
    }
    if (strcmp(at->declared, "travel.speeds") == 0 && !has_key(c, node, "kmh") && !has_key(c, node, "bands")) {
        add_fault(c, &node->start_mark, at->shown, "", "a speed", "add 'kmh' or 'bands'");
        complete = false;
    }
    return complete;
}

/* Faulty pairs are taken out only after all were seen, so that a repeated key is found whatever the first one holds. */
static bool check_mapping(const checker *c, const cyaml_schema_value_t *schema, yaml_node_t *node, const place *at)
{
    const cyaml_schema_field_t *fields = schema->mapping.fields;
    yaml_node_pair_t *kept = NULL, *end = NULL;
    bool complete;

    if (is_blank(node))
        return false;
    if (node->type != YAML_MAPPING_NODE) {
        add_fault(c, &node->start_mark, at->shown, kind_of(node), "keys with values",
                  "indent them below, as 'key: value'");
        return false;
    }
    complete = check_presence(c, fields, node, at);
    end = node->data.mapping.pairs.top;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < end; pair++) {
        const yaml_node_t *key = yaml_document_get_node(c->document, pair->key);
        const cyaml_schema_field_t *field = find_field(fields, text_of(key));

        if (!check_pair(c, fields, node, pair, at)) {
            pair->value = 0; /* no node */
            complete = complete && (!field || (field->value.flags & CYAML_FLAG_OPTIONAL) != 0);
        }
    }
    kept = node->data.mapping.pairs.start;
    for (yaml_node_pair_t *pair = kept; pair < end; pair++) {
        if (pair->value != 0)
            *kept++ = *pair;
    }
    node->data.mapping.pairs.top = kept;
    return complete;
}

/* The text that tells an entry of a list from the others; NULL when it has none. */
static const char *entry_name(const checker *c, const cyaml_schema_value_t *schema, const yaml_node_t *node)
{
    if (node->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
        if (strcmp(text_of(yaml_document_get_node(c->document, pair->key)), schema->mapping.fields[0].key) == 0)
            return text_of(yaml_document_get_node(c->document, pair->value));
    }
    return NULL;
}

static bool is_new_entry(const checker *c, const cyaml_schema_value_t *schema, const yaml_node_t *list,
                         const yaml_node_item_t *item, const place *at)
{
    const yaml_node_t *node = yaml_document_get_node(c->document, *item);
    const char *name = entry_name(c, schema, node);
    char key[MAX_PATH + 64];

    for (const yaml_node_item_t *other = list->data.sequence.items.start; other < item && name; other++) {
        const char *earlier = *other ? entry_name(c, schema, yaml_document_get_node(c->document, *other)) : NULL;

        if (earlier && strcmp(earlier, name) == 0) {
            snprintf(key, sizeof key, "%s.%s", at->shown, schema->mapping.fields[0].key);
            add_fault(c, &node->start_mark, key, name, "each entry once", "remove one of the two");
            return false;
        }
    }
    return true;
}

static bool check_sequence(const checker *c, const cyaml_schema_value_t *schema, yaml_node_t *node, const place *at)
{
    yaml_node_item_t *start, *kept;

    if (is_blank(node))
        return false;
    if (node->type != YAML_SEQUENCE_NODE) {
        add_fault(c, &node->start_mark, at->shown, kind_of(node), "a list", "begin each entry with '- '");
        return false;
    }
    kept = start = node->data.sequence.items.start;
    for (yaml_node_item_t *item = start; item < node->data.sequence.items.top; item++) {
        const place entry = place_of_entry(at, (size_t)(item - start) + 1);
        yaml_node_t *value = yaml_document_get_node(c->document, *item);

        if (is_blank(value)) {
            add_fault(c, &value->start_mark, entry.shown, "", "keys with values", "remove the empty entry");
            *item = 0;
        } else if (!check_value(c, schema->sequence.entry, value, &entry) ||
                   !is_new_entry(c, schema->sequence.entry, node, item, &entry)) {
            *item = 0; /* no node */
        }
    }
    for (yaml_node_item_t *item = start; item < node->data.sequence.items.top; item++) {
        if (*item != 0)
            *kept++ = *item;
    }
    node->data.sequence.items.top = kept;
    return kept > start;
}

static bool check_value(const checker *c, const cyaml_schema_value_t *schema, yaml_node_t *node, const place *at)
{
    switch (schema->type) {
    case CYAML_MAPPING:
        return check_mapping(c, schema, node, at) && node->data.mapping.pairs.top > node->data.mapping.pairs.start;
    case CYAML_SEQUENCE:
        return check_sequence(c, schema, node, at);
    default:
        return check_scalar(c, node, at);
    }
}

bool wain_job_check(const wain_job_schema *schema, const wain_option_registry *registry, yaml_document_t *document,
                    const char *path, wain_fault_list *faults)
{
    const checker c = {registry, document, path, faults};
    const place root = {"", ""};
    yaml_node_t *node = yaml_document_get_root_node(document);

    return node && check_value(&c, &schema->top, node, &root);
}
