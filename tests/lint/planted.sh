#!/usr/bin/env bash
# Plants violations in a copy of a tiny source tree and sees that the checks catch each of them, at
# its line, and nothing else.  Usage: planted.sh SCRIPTS
set -euo pipefail

scripts=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

# A tree that every check accepts, full of things that only look wrong.
plant_clean() {
  rm -rf tree
  mkdir -p tree/analyzer/{base,stats,store,cli,report} tree/scripts tree/tests
  cp "$scripts/layers.txt" tree/scripts/
  cat >tree/analyzer/eventstudy.h <<'C'
#include <stdio.h>
#include <stdint.h>
C
  cat >tree/analyzer/base/good.c <<'C'
#include "base/good.h"
#include <string.h>
/* #include <sqlite3.h>
#include "store/store.h"
strcpy(a, b); printf("x"); */
// exit(1);
static const char text[] = "printf(stdout) /* exit(2); \" strcat(";
static char quote = '"'; /* abort() */
int good(struct sink *s, FILE *f)
{
    fprintf(f, "to a file it was handed\n");
    s->exit(1);
    return my_printf(text) + es_rand (quote);
}
C
  cat >tree/analyzer/cli/main.c <<'C'
#include "eventstudy.h"
#include <ini.h>
int main(void)
{
    fprintf(stderr, "spoken\n");
    exit(2);
}
C
}

# caught CHECK EXPECTED...: the check must fail and name exactly these places.
caught() {
  local check=$1 got status=0 place
  shift
  got=$("$scripts/$check" tree 2>&1) || status=$?
  for place in "$@"; do
    grep -qF -- "$place" <<<"$got" || {
      printf '%s did not see %s; it said:\n%s\n' "$check" "$place" "$got"
      failed=1
    }
  done
  if [ "$status" -eq 0 ] || [ "$(grep -c . <<<"$got")" -ne $# ]; then
    printf '%s: %d lines expected, exit %d, it said:\n%s\n' "$check" $# "$status" "$got"
    failed=1
  fi
}

# passes CHECK: the tree is fine.
passes() {
  local got
  got=$("$scripts/$1" tree 2>&1) || {
    printf '%s complains about a clean tree:\n%s\n' "$1" "$got"
    failed=1
  }
}

plant_clean
passes check-layers.sh
passes check-banned.sh
passes check-size.sh
passes check-words.sh

plant_clean
cat >tree/analyzer/base/bad.c <<'C'
#include "stats/rank.h"
 # include "store/store.h"
#include <gsl/gsl_cdf.h>
#include "bare.h"
C
printf '#include <string.h>\n\n#include <sqlite3.h>\n' >tree/analyzer/stats/bad.h
printf '#include "report/report.h"\n#include <csv.h>\n' >tree/analyzer/cli/bad.c
printf '#include <jansson.h>\n#include "base/date.h"\n' >>tree/analyzer/eventstudy.h
mkdir tree/analyzer/misc
printf '\n' >tree/analyzer/misc/stray.c
caught check-layers.sh analyzer/base/bad.c:1: analyzer/base/bad.c:2: analyzer/base/bad.c:3: \
  analyzer/base/bad.c:4: analyzer/stats/bad.h:3: analyzer/cli/bad.c:1: analyzer/cli/bad.c:2: \
  analyzer/eventstudy.h:3: analyzer/eventstudy.h:4: analyzer/misc/stray.c:1:

plant_clean
cat >tree/analyzer/report/bad.c <<'C'
/* a comment */ void f(FILE *out) { printf("x"); }
#define COPY(a, b) \
    strcpy((a), (b))
int x = /* strcat( */ atoi ("1") + rand();
FILE *where = stdout;
void g(void) { fprintf(stderr, "//"); exit(1); }
C
printf 'void h(void) { sprintf(b, "%%d", 1); }\n' >tree/analyzer/cli/bad.c
caught check-banned.sh analyzer/report/bad.c:1: analyzer/report/bad.c:3: 'bad.c:4: atoi()' \
  'bad.c:4: rand()' analyzer/report/bad.c:5: 'bad.c:6: exit()' 'bad.c:6: stdout and stderr' \
  analyzer/cli/bad.c:1:

plant_clean
{
  printf 'static int long_one(int x)\n{\n'
  for i in {1..59}; do echo "    x += $i;"; done
  printf '}\n'
} >tree/analyzer/base/long.c
for i in {1..601}; do echo "/* $i */"; done >tree/tests/tall.c
caught check-size.sh 'base/long.c:2: long_one()' tests/tall.c:601:

plant_clean
printf 'see share%s/notes\n' d >tree/README.md
printf '# fine: a share, /workshop/, libshared/x\ncd /wor%s/main\n' k >tree/scripts/x.sh
caught check-words.sh README.md:1: x.sh:2:

exit $failed
