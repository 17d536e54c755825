#!/usr/bin/env bash
# Says where C source departs from .clang-format.  Exit 77 (skipped) without clang-format.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v clang-format >/dev/null || {
  echo "check-format: clang-format is not installed" >&2
  exit 77
}
find analyzer tests scripts -type f \( -name '*.c' -o -name '*.h' \) -print0 |
  LC_ALL=C sort -z | xargs -0 -r clang-format --dry-run -Werror --style=file
