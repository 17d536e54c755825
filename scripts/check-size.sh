#!/usr/bin/env bash
# Finds functions of more than 60 lines and files of more than 600.  A function's body lies between
# two braces in the first column.  Usage: check-size.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

find analyzer tests -type f \( -name '*.c' -o -name '*.h' \) -print0 | LC_ALL=C sort -z |
  xargs -0 -r awk '
  function complain(line, text) { printf "%s:%d: %s\n", file, line, text; bad = 1 }
  function finish() { if (length_ > 600) complain(length_, "file of " length_ " lines (600 allowed)") }
  FNR == 1 { finish(); file = FILENAME; start = 0 }
  { length_ = FNR }
  /^[A-Za-z_].*\(/ { name = $0; sub(/[ \t]*\(.*/, "", name); sub(/.*[ *]/, "", name) }
  /^\{/ { start = FNR }
  /^\}/ {
    if (start && FNR - start + 1 > 60) complain(start, name "() has " FNR - start + 1 " lines (60 allowed)")
    start = 0
  }
  END { finish(); exit bad }'
