/* The public header stands alone: nothing but C11 and the C library. */
#include "eventstudy.h"

int main(void)
{
    return ES_OK;
}
