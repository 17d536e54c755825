/* Formulas of cross-sectional regressions: "car ~ x_size + x_lev + C(group)". */
#ifndef ES_STUDY_FORMULA_H
#define ES_STUDY_FORMULA_H

#include "base/arena.h"
#include "base/error.h"

enum { ES_FORMULA_TERMS = 16 };

typedef struct es_formula_term {
    const char *name; /* of a column of the event table */
    bool categorical; /* C(name): a dummy for every label but the first */
} es_formula_term;

typedef struct es_formula {
    const char *dependent;
    size_t n;
    es_formula_term term[ES_FORMULA_TERMS];
} es_formula;

/* ES_EUSAGE when the text is no such formula.  A constant is always part of the regression. */
es_status es_formula_parse(const char *text, es_arena *arena, es_formula *out, es_error *err);

#endif
