/* The assembler takes the files in as they are: style sheet and script of the page, and the chart
 * library D3 with the licence notice of its package. */
#include "report/page_assets.h"

#define EMBED(symbol, file)                                                                        \
    __asm__(".section .rodata\n"                                                                   \
            ".global es_page_begin_" #symbol "\n"                                                  \
            "es_page_begin_" #symbol ":\n"                                                         \
            ".incbin \"" file "\"\n"                                                               \
            ".global es_page_end_" #symbol "\n"                                                    \
            "es_page_end_" #symbol ":\n"                                                           \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char es_page_begin_##symbol[], es_page_end_##symbol[];

EMBED(style, ES_PAGE_DIR "/page.css")
EMBED(script, ES_PAGE_DIR "/page.js")
EMBED(library, ES_D3_SCRIPT)
EMBED(licence, ES_D3_LICENCE)

es_page_asset es_page_asset_of(es_page_asset_kind kind)
{
    switch (kind) {
    case ES_PAGE_STYLE:
        return (es_page_asset){es_page_begin_style,
                               (size_t)(es_page_end_style - es_page_begin_style)};
    case ES_PAGE_SCRIPT:
        return (es_page_asset){es_page_begin_script,
                               (size_t)(es_page_end_script - es_page_begin_script)};
    case ES_PAGE_LIBRARY:
        return (es_page_asset){es_page_begin_library,
                               (size_t)(es_page_end_library - es_page_begin_library)};
    default:
        return (es_page_asset){es_page_begin_licence,
                               (size_t)(es_page_end_licence - es_page_begin_licence)};
    }
}
