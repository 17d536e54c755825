#!/usr/bin/env bash
# Runs the browser tests with the program ES; ends with 77 where node or Chromium is not there.
# Usage: run.sh ES NODE_DIRECTORY
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

for program in node npm; do
  command -v "$program" >/dev/null || {
    echo "skipped: $program is not installed (scripts/install-deps.sh installs it)"
    exit 77
  }
done
ES_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "skipped: chromium is not installed (scripts/install-deps.sh installs it)"
  exit 77
}
"$here/install.sh" "$2"
export ES=$1 ES_NODE=$2 ES_CHROMIUM
node --test --test-reporter=spec "$here"
