#include "study/conventions.h"

static const es_convention conventions[] = {
#define CONVENTION(name, key, value, source) {#name, #key, value, source},
#include "study/conventions.def"
#undef CONVENTION
};

size_t es_convention_count(void)
{
    return sizeof conventions / sizeof *conventions;
}

const es_convention *es_convention_at(size_t i)
{
    return &conventions[i];
}
