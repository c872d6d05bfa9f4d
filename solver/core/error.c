#include "solver/core/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "solver/core/printable.h"

const char *wain_status_message(wain_status status)
{
    switch (status) {
#define STATUS(name, code, message) \
    case WAIN_##name:               \
        return message;
#include "solver/core/status.def"
#undef STATUS
    }
    return "unknown status";
}

wain_status wain_error_set(wain_error *err, wain_status status, const char *format, ...)
{
    if (err) {
        char text[sizeof err->text];
        va_list args;

        err->status = status;
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        wain_printable(text, err->text, sizeof err->text);
    }
    return status;
}
