#!/usr/bin/env bash
# Installs what the browser tests need from npm into DIRECTORY, exactly as package-lock.json says.
# Usage: install.sh DIRECTORY
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
into=$1

if cmp -s "$here/package-lock.json" "$into/installed.json"; then
  exit 0
fi
mkdir -p "$into"
cp "$here/package.json" "$here/package-lock.json" "$into/"
npm ci --prefix "$into" --no-audit --no-fund --loglevel=error --ignore-scripts || {
  echo "install: npm could not fetch what the browser tests need (see above)" >&2
  exit 1
}
cp "$here/package-lock.json" "$into/installed.json"
