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
npm ci --prefix "$into" --no-audit --no-fund --silent --ignore-scripts
cp "$here/package-lock.json" "$into/installed.json"
