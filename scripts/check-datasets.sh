#!/usr/bin/env bash
# Checks the data sets: rows as wide as their header, days in order, ids unique, and the moves that
# the README quotes.
set -euo pipefail
cd "$(dirname "$0")/../datasets/ai-deals"

status=0
complain() {
  echo "datasets/ai-deals/$*"
  status=1
}

for file in prices/*.csv factors.csv; do
  awk -F, -v file="datasets/ai-deals/$file" '
    NR == 1 { width = NF }
    NF != width { printf "%s:%d: %d fields, %d expected\n", file, NR, NF, width; bad = 1 }
    NR > 2 && $1 <= last { printf "%s:%d: %s does not follow %s\n", file, NR, $1, last; bad = 1 }
    { last = $1 }
    END { exit bad }' "$file" || status=1
done

awk -F, '
  function complain(text) { printf "datasets/ai-deals/events.csv:%d: %s\n", NR, text; bad = 1 }
  NR == 1 { if ($0 != "id,symbol,date,time,timing,group,label") complain("other columns"); next }
  NF != 7 { complain(NF " fields") }
  seen[$1]++ { complain("id " $1 " twice") }
  $1 != tolower($2) "-" $3 { complain("id is not symbol-date") }
  $5 !~ /^(|amc|bmo|during)$/ { complain("timing " $5) }
  $6 !~ /^(deal|doubt|results|month)$/ { complain("group " $6) }
  $7 == "" || length($7) > 60 { complain("label empty or longer than 60") }
  $3 $2 <= last { complain("not in order of date and symbol") }
  { last = $3 $2 }
  END { if (NR != 32) complain(NR - 1 " events, 31 expected"); exit bad }' events.csv || status=1

# move SYMBOL FROM TO PERCENT: the unadjusted closes of two days.
move() {
  local got
  got=$(awk -F, -v from="$2" -v to="$3" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == "Close") column = i }
    $1 == from { old = $column }
    $1 == to { printf "%.2f", 100 * ($column / old - 1) }' "prices/$1.csv")
  [ "$got" = "$4" ] || complain "prices/$1.csv: $2 to $3 is $got %, $4 % expected"
}
move ORCL 2025-11-03 2025-12-03 -19.44
move NVDA 2025-11-03 2025-12-03 -13.19
move ORCL 2025-09-09 2025-09-10 35.95
exit $status
