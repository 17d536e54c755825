#!/usr/bin/env bash
# Installs what is needed, on Debian 12 or a relative of it.  Usage: install-deps.sh [build|test|dev|bench]
#   build  to build and run the program
#   test   also to run the tests (the default)
#   bench  also what scripts/bench.sh compares with
#   dev    also the clang presets, the fuzzers and clang-tidy
set -euo pipefail
cd "$(dirname "$0")/.."

build=(gcc libc6-dev cmake ninja-build make pkg-config
  libgsl-dev libcsv-dev libsqlite3-dev libinih-dev nettle-dev tzdata libsmartcols-dev libjansson-dev
  libarchive-dev liblzma-dev zlib1g-dev libxlsxwriter-dev)
build+=(node-d3 librsvg2-bin fonts-liberation) # pages and pictures
test=(mandoc zsh fish valgrind zip xz-utils zstd bzip2 libcmocka-dev clang-format sqlite3
  libopenmpi-dev openmpi-bin
  python3-openpyxl
  texlive-latex-base texlive-latex-recommended texlive-latex-extra)
test+=(chromium) # pages; a Node.js that is there already stays
command -v node >/dev/null || test+=(nodejs)
command -v npm >/dev/null || test+=(npm)
bench=(python3-numpy python3-pandas)
dev=(clang libclang-rt-14-dev clang-tidy)

case ${1:-test} in
  build) packages=("${build[@]}") ;;
  test) packages=("${build[@]}" "${test[@]}") ;;
  dev) packages=("${build[@]}" "${test[@]}" "${dev[@]}") ;;
  bench) packages=("${build[@]}" "${test[@]}" "${bench[@]}") ;;
  *)
    echo "install-deps: \"$1\" is not build, test, bench or dev" >&2
    exit 2
    ;;
esac

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "install-deps: need root or sudo to install: ${missing[*]}" >&2
      exit 1
    }
    sudo=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "${missing[@]}" >/dev/null
fi

# What the browser tests take from npm goes below build/.
[ "${1:-test}" = build ] || tests/browser/install.sh build/browser
