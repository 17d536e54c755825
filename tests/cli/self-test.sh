#!/usr/bin/env bash
# The runner itself: what must pass passes, what must fail fails and says why.
set -euo pipefail

runner=$(cd "$(dirname "$0")" && pwd)/run-case.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir data
failed=0

# A stand-in for the program: repeats its arguments, speaks to stderr, exits as told.
cat >program <<'P'
#!/usr/bin/env bash
echo "arguments: $*"
echo "eventstudy: error: so it goes" >&2
exit "${1:-0}"
P
chmod +x program

# expect STATUS TEXT: runs the case `it` and wants that exit status, and TEXT in what is printed.
expect() {
  local status=0 got
  got=$("$runner" ./program it data 2>&1) || status=$?
  if [ "$status" -ne "$1" ] || { [ -n "$2" ] && ! grep -qF -e "$2" <<<"$got"; }; then
    printf 'case %s: exit %d (wanted %d), wanted "%s", printed:\n%s\n' "$(cat it/cmd)" "$status" "$1" "$2" "$got"
    failed=1
  fi
}

# new CMD: a fresh case.
new() {
  rm -rf it
  mkdir it
  echo "$1" >it/cmd
}

new '"$ES" 0 x'; expect 0 ''
new '"$ES" 3'; expect 1 'exit code 3, expected 0'
new '"$ES" 3'; echo 3 >it/exit; expect 0 ''
new 'exit 77'; expect 77 ''
new 'false; "$ES" 0'; expect 1 'exit code 1, expected 0'
new '"$ES" 0 x'; echo 'arguments: 0 x' >it/stdout.exact; expect 0 ''
new '"$ES" 0 y'; echo 'arguments: 0 x' >it/stdout.exact; expect 1 '-arguments: 0 x'
new '"$ES" 0 y'; printf '\nments: 0\n\n y' >it/stdout.has; expect 0 ''
new '"$ES" 0 y'; echo '.*' >it/stdout.has; expect 1 'stdout lacks: .*'
new '"$ES" 0 y'; printf 'ments: 0' >it/stdout.hasnot; expect 1 'stdout should not have: ments: 0'
new '"$ES" 0 y'; echo 'nothing' >it/stdout.hasnot; expect 0 ''
new '"$ES" 0'; echo 'error: so it goes' >it/stderr.has; expect 0 ''
new '"$ES" 0'; echo 'else' >it/stderr.has; expect 1 'stderr lacks: else'
new '"$ES" 0'; echo '-x' >it/stderr.has; expect 1 'stderr lacks: -x'
new 'ls -A; echo "$DATA" "$CASE"'; printf '%s %s\n' "$(realpath data)" "$PWD/it" >it/stdout.exact; expect 0 ''
new 'echo a >f; unchanged f "$ES" 4'; echo 4 >it/exit; expect 0 ''
new 'echo a >f; unchanged f cp /dev/null f'; echo 99 >it/exit; expect 0 ''
new 'no_file f "$ES" 4'; echo 4 >it/exit; expect 0 ''
new 'no_file f touch f'; expect 1 'f was made'
new 'make_world; wc -l <prices.csv; sort -u prices.csv | wc -l; head -n 2 prices.csv; day 0; day 319'
printf '1281\n1281\nsymbol,date,close\nMKT,2020-01-02,1000.0000\n2020-01-02\n2021-03-24\n' >it/stdout.exact
expect 0 ''

new '"$ES" 0 new'; echo old >it/stdout.exact
ES_UPDATE=1 "$runner" ./program it data
expect 0 ''
[ "$(cat it/stdout.exact)" = 'arguments: 0 new' ] && [ ! -e it/stderr.exact ] || {
  echo 'ES_UPDATE=1 did not rewrite stdout.exact, or made a file'
  failed=1
}
exit $failed
