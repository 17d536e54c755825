#!/usr/bin/env bash
# Installs what is needed, builds the program and runs the study of datasets/ai-deals: first as the
# data are, then with each firm's other events taken out of its estimation windows.
# Usage: demo.sh [DIRECTORY]   where the database and the tables go (default: build/demo)
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-build/demo}
data=datasets/ai-deals

quietly() { # runs a command, shows its output only when it fails
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

say() { printf '\n== %s\n' "$1"; }

say "Install and build"
scripts/install-deps.sh build
quietly cmake --preset release -DES_BUILD_TESTS=OFF -B build/demo-release
quietly cmake --build build/demo-release
es=$PWD/build/demo-release/eventstudy
"$es" --version

mkdir -p "$out"
export EVENTSTUDY_DB=$out/ai-deals.db
rm -f "$EVENTSTUDY_DB"

say "Import prices, factors (in percent) and events"
"$es" import prices "$data"/prices/*.csv
"$es" import factors "$data/factors.csv" --scale 0.01
"$es" import events "$data/events.csv"

say "The study, as the data are (run 1)"
start=$(date +%s%N)
"$es" run "$data/study.ini" --out "$out/as-is"
end=$(date +%s%N)
printf 'time of the study: %d.%03d s\n' $(((end - start) / 1000000000)) \
  $(((end - start) / 1000000 % 1000))

say "The same, the firm's other events out of its estimation windows (run 2)"
"$es" run "$data/study.ini" --exclude-other-events 1 --out "$out/masked" >/dev/null

say "Oracle and Nvidia, 3 November to 3 December 2025, both ways"
"$es" sql "
  SELECT c.event,
         iif(c.run_id = 1, 'as they are', 'masked')  AS other_events,
         printf('%.2f %%', 100 * c.raw)              AS raw,
         printf('%.2f %%', 100 * c.market)           AS market,
         printf('%.2f %%', 100 * c.car)              AS car,
         printf('%.2f %%', 100 * f.sigma)            AS sigma,
         printf('%.2f', c.statistic)                 AS t,
         printf('%.3f', c.p_value)                   AS p
    FROM run_cars c
    JOIN run_fits f ON (f.run_id, f.model, f.event) = (c.run_id, c.model, c.event)
   WHERE c.model = 'market_model' AND c.first = 1 AND c.last = 21
     AND c.event IN ('orcl-2025-11-03', 'nvda-2025-11-03')
   ORDER BY c.event DESC, c.run_id"
cat <<'TEXT'

Warning: whether Oracle's fall is more than noise depends on this choice. Its jump
of 10 September lies in the estimation window and inflates sigma; masked, it does
not. Say which you used.
TEXT

say "Figures and pages"
for picture in caar groups aar forest; do
  quietly "$es" plot 1 "$picture" --window 1:21 -o "$out/$picture.pdf"
done
quietly "$es" plot 1 price --event orcl-2025-09-09 -o "$out/price-orcl-2025-09-09.pdf"
quietly "$es" report 1 -o "$out/as-is.html"
quietly "$es" report 2 -o "$out/masked.html"
quietly "$es" explain 1 orcl-2025-09-09 -o "$out/orcl-2025-09-09.html"
quietly "$es" explain 1 orcl-2025-09-09 -o "$out/orcl-2025-09-09.md"
echo "made; named below"

say "Where to go on"
cat <<TEXT
  $es explain last orcl-2025-09-09 --db $EVENTSTUDY_DB
  $es plot 1 --db $EVENTSTUDY_DB
  $es show 1 --db $EVENTSTUDY_DB
TEXT

say "What was written"
cat <<TEXT
  tables    $out/as-is/ and $out/masked/ (events, cars, results, ...: CSV)
  figures   $out/caar.pdf, groups.pdf, aar.pdf, forest.pdf, price-orcl-2025-09-09.pdf
  pages     $out/as-is.html and $out/masked.html: open them in any browser
  explained $out/orcl-2025-09-09.html and .md: one event, for a calculator
  database  $EVENTSTUDY_DB
TEXT
