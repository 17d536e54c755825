#!/usr/bin/env bash
# Builds and tests everything but what is labelled slow, as users run it and under the sanitizers.
# Usage: test.sh [PRESET...]   (release asan)
set -euo pipefail
cd "$(dirname "$0")/.."

presets=("$@")
[ ${#presets[@]} -gt 0 ] || presets=(release asan)

scripts/install-deps.sh
mkdir -p build

totals=()
for preset in "${presets[@]}"; do
  echo "== $preset: configure"
  cmake --preset "$preset" -DES_MPI=ON
  echo "== $preset: build"
  cmake --build --preset "$preset"
  echo "== $preset: test"
  ctest --preset "$preset" | tee "build/test-$preset.log"
  totals+=("$preset: $(grep -E '[0-9]+% tests passed' "build/test-$preset.log")")
done

echo "== totals"
printf '%s\n' "${totals[@]}"
