#!/usr/bin/env bash
# Holds every #include below analyzer/ against scripts/layers.txt: modules may include what stands
# below them, and each third-party header has one home.  Usage: check-layers.sh [ROOT]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=${1:-$(dirname "$here")}
cd "$root"

# The C standard library and POSIX.
libc="assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal
stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads
time uchar wchar wctype aio arpa/inet dirent dlfcn fcntl fnmatch ftw glob grp iconv langinfo
libgen monetary mqueue net/if netdb netinet/in nl_types poll pthread pwd regex sched semaphore
spawn strings sys/ipc sys/mman sys/msg sys/resource sys/select sys/sem sys/shm sys/socket
sys/stat sys/statvfs sys/time sys/times sys/types sys/uio sys/un sys/utsname sys/wait syslog tar
termios unistd utime utmpx wordexp"

check='
function complain(text) { printf "%s:%d: %s\n", path, FNR, text; bad = 1 }

function learn(line,   halves, sides, words, n, i) {
  sub(/#.*/, "", line)
  if (line !~ /:/) return
  split(line, halves, ":")
  gsub(/ /, "", halves[1])
  split(halves[2], sides, "|")
  known[halves[1]] = 1
  may[halves[1], halves[1]] = 1
  n = split(sides[1], words, " ")
  for (i = 1; i <= n; i++) may[halves[1], words[i]] = 1
  n = split(sides[2], words, " ")
  for (i = 1; i <= n; i++) home[halves[1], words[i]] = 1
}

function own(header) {
  if (header == "eventstudy.h") return
  if (header !~ /\//) complain("\"" header "\": write \"module/" header "\"")
  else if (module == "") complain("\"" header "\": the public header includes the C library only")
  else {
    sub(/\/.*/, "", header)
    if (!((module, header) in may)) complain(module " may not include " header)
  }
}

function foreign(header,   library) {
  library = header
  sub(/\.h$/, "", library)
  if (library in standard) library = "libc"
  sub(/\/.*/, "", library)
  if (library == "sqlite3ext") library = "sqlite3"
  if (module == "" ? library != "libc" : !((module, library) in home))
    complain((module == "" ? "the public header" : module) " may not include <" header ">")
}

FILENAME == "-" && FNR == 1 {
  n = split(libc, list, /[ \n]+/)
  for (i = 1; i <= n; i++) standard[list[i]] = 1
}
FILENAME != "-" { learn($0); next }

/^[ \t]*#[ \t]*include/ {
  header = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
  if (header ~ /^"/) { header = substr(header, 2); sub(/".*/, "", header); own(header) }
  else if (header ~ /^</) { header = substr(header, 2); sub(/>.*/, "", header); foreign(header) }
  else complain("an include that names no file")
}
END {
  if (module != "" && !(module in known)) { FNR = 1; complain("module " module " is not in layers.txt") }
  exit bad
}'

status=0
while IFS= read -r path; do
  inner=${path#analyzer/}
  module=${inner%%/*}
  [ "$inner" != eventstudy.h ] || module=
  awk -f "$here/strip-code.awk" "$path" |
    awk -v path="$path" -v module="$module" -v libc="$libc" "$check" scripts/layers.txt - || status=1
done < <(find analyzer -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | LC_ALL=C sort)
exit $status
