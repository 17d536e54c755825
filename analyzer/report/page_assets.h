/* Files embedded when the program was built. */
#ifndef ES_REPORT_PAGE_ASSETS_H
#define ES_REPORT_PAGE_ASSETS_H

#include <stddef.h>

typedef struct es_page_asset {
    const char *text;
    size_t n;
} es_page_asset;

typedef enum es_page_asset_kind {
    ES_PAGE_STYLE,
    ES_PAGE_SCRIPT,
    ES_PAGE_LIBRARY,
    ES_PAGE_LICENCE
} es_page_asset_kind;

es_page_asset es_page_asset_of(es_page_asset_kind kind);

#endif
