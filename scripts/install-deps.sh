#!/usr/bin/env bash
# Installs what building and testing needs, on Debian 12 or a relative of it.
set -euo pipefail

packages=(
  gcc libc6-dev clang libclang-rt-14-dev clang-format clang-tidy cmake ninja-build pkg-config
  libgsl-dev libcsv-dev libsqlite3-dev libinih-dev nettle-dev libsmartcols-dev libjansson-dev
  libcmocka-dev sqlite3
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "install-deps: need root or sudo to install: ${missing[*]}" >&2
    exit 1
  }
  sudo=(sudo)
fi
echo "Installing: ${missing[*]}" >&2
"${sudo[@]}" apt-get update -q
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
