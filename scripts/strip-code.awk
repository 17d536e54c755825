# Blanks comments in C source, line by line, so that a search cannot stumble over prose.
# With strings=1 the contents of string and character literals are blanked as well.
# State carried over line ends: inside a block comment, inside a continued literal.
function step(two,   c) {
  c = substr(two, 1, 1)
  if (state == "block") {
    if (two == "*/") { state = ""; return 2 }
    return 1
  }
  if (state != "") { # inside a literal, which state's character ends
    if (c == "\\") { out = out (strings ? "  " : two); return 2 }
    if (c == state) { state = ""; out = out c; return 1 }
    out = out (strings ? " " : c)
    return 1
  }
  if (two == "/*") { state = "block"; out = out " "; return 2 }
  if (two == "//") return 0
  if (c == "\"" || c == "'") state = c
  out = out c
  return 1
}
{
  out = ""
  for (i = 1; i <= length($0); i += width) {
    width = step(substr($0, i, 2))
    if (width == 0) break
  }
  if (state != "block" && $0 !~ /\\$/) state = ""
  print out
}
