#!/usr/bin/env bash
# Runs clang-tidy over analyzer/, as .clang-tidy says.  Exit 1 when it finds something.
# Usage: tidy.sh [BUILD]   a build directory (build/tidy: the preset clang without tests)
set -euo pipefail
cd "$(dirname "$0")/.."

build=${1:-build/tidy}
command -v clang-tidy >/dev/null || {
  echo "tidy: clang-tidy is not installed: scripts/install-deps.sh dev" >&2
  exit 77
}
[ $# -gt 0 ] || cmake --preset clang -B "$build" -DES_BUILD_TESTS=OFF >/dev/null

# One file per process: clang-tidy 14 loses track of va_list after the first.
found=$(find analyzer -name '*.c' -print0 | LC_ALL=C sort -z |
  xargs -0 -P "$(nproc)" -n 1 clang-tidy -p "$build" --quiet 2>/dev/null || true)
[ -z "$found" ] || {
  printf '%s\n' "$found"
  printf '%s\n' "$found" | sed -n 's/.*\[\([a-z]*-[A-Za-z.,-]*\)\]$/\1/p' | sort | uniq -c | sort -rn
  exit 1
}
