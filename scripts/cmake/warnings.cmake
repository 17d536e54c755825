# Warnings for every target of the project; the presets turn them into errors.
add_library(es_warnings INTERFACE)
target_compile_options(es_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wstrict-prototypes
  -Wmissing-prototypes -Wundef -Wcast-qual -Wwrite-strings -Wpointer-arith -Wvla -Wformat=2
  $<$<C_COMPILER_ID:Clang>:-Wmissing-variable-declarations>
  # One result per input, whatever the machine: no fused multiply-add behind our back.
  -ffp-contract=off
  # No value changes by it, but square roots may be taken side by side.
  -fno-math-errno)
target_compile_definitions(es_warnings INTERFACE _POSIX_C_SOURCE=200809L)
