#!/usr/bin/env bash
# Times import and study, side by side with the same work done in DuckDB (where node and npm are
# there to fetch it) and the study with vectorised numpy (where python3 has numpy and pandas:
# scripts/install-deps.sh bench).
# Usage: bench.sh [w1|w2|all|growth] [ROUNDS] [--quick] [--history]
#   w1         500 securities, 2,520 days, 5,000 events (the default; 97 MB of CSV)
#   w2         10,000 securities, 2,520 days, 100,000 events (2 GB of CSV, 5 GB of disk in all)
#   all        both; --quick leaves w2 out
#   growth     1 thousand to 1 million events and 1.26, 5 and 25 million rows: the exponents
#   --history  also appends the medians to bench-history.csv
# They take turns; wall-clock time is compared pair by pair and the median ratio is given.
set -euo pipefail
cd "$(dirname "$0")/.."

export LC_ALL=C
workload= rounds= quick=0 history=0
for word in "$@"; do
  case $word in
    w1 | w2 | all | growth) workload=$word ;;
    --quick) quick=1 ;;
    --history) history=1 ;;
    [1-9] | [1-9][0-9]) rounds=$word ;;
    *)
      sed -n '5,11p' "$0" >&2
      exit 2
      ;;
  esac
done
workload=${workload:-w1} rounds=${rounds:-3}
[ $quick -eq 0 ] || [ "$workload" != all ] || workload=w1
if [ "$workload" = all ]; then
  passed=("$rounds")
  [ $history -eq 0 ] || passed+=(--history)
  "$0" w1 "${passed[@]}"
  echo
  exec "$0" w2 "${passed[@]}"
fi
threads=2
case $workload in
  w1) shape=(500 2520 5000 1) ;;
  w2) shape=(10000 2520 100000 2) ;;
  growth) shape=(0 0 0 0) ;;
esac

bench=$PWD/build/bench
data=$bench/$workload
es=$PWD/build/release/eventstudy
mkdir -p "$data"

if [ ! -x "$es" ]; then
  cmake --preset release
  cmake --build --preset release
fi
gcc -std=c17 -O2 -o "$bench/measure" scripts/bench/measure.c
gcc -std=c17 -O2 -o "$bench/generate" scripts/bench/generate.c -lm
if [ "$workload" != growth ] && [ ! -e "$data/complete" ]; then
  "$bench/generate" "${shape[@]}" "$data"
  touch "$data/complete"
fi

# ---- the two contestants -----------------------------------------------------------------------

export ES="$es" DATA="$data"

failed() {
  echo "bench: $1 failed:" >&2
  tail -n 20 "$data/${1%%_*}.log" >&2
  exit 1
}

es_import() {
  rm -f "$data/es.db"
  "$bench/measure" "$data/es.import" bash -euc '
    "$ES" import prices "$DATA/prices.csv" --db "$DATA/es.db"
    "$ES" import prices "$DATA/market.csv" --symbol MARKET --db "$DATA/es.db"
    "$ES" import events "$DATA/events.csv" --db "$DATA/es.db"' >"$data/es.log" 2>&1
}

es_study() {
  "$bench/measure" "$data/es.study" "$es" run --market MARKET --models market_model --tests headline \
    --estimation-window=-250:-11 --event-window=-10:10 --car-windows=-10:10 --no-save \
    --db "$data/es.db" "$@" >"$data/es.log" 2>&1
}

duck_import() {
  "$bench/measure" "$data/duck.import" node "$bench/duckdb.js" import "$data" "$data/duck.db" $threads
}

duck_study() {
  "$bench/measure" "$data/duck.study" node "$bench/duckdb.js" study "$data/duck.db" $threads >"$data/duck.log"
}

duck=0
if command -v node >/dev/null && command -v npm >/dev/null; then
  cp scripts/bench/duckdb.js "$bench/"
  [ -d "$bench/node_modules/@duckdb/node-api" ] ||
    (cd "$bench" && npm install --no-audit --no-fund --no-save @duckdb/node-api >npm.log 2>&1) ||
    echo "bench: DuckDB could not be fetched (see $bench/npm.log); timing eventstudy alone" >&2
  [ ! -d "$bench/node_modules/@duckdb/node-api" ] || duck=1
else
  echo "bench: no node and npm; timing eventstudy alone" >&2
fi

python=/usr/bin/python3 # that of the system, which Debian's numpy belongs to
numpy=0
if "$python" -c 'import numpy, pandas' 2>/dev/null; then
  numpy=1
else
  echo "bench: no numpy and pandas; scripts/install-deps.sh bench installs them" >&2
fi

np_study() {
  [ -e "$data/matrix.npy" ] || "$python" scripts/bench/numpy_study.py cache "$data"
  "$bench/measure" "$data/np.study" "$python" scripts/bench/numpy_study.py study "$data" >"$data/np.log"
}

# ---- growth ------------------------------------------------------------------------------------

# slope NAME: of log time over log size, least squares, from lines "size seconds memory".
slope() {
  awk -v name="$1" '
    { printf "%-7s %9d %9.3f s %8.1f MB\n", name, $1, $2, $3; x = log($1); y = log($2); n++
      sx += x; sy += y; sxx += x * x; sxy += x * y }
    END { printf "%-7s time grows as size^%.2f\n", name, (n * sxy - sx * sy) / (n * sxx - sx * sx) }'
}

# grow SECURITIES EVENTS: a workload of that shape, imported and studied once.
grow() {
  data=$bench/growth-$1-$2 es_db=$bench/growth-$1-$2/es.db
  export DATA="$data"
  mkdir -p "$data"
  [ -e "$data/prices.csv" ] || "$bench/generate" "$1" 2520 "$2" 7 "$data"
  rm -f "$data"/es.{import,study}
  es_import && es_study || failed es_growth
}

if [ "$workload" = growth ]; then
  for events in 1000 10000 100000 1000000; do
    grow 1000 $events
    echo "$events $(cut -d' ' -f1,3 "$data/es.study")"
    rm -rf "$data"
  done | slope events
  for securities in 500 2000 10000; do
    grow $securities 5000
    echo "$((securities * 2520)) $(cut -d' ' -f1,3 "$data/es.import")"
    rm -rf "$data"
  done | slope rows
  exit
fi

# ---- taking turns ------------------------------------------------------------------------------

cat "$data"/*.csv >/dev/null # everyone finds the files in memory
rm -f "$data"/{es,duck,np}.{import,study}
for ((round = 1; round <= rounds; round++)); do
  for part in import study; do
    "es_$part" || failed "es_$part"
    [ $duck -eq 0 ] || "duck_$part" || failed "duck_$part"
  done
  [ $numpy -eq 0 ] || np_study || failed np_study
done

median() {
  sort -g | awk '{ v[NR] = $1 } END { printf "%.4g", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# column PART WHO NUMBER: 1 wall-clock time, 2 processor time, 3 memory of all rounds.
column() {
  cut -d' ' -f"$3" "$data/$2.$1"
}

# ratios PART WHO: medians of the pairs, theirs over ours.
ratios() {
  printf '%-8s %s / eventstudy: wall %s x, processor %s x\n' "$1" "${names[$2]}" \
    "$(paste -d' ' "$data/es.$1" "$data/$2.$1" | awk '{ print $4 / $1 }' | median)" \
    "$(paste -d' ' "$data/es.$1" "$data/$2.$1" | awk '{ print ($5 + 1e-9) / ($2 + 1e-9) }' | median)"
}

# report PART: medians of time and processor time, the largest memory, ratios of the pairs.
report() {
  local who
  for who in es duck np; do
    [ -e "$data/$who.$1" ] || continue
    printf '%-8s %-12s %9s s %9s s %9s MB\n' "$1" "${names[$who]}" "$(column "$1" $who 1 | median)" \
      "$(column "$1" $who 2 | median)" "$(column "$1" $who 3 | sort -g | tail -n 1)"
    [ $history -eq 0 ] || printf '%s,%s,%s,%s,%s,%s,%s\n' "$(git rev-parse --short HEAD)" "$workload" "$1" \
      "${names[$who]}" "$(column "$1" $who 1 | median)" "$(column "$1" $who 2 | median)" \
      "$(column "$1" $who 3 | sort -g | tail -n 1)" >>bench-history.csv
  done
  for who in duck np; do
    [ ! -e "$data/$who.$1" ] || ratios "$1" $who
  done
}

declare -A names=([es]=eventstudy [duck]=DuckDB [np]=numpy)
[ $history -eq 0 ] || [ -e bench-history.csv ] ||
  echo version,workload,work,who,wall_s,processor_s,memory_mb >bench-history.csv
printf '%s: %s securities, %s days, %s events; %d rounds, %d processors\n\n' "$workload" \
  "${shape[0]}" "${shape[1]}" "${shape[2]}" "$rounds" "$(nproc)"
printf '%-8s %-12s %11s %11s %12s\n' work who wall processor 'peak memory'
report import
report study

# ---- the same answer ---------------------------------------------------------------------------

[ $duck -eq 1 ] || exit 0
es_study --out "$data/out" || failed es_study
# kp_t is not held against DuckDB's: its mean correlation is taken in event time there.
awk '
  NR == FNR { other[$1] = $2; next }
  FNR == 1 { n = split($0, name, ","); for (i = 1; i <= n; i++) column[name[i]] = i; next }
  {
    split($0, cell, ",")
    if (cell[column["model"]] != "market_model" || cell[column["group"]] != "all" ||
        cell[column["measure"]] != "caar" || cell[column["first"]] != -10 || cell[column["last"]] != 10) next
    compare("caar", cell[column["estimate"]])
    compare(cell[column["test"]], cell[column["statistic"]])
  }
  function compare(what, value,   gap) {
    if (!(what in other) || what in seen) return
    seen[what] = 1
    gap = value - other[what]
    if (gap < 0) gap = -gap
    if (gap > 1e-9 * (1 + (value < 0 ? -value : value))) {
      printf "%s: eventstudy %.12g, DuckDB %.12g\n", what, value, other[what]
      bad = 1
    } else same++
  }
  END {
    printf "\n%d of 7 figures agree to 1e-9 (CAAR and six tests)\n", same
    exit bad || same != 7
  }' "$data/duck.log" <(sed 's/\r$//' "$data/out/results.csv")
