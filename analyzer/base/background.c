#include "base/background.h"

#include <pthread.h>
#include <stdlib.h>

/* Everything but `thread` and `has_thread` is guarded by the lock. */
struct es_background {
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    es_status (*work)(void *context, es_error *err); /* NULL: nothing to do */
    void *context;
    bool ends;
    es_status status;
    es_error error;
};

static void *serve(void *argument)
{
    es_background *b = argument;
    (void)pthread_mutex_lock(&b->lock);
    for (;;) {
        while (!b->work && !b->ends)
            (void)pthread_cond_wait(&b->changed, &b->lock);
        if (!b->work)
            break;
        (void)pthread_mutex_unlock(&b->lock); /* the rest is ours until `work` is NULL */
        b->status = b->work(b->context, &b->error);
        (void)pthread_mutex_lock(&b->lock);
        b->work = NULL;
        (void)pthread_cond_broadcast(&b->changed);
    }
    (void)pthread_mutex_unlock(&b->lock);
    return NULL;
}

es_background *es_background_new(void)
{
    es_background *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    (void)pthread_mutex_init(&b->lock, NULL);
    (void)pthread_cond_init(&b->changed, NULL);
    b->has_thread = pthread_create(&b->thread, NULL, serve, b) == 0;
    return b;
}

static void await(es_background *b)
{
    (void)pthread_mutex_lock(&b->lock);
    while (b->work)
        (void)pthread_cond_wait(&b->changed, &b->lock);
    (void)pthread_mutex_unlock(&b->lock);
}

void es_background_free(es_background *b)
{
    if (!b)
        return;
    await(b);
    (void)pthread_mutex_lock(&b->lock);
    b->ends = true;
    (void)pthread_cond_broadcast(&b->changed);
    (void)pthread_mutex_unlock(&b->lock);
    if (b->has_thread)
        (void)pthread_join(b->thread, NULL);
    (void)pthread_cond_destroy(&b->changed);
    (void)pthread_mutex_destroy(&b->lock);
    free(b);
}

void es_background_start(es_background *b, es_status (*work)(void *context, es_error *err),
                         void *context)
{
    b->error = (es_error){ES_OK, "", ""};
    if (!b->has_thread) {
        b->status = work(context, &b->error);
        return;
    }
    (void)pthread_mutex_lock(&b->lock);
    b->work = work;
    b->context = context;
    (void)pthread_cond_broadcast(&b->changed);
    (void)pthread_mutex_unlock(&b->lock);
}

es_status es_background_wait(es_background *b, es_error *err)
{
    es_status status;
    await(b);
    status = b->status;
    if (status != ES_OK && err)
        *err = b->error;
    b->status = ES_OK;
    return status;
}
