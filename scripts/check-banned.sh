#!/usr/bin/env bash
# Finds calls that have no place below analyzer/: unsafe or locale-dependent functions anywhere,
# and speaking to the terminal or ending the process outside cli/.  Usage: check-banned.sh [ROOT]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${1:-$(dirname "$here")}
cd "$root"

everywhere='strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|localtime|gmtime|rand|srand|setlocale|alloca|__builtin_alloca'
below_cli='printf|vprintf|puts|putchar|perror|exit|_exit|abort|quick_exit'

search='
function complain(text) { printf "%s:%d: %s\n", path, FNR, text; bad = 1 }

# A call of one of the names: the whole word, before a parenthesis, not a member of a struct.
function calls(line, names,   word) {
  while (match(line, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
    word = substr(line, RSTART, RLENGTH - 1)
    sub(/[ \t]*$/, "", word)
    if (word ~ ("^(" names ")$") && substr(line, 1, RSTART - 1) !~ /(\.|->)[ \t]*$/)
      complain(word "() is not used here")
    line = substr(line, RSTART + RLENGTH)
  }
}

{ calls($0, everywhere) }
!cli { calls($0, below_cli) }
!cli && /(^|[^A-Za-z_0-9])(stdout|stderr)([^A-Za-z_0-9]|$)/ { complain("stdout and stderr belong to cli") }
END { exit bad }'

status=0
while IFS= read -r path; do
  cli=0 names=$everywhere
  case $path in
    analyzer/cli/main.c) cli=1 names=${everywhere/|setlocale/} ;; # character types only
    analyzer/cli/*) cli=1 ;;
  esac
  awk -v strings=1 -f "$here/strip-code.awk" "$path" |
    awk -v path="$path" -v cli=$cli -v everywhere="$names" -v below_cli="$below_cli" \
      "$search" || status=1
done < <(find analyzer -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | LC_ALL=C sort)
exit $status
