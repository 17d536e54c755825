#!/usr/bin/env bash
# Installs a build into a directory of its own, moves that, and builds a program against it.
# Usage: install.sh CMAKE BUILD COMPILER [FLAG...]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cmake=$1 build=$2
shift 2
command -v pkg-config >/dev/null || exit 77

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$cmake" --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/root"

pc=$(find "$work/root" -name eventstudy.pc)
lib=$(dirname "$(dirname "$pc")")
for file in "$work/root/bin/eventstudy" "$work/root/include/eventstudy.h" \
  "$work"/root/share/man/man1/eventstudy{,-run}.1 "$work/root/share/doc/eventstudy/LICENSE" \
  "$work/root/share/bash-completion/completions/eventstudy" \
  "$work/root/share/zsh/site-functions/_eventstudy" \
  "$work/root/share/fish/vendor_completions.d/eventstudy.fish" \
  "$lib/libeventstudy.a" "$lib/eventstudy_sqlite.so"; do
  [ -s "$file" ] || {
    echo "not installed: ${file#"$work/root/"}"
    exit 1
  }
done

if readelf -SW "$lib/libeventstudy.a" | grep -q 'gnu\.lto_'; then
  echo "the installed library holds what one linker alone reads"
  exit 1
fi

export PKG_CONFIG_PATH=${pc%/*}
read -ra cflags < <(pkg-config --cflags eventstudy)
read -ra libs < <(pkg-config --static --libs eventstudy)
"$@" -std=c11 "${cflags[@]}" "$here/install.c" -o "$work/program" "${libs[@]}"

version=$("$work/root/bin/eventstudy" --version)
said=$("$work/program")
echo "$said"
[[ $said == "$version: "[1-9]*" models" && $version == *"$(pkg-config --modversion eventstudy)" ]] || {
  echo "the installed program says: $version"
  exit 1
}
