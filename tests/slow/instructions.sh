#!/usr/bin/env bash
# Holds the instructions per imported row and per studied event, counted by callgrind, to bounds:
# more than 10 % above them fails.  Usage: instructions.sh PROGRAM GENERATE
# Samples of more than 500 events: smaller ones also correlate every pair (G-11).  Each count is the
# difference between two sizes, so that what every run costs drops out.
set -euo pipefail

program=$1 generate=$2
# Counted with gcc 12, -O3, on a processor with 256-bit registers.
row_bound=7150
event_bound=116500

command -v valgrind >/dev/null || { echo "no valgrind" && exit 77; }
grep -qw avx2 /proc/cpuinfo || { echo "the bounds are for processors with avx2" && exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# count ARGUMENTS...: instructions of one run of the program.
count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$@" 2>&1 >/dev/null |
    awk '/Collected/ { print $4; found = 1 } END { exit !found }'
}

study() {
  count run --market MARKET --models market_model --tests headline --car-windows=-10:10 --no-save \
    --threads 1 --db "$1"
}

for n in 10 20; do
  mkdir $n
  "$generate" $n 700 $((n * 60)) 1 $n
  rows[n]=$(count import prices $n/prices.csv --db $n.db)
  "$program" import prices $n/market.csv --symbol MARKET --db $n.db >/dev/null 2>&1
  "$program" import events $n/events.csv --db $n.db >/dev/null 2>&1
done
head -n 601 20/events.csv >half.csv
"$program" import prices 20/prices.csv --db half.db >/dev/null 2>&1
"$program" import prices 20/market.csv --symbol MARKET --db half.db >/dev/null 2>&1
"$program" import events half.csv --db half.db >/dev/null 2>&1

per_row=$(((rows[20] - rows[10]) / 7000))
per_event=$((($(study 20.db) - $(study half.db)) / 600))
status=0
# judge WHAT COUNT BOUND
judge() {
  echo "$1: $2 instructions, bound $3 (+ 10 %)"
  if [ $(($2 * 10)) -gt $(($3 * 11)) ]; then
    echo "$1: more than 10 % above the bound; find out why, or say why it must be so" >&2
    status=1
  fi
}
judge "a row imported" "$per_row" $row_bound
judge "an event studied" "$per_event" $event_bound
exit $status
