# shellcheck shell=bash
# Functions for the `cmd` of a case.  Everything they make is the same on every machine and day.
# A case runs under `set -euo pipefail`: every command but the last must succeed.

# weekdays N: N dates in order, Monday to Friday, from Thursday 2020-01-02.
weekdays() {
  awk -v n="$1" 'BEGIN {
    split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    y = 2020; m = 1; d = 2; w = 4
    while (made < n) {
      if (w <= 5) { printf "%04d-%02d-%02d\n", y, m, d; made++ }
      if (++w > 7) w = 1
      last = days[m] + (m == 2 && y % 4 == 0)
      if (++d > last) { d = 1; if (++m > 12) { m = 1; y++ } }
    }
  }'
}

# day K: the K-th of these dates, the first is 0.
day() {
  weekdays $(($1 + 1)) | tail -n 1
}

# make_prices SYMBOL SEED [N]: symbol,date,close without a header, N days (320).  Returns are a
# common market part, the same for every symbol, plus noise drawn from SEED.
make_prices() {
  weekdays "${3:-320}" | awk -v symbol="$1" -v seed="$2" '
    function uniform(which) {
      state[which] = (state[which] * 16807) % 2147483647
      return state[which] / 2147483647
    }
    function normal(which) {
      return (uniform(which) + uniform(which) + uniform(which) + uniform(which) - 2) * 1.7320508
    }
    BEGIN { state["market"] = 20200102; state["own"] = 7919 * seed + 1; price = 40 + seed % 50 }
    {
      if (NR > 1) price *= 1 + 0.0004 + 0.009 * normal("market") + 0.013 * normal("own")
      printf "%s,%s,%.4f\n", symbol, $1, price
    }'
}

# make_market [N]: the same for the market, symbol MKT, without noise.
# shellcheck disable=SC2120
make_market() {
  make_prices MKT 3 "${1:-320}" | awk -F, '
    BEGIN { state = 20200102; price = 1000 }
    {
      x = 0
      for (i = 0; i < 4; i++) { state = (state * 16807) % 2147483647; x += state / 2147483647 }
      if (NR > 1) price *= 1 + 0.0004 + 0.009 * (x - 2) * 1.7320508
      printf "%s,%s,%.4f\n", $1, $2, price
    }'
}

# make_world: prices.csv (MKT, AAA, BBB, CCC) and events.csv with one sound event each for AAA, BBB
# and CCC, on days 280, 285 and 290.
make_world() {
  { echo symbol,date,close; make_market; make_prices AAA 11; make_prices BBB 12; make_prices CCC 13; } >prices.csv
  { echo id,symbol,date; echo "a1,AAA,$(day 280)"; echo "b1,BBB,$(day 285)"; echo "c1,CCC,$(day 290)"; } >events.csv
}

# study OPTION...: the study of that world, in memory.
study() {
  "$ES" run --prices prices.csv --events events.csv --market MKT "$@"
}

# ledger OPTION...: runs it and prints the table of events; the summary is dropped.
ledger() {
  local status=0
  study --out out "$@" >summary.txt || status=$?
  [ ! -e out/events.csv ] || cat out/events.csv
  return $status
}

# make_db FILE: a database holding three days of XYZ.
make_db() {
  printf 'symbol,date,close\nXYZ,2021-02-01,10.5\nXYZ,2021-02-02,10.75\nXYZ,2021-02-03,10.25\n' >stored.csv
  "$ES" import prices stored.csv --db "$1" >setup.out 2>setup.err || {
    echo "make_db failed:"
    cat setup.err
    return 98
  }
}

# unchanged FILE COMMAND...: runs the command, keeps its exit code, and fails with 99 when FILE is
# not what it was, byte for byte.
unchanged() {
  local file=$1 before status=0
  shift
  before=$(sha256sum <"$file")
  "$@" || status=$?
  [ "$(sha256sum <"$file")" = "$before" ] || {
    echo "$file was changed"
    return 99
  }
  return $status
}

# no_file FILE COMMAND...: the same for a file that must not be there afterwards.
no_file() {
  local file=$1 status=0
  shift
  "$@" || status=$?
  [ ! -e "$file" ] && [ ! -e "$file-journal" ] && [ ! -e "$file-wal" ] || {
    echo "$file was made"
    return 99
  }
  return $status
}

# orcl_rows: the rows of ORCL in the data set, without the header:
# date,open,high,low,close,adj_close,volume.
orcl_rows() {
  tail -n +2 "$DATA/ai-deals/prices/ORCL.csv"
}

# same_series FILE FIELDS [OPTION...]: imports FILE and the data set's own ORCL into two databases;
# all digits of the fields must agree.
same_series() {
  local file=$1 query="SELECT symbol, date, $2 FROM price WHERE symbol = 'ORCL' ORDER BY date"
  shift 2
  "$ES" import prices "$DATA/ai-deals/prices/ORCL.csv" --db plain.db >plain.out
  "$ES" import prices "$file" --db own.db "$@"
  "$ES" sql "$query" --format csv --db plain.db >plain.csv
  "$ES" sql "$query" --format csv --db own.db >own.csv
  cmp plain.csv own.csv
  echo "same: $(tail -n +2 own.csv | wc -l)"
}

# keep_run: the study of that world, kept as run 1 of a.db, with two groups and hostile titles.
keep_run() {
  make_world
  { echo id,symbol,date,side; echo "a1,AAA,$(day 280),left"; echo "b1,BBB,$(day 285),left"; echo "c1,CCC,$(day 290),right"; } >events.csv
  "$ES" import prices prices.csv --db a.db >setup.out 2>&1
  "$ES" import events events.csv --db a.db >>setup.out
  "$ES" run --db a.db --market MKT --group-by side --title 'A & B: 100 % <b>|"x"' "$@" >>setup.out 2>&1
}

# hostile_labels: events.csv with labels that mean something to some format, imported into a.db.
hostile_labels() {
  {
    echo id,symbol,date,label
    printf '%s\n' 'e1,AAA,2021-02-01,"=HYPERLINK(""http://x.example"")"' \
      'e2,AAA,2021-02-02,"<script>alert(1)</script> & ""quoted"" '"'"'single'"'"'"' \
      'e3,AAA,2021-02-03,"a|b *c* _d_ `e` [f](g) # ~h~ !i \j"' \
      'e4,AAA,2021-02-04,"50 % $x_1^2$ #1 & {y} ~ \input{z} ^^41 -- ?` ,,"' \
      'e5,AAA,2021-02-05,"שלום مرحبا 🚀 中文 ŁódźĦ é ‮x"' \
      'e6,AAA,2021-02-08,"two
lines"'
  } >events.csv
  "$ES" import events events.csv --db a.db >setup.out
}

# make_gappy_world: prices.csv of a market MKT and of 40 firms, one in four with missing days, and
# events.csv, two of each firm, with a column `side`.
make_gappy_world() {
  local days i
  mapfile -t days < <(weekdays 320)
  {
    echo symbol,date,close
    make_market
    for i in $(seq 40); do
      make_prices "F$i" "$((i + 20))" | awk -F, -v i="$i" 'i % 4 || (NR % 37 != i % 37 && NR != 281)'
    done
  } >prices.csv
  {
    echo id,symbol,date,side
    for i in $(seq 40); do
      echo "e$i,F$i,${days[270 + i % 9]},$((i % 2))"
      echo "f$i,F$i,${days[295 + i % 5]},$((i % 2))"
    done
  } >events.csv
}

# make_bars: bars.csv of MKT and of AAA, BBB, one every five minutes from 9:30 to 15:55, on six days from
# Monday 2025-09-01 but not on Thursday the 4th; AAA jumps by 5 % in the bar of 10:30 on Monday the 8th.
make_bars() {
  {
    echo symbol,date,close
    for day in 01 02 03 05 08 09; do echo "2025-09-$day"; done | awk '
      function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 - 0.5 }
      BEGIN { state = 4711; m = 100; a = 50; b = 20 }
      {
        for (k = 0; k < 78; k++) {
          t = sprintf("%s %02d:%02d", $1, int((570 + 5 * k) / 60), (570 + 5 * k) % 60)
          r = 0.004 * uniform()
          m *= 1 + r; a *= 1 + r + 0.006 * uniform(); b *= 1 + r + 0.006 * uniform()
          if (t == "2025-09-08 10:30") a *= 1.05
          printf "MKT,%s,%.6f\nAAA,%s,%.6f\nBBB,%s,%.6f\n", t, m, t, a, t, b
        }
      }'
  } >bars.csv
}
