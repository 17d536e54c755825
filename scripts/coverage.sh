#!/usr/bin/env bash
# Measures how much of the formula code the tests run, with plain gcov.
# Usage: coverage.sh [--lines] [MODULE...]   (stats model abnormal inference)
#   --lines   also lists every line that no test reached, and every branch that was never taken
# Exit 1 when a line of these modules was not run.
set -euo pipefail
cd "$(dirname "$0")/.."

lines=0
[ "${1:-}" != --lines ] || { lines=1; shift; }
modules=("$@")
[ ${#modules[@]} -gt 0 ] || modules=(stats model abnormal inference)

cmake --preset coverage -DES_MPI=ON >/dev/null
cmake --build --preset coverage
find build/coverage -name '*.gcda' -delete
# The packed bomb's bound on memory is one for optimised programs without counters.
ctest --test-dir build/coverage -LE 'slow|lint' -E packed-bomb -j2 --output-on-failure >build/coverage/test.log || {
  tail -n 40 build/coverage/test.log >&2
  exit 1
}
grep -E '[0-9]+% tests passed' build/coverage/test.log

status=0
for module in "${modules[@]}"; do
  while IFS= read -r -d '' notes; do
    # One annotated listing for each source: "count:line:text", ##### where nothing ran.
    gcov --stdout -b -c "$notes" 2>/dev/null
  done < <(find build/coverage/analyzer -path "*/$module/*" -name '*.gcno' -print0 | LC_ALL=C sort -z) |
    awk -v module="$module" -v show="$lines" '
      function finish() {
        if (path != "" && total)
          printf "  %-40s %5d of %5d lines %6.2f %%  %5d of %5d branches\n", path, run, total, 100 * run / total, taken, ways
        all += total; reached += run; all_ways += ways; all_taken += taken; total = run = ways = taken = 0
      }
      /^ *-: *0:Source:/ {
        finish()
        path = $0
        sub(/.*Source:/, "", path)
        sub(/^.*analyzer\//, "analyzer/", path)
        if (path !~ ("^analyzer/" module "/.*\\.c$")) path = ""
        next
      }
      path == "" { next }
      /^(function|call|unconditional)/ { next }
      /^branch/ {
        ways++
        if ($0 ~ /taken [1-9]/) taken++
        else if (show) missed[++misses] = sprintf("    %s:%d: branch never taken: %s", path, line, text)
        next
      }
      {
        split($0, part, ":")
        line = part[2] + 0
        text = substr($0, index($0, part[2] ":") + length(part[2]) + 1)
        gsub(/ /, "", part[1])
        if (part[1] ~ /^[0-9]+\*?$/) { total++; run++ }
        else if (part[1] ~ /^[#=]+$/) {
          total++
          if (show) missed[++misses] = sprintf("    %s:%d: %s", path, part[2], substr($0, index($0, part[2] ":") + length(part[2]) + 1))
        }
      }
      END {
        finish()
        if (!all) { printf "%s: nothing measured\n", module; exit 1 }
        printf "%s: %d of %d lines, %.2f %%; %d of %d branches, %.2f %%\n", module, reached, all, 100 * reached / all, all_taken, all_ways, 100 * all_taken / all_ways
        for (i = 1; i <= misses; i++) print missed[i]
        exit reached < all
      }' || status=1
done
exit $status
