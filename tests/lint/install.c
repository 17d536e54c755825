/* A stranger's program: all it knows is eventstudy.h and eventstudy.pc. */
#include <stdio.h>

#include <eventstudy.h>

int main(void)
{
    es_tables *models = NULL;
    es_error err = {0};
    if (es_study_list("models", &models, &err) != ES_OK)
        return fprintf(stderr, "%s\n", err.message) < 0 ? 2 : 1;
    printf("eventstudy %s: %zu models\n", es_version(), es_tables_at(models, 0)->n_rows);
    es_tables_free(models);
    return 0;
}
