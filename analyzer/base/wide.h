/* ES_WIDE before a function: compile it twice, for any x86-64 and for one with 256-bit registers,
 * and choose when the program starts.
 *
 * For loops over arrays that decide the speed of a study.  Both give the same bytes: the order of
 * every sum is written in the source (stats/sum.h), and the compiler neither reorders nor contracts
 * (-ffp-contract=off).  The sanitizers' start-up does not bear the choice being made so early;
 * without optimisation there is nothing to win. */
#ifndef ES_BASE_WIDE_H
#define ES_BASE_WIDE_H

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)          \
    && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ES_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define ES_WIDE
#endif

#endif
