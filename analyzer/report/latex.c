/* Texts and formulas in LaTeX.  They compile under pdfLaTeX whatever they hold: see es_latex_text.
 */
#include "report/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "report/code_point.h"

/* What T1 and its accents cannot set of Latin Extended-A. */
static bool is_latin(uint32_t c)
{
    static const uint32_t missing[] = {0x126, 0x127, 0x138, 0x13F, 0x140,
                                       0x149, 0x166, 0x167, 0x17F};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (c == missing[i])
            return false;
    return c >= 0xC0 && c <= 0x17F;
}

static void put_special(FILE *stream, uint32_t c)
{
    static const struct {
        uint32_t code;
        const char *words;
    } special[] = {{'\\', "\\textbackslash{}"},
                   {'^', "\\textasciicircum{}"},
                   {'~', "\\textasciitilde{}"},
                   {'<', "$<$"},
                   {'>', "$>$"},
                   {'|', "$|$"},
                   {'"', "\\textquotedbl{}"},
                   {'\'', "\\textquotesingle{}"},
                   {'`', "\\textasciigrave{}"},
                   {0xA0, "~"},
                   {0xA3, "\\pounds{}"},
                   {0xA7, "\\S{}"},
                   {0x2013, "--"},
                   {0x2014, "---"},
                   {0x2018, "`"},
                   {0x2019, "'"},
                   {0x201C, "``"},
                   {0x201D, "''"},
                   {0x2026, "\\dots{}"},
                   {0x20AC, "\\texteuro{}"},
                   {0x2212, "$-$"}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (special[i].code == c) {
            (void)fputs(special[i].words, stream);
            return;
        }
    if (c < 0x80 && strchr("{}$&#_%", (int)c)) {
        (void)fprintf(stream, "\\%c", (int)c);
    } else if (c < 0x80 || is_latin(c)) {
        es_put_code_point(stream, c);
    } else {
        (void)fputs("\\esunicode{", stream);
        es_put_code_point(stream, c);
        (void)fprintf(stream, "}{%04X}", (unsigned)c);
    }
}

/* Length of a window "[-1, 1]" that begins here, 0: none. */
static size_t window_length(const char *text, const char *stop)
{
    const char *at = text;
    for (int side = 0; side < 2; side++) {
        size_t lead = side == 0 ? 1 : 2, digits;
        if ((size_t)(stop - at) < lead || memcmp(at, side == 0 ? "[" : ", ", lead) != 0)
            return 0;
        at += lead;
        at += at < stop && *at == '-';
        digits = strspn(at, "0123456789");
        if (digits == 0)
            return 0;
        at += digits;
    }
    return at < stop && *at == ']' ? (size_t)(at + 1 - text) : 0;
}

static void put_text(FILE *stream, const char *text, size_t n, bool prose)
{
    const char *stop = text + n;
    uint32_t c;
    while (text < stop) {
        size_t window = prose ? window_length(text, stop) : 0;
        if (window) {
            es_latex_math_n(stream, text, window);
            text += window;
            continue;
        }
        if ((c = es_code_point(&text)) == 0)
            return;
        if (c == '\'' && prose)
            (void)fputs(*text == '\'' ? "'{}" : "'", stream); /* no ligature */
        else if ((c == '[' || c == ']'))
            (void)fprintf(stream, "{%c}", (int)c); /* no optional argument of \\ or \item */
        else if ((c == '-' && *text == '-') || (c == ',' && *text == ',')
                 || ((c == '?' || c == '!') && *text == '`'))
            (void)fprintf(stream, "%c{}", (int)c); /* no ligature */
        else
            put_special(stream, c);
    }
}

void es_latex_text_n(FILE *stream, const char *text, size_t n)
{
    put_text(stream, text, n, false);
}

void es_latex_prose_n(FILE *stream, const char *text, size_t n)
{
    put_text(stream, text, n, true);
}

/* Length of the word that begins here, 0: none. */
static size_t word_length(const char *text, const char *stop)
{
    const char *at = text;
    while (at < stop && (isalpha((unsigned char)*at) || (*at == '_' && at > text)))
        at++;
    return (size_t)(at - text);
}

/* A word of a formula: a single letter is a variable, others are upright but for these. */
static void put_math_word(FILE *stream, const char *word, size_t n)
{
    static const struct {
        const char *word, *math;
    } known[] = {{"Rm", "R_m"}, {"rf", "r_f"}, {"Rbench", "R_{\\mathrm{bench}}"}, {"ln", "\\ln "}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].word) == n && memcmp(word, known[i].word, n) == 0) {
            (void)fputs(known[i].math, stream);
            return;
        }
    (void)fputs(n > 1 ? "\\mathrm{" : "", stream);
    es_latex_text_n(stream, word, n);
    (void)fputs(n > 1 ? "}" : "", stream);
}

void es_latex_math_n(FILE *stream, const char *text, size_t n)
{
    const char *stop = text + n;
    bool after_word = false;
    (void)fputc('$', stream);
    while (text < stop) {
        size_t word = word_length(text, stop);
        if (word) {
            put_math_word(stream, text, word);
        } else if (*text == ' ') {
            (void)fputs(after_word && word_length(text + 1, stop) ? "\\ " : " ", stream);
        } else if (isdigit((unsigned char)*text) || strchr("+-=()[]|^,.:/*", *text)) {
            (void)fputc(*text, stream);
        }
        after_word = word > 0 || *text == ',';
        text += word ? word : 1;
    }
    (void)fputc('$', stream);
}

void es_latex_text(FILE *stream, const char *text)
{
    es_latex_text_n(stream, text, strlen(text));
}

void es_latex_preamble(FILE *stream)
{
    (void)fputs("% Needs \\usepackage[T1]{fontenc}, and for tables\n"
                "% \\usepackage{booktabs,longtable,threeparttable}.\n"
                "\\providecommand{\\esunicode}[2]{\\ifdefined\\Umathchar#1\\else{[}U+#2{]}\\fi}\n",
                stream);
}
