#!/usr/bin/env bash
# Runs one case of the command line.  Usage: run-case.sh PROGRAM CASE [DATASETS]
#
# CASE is a folder with
#   cmd             bash, run in a fresh empty directory under `set -euo pipefail`, with lib.sh at hand;
#                   $ES is the program, $CASE the folder, $DATA the datasets folder
#   exit            the exit code expected; 0 when absent.  77 from cmd skips the case
#   stdout.exact    the whole of what must be written, byte for byte   (stderr.exact likewise)
#   stdout.has      every line that is not empty must be found in it   (stderr.has likewise)
#   stdout.hasnot   no line that is not empty may be found in it       (stderr.hasnot likewise)
# With ES_UPDATE=1 the .exact files that are there are rewritten instead of compared.
set -euo pipefail

[ $# -ge 2 ] || {
  sed -n '2,3p' "$0" >&2
  exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
ES=$(realpath "$1")
CASE=$(cd "$2" && pwd)
DATA=$(realpath "${3:-$here/../../datasets}")
[ -f "$CASE/cmd" ] || {
  echo "run-case: $CASE has no cmd" >&2
  exit 2
}

scratch=$(mktemp -d)
trap 'chmod -R u+rwX "$scratch"; rm -rf "$scratch"' EXIT
mkdir "$scratch/work"

# A fixed environment.  A sanitizer that finds something must not look like an expected failure.
unset EVENTSTUDY_DB COLUMNS LINES
export ES CASE DATA LC_ALL=C TZ=UTC TERM=dumb
export ASAN_OPTIONS=exitcode=86 UBSAN_OPTIONS=exitcode=86:print_stacktrace=1 LSAN_OPTIONS=exitcode=86

status=0
(
  cd "$scratch/work"
  exec bash -euo pipefail -c 'source "$1"; source "$2"' case "$here/lib.sh" "$CASE/cmd"
) </dev/null >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
[ $status -ne 77 ] || exit 77

failed=0
complain() {
  echo "FAILED: $*"
  failed=1
}

wanted=0
[ ! -f "$CASE/exit" ] || wanted=$(tr -d '[:space:]' <"$CASE/exit")
[ "$status" -eq "$wanted" ] || complain "exit code $status, expected $wanted"

# contains FILE LINE: LINE occurs in FILE as it stands.
contains() {
  grep -qF -e "$2" -- "$1"
}

for stream in stdout stderr; do
  got=$scratch/$stream
  exact=$CASE/$stream.exact
  if [ -f "$exact" ] && [ "${ES_UPDATE:-0}" = 1 ]; then
    cp "$got" "$exact"
  elif [ -f "$exact" ] && ! cmp -s "$exact" "$got"; then
    complain "$stream differs from $stream.exact"
    diff -u --label expected --label "$stream" "$exact" "$got" || true
  fi
  for list in "$CASE/$stream.has" "$CASE/$stream.hasnot"; do
    [ -f "$list" ] || continue
    while IFS= read -r line || [ -n "$line" ]; do
      [ -n "$line" ] || continue
      case $list in
        *.has) contains "$got" "$line" || complain "$stream lacks: $line" ;;
        *) ! contains "$got" "$line" || complain "$stream should not have: $line" ;;
      esac
    done <"$list"
  done
done

if [ $failed -ne 0 ]; then
  for stream in stdout stderr; do
    echo "---- $stream"
    head -n 60 "$scratch/$stream"
  done
  echo "---- run again: $0 $1 $2"
fi
exit $failed
