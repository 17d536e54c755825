/* Widths, lines, ticks, and what is written of texts that mean harm. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/chart.h"
#include "report/font.h"
#include "report/svg.h"
#include "support/assert_close.h"

/* Helvetica: A 667, V 667, i 222; a size of 10. */
static void test_width(void **state)
{
    (void)state;
    assert_close(es_font_width("AVi", 10.0), 15.56, 1e-12);
    assert_close(es_font_width("", 10.0), 0.0, 0);
    assert_true(es_font_width("\xE4\xBB\xB7", 10.0) > 10.0); /* an ideograph is wide */
    assert_close(es_font_width("\xE2\x81\xA8", 10.0), 0.0, 0);
}

static void test_clip(void **state)
{
    es_arena *arena = es_arena_new();
    char *long_one = malloc(10001);
    const char *clipped;
    (void)state;
    memset(long_one, 'x', 10000);
    long_one[10000] = '\0';
    assert_string_equal(es_text_clip(arena, "short", 100.0, 8.0), "short");
    assert_string_equal(es_text_clip(arena, "a\nb\tc\x07", 100.0, 8.0), "a b c ");
    clipped = es_text_clip(arena, long_one, 100.0, 8.0);
    assert_true(es_font_width(clipped, 8.0) <= 100.0);
    assert_string_equal(clipped + strlen(clipped) - 3, "\xE2\x80\xA6");
    /* never within a letter */
    clipped = es_text_clip(arena, "\xD8\xA5\xD8\xB9\xD9\x84\xD8\xA7\xD9\x86\xD8\xA5", 24.0, 8.0);
    for (const char *at = clipped; *at;)
        assert_int_not_equal(es_utf8_next(&at), 0xFFFD);
    free(long_one);
    es_arena_free(arena);
}

static void test_wrap(void **state)
{
    es_arena *arena = es_arena_new();
    const char *lines[3];
    (void)state;
    assert_int_equal(es_text_wrap(arena, "one two three four", 40.0, 8.0, 3, lines), 2);
    assert_string_equal(lines[0], "one two");
    assert_string_equal(lines[1], "three four");
    assert_int_equal(es_text_wrap(arena, "one two three four five six", 30.0, 8.0, 2, lines), 2);
    assert_true(es_font_width(lines[1], 8.0) <= 30.0);
    assert_int_equal(es_text_wrap(arena, "", 30.0, 8.0, 2, lines), 0);
    assert_int_equal(es_text_wrap(arena, "xxxxxxxxxxxxxxxx", 1.0, 8.0, 2, lines), 1);
    es_arena_free(arena);
}

static void test_utf8(void **state)
{
    const char *text = "\xC3\xA9\xFF\xED\xA0\x80\xF0\x9F\x9A\x80\xE2\x82";
    (void)state;
    assert_int_equal(es_utf8_next(&text), 0xE9);
    assert_int_equal(es_utf8_next(&text), 0xFFFD); /* no such byte */
    assert_int_equal(es_utf8_next(&text), 0xFFFD); /* a surrogate, byte by byte */
    text += 2;
    assert_int_equal(es_utf8_next(&text), 0x1F680);
    assert_int_equal(es_utf8_next(&text), 0xFFFD); /* cut off */
    assert_int_equal(es_utf8_next(&text), 0xFFFD);
    assert_int_equal(*text, '\0');
}

static void test_escape(void **state)
{
    char *got = NULL;
    size_t size;
    FILE *out = open_memstream(&got, &size);
    (void)state;
    es_xml_escape(out, "<a href=\"x\">'&'</a>\x01\xFF\xEF\xBF\xBE");
    assert_int_equal(fclose(out), 0);
    assert_string_equal(got, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
                             "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    free(got);
}

static void test_ticks(void **state)
{
    es_ticks t;
    const es_axis ret = {.kind = ES_AXIS_NUMBER, .unit = ES_RETURN}, tau = {.kind = ES_AXIS_TAU};
    const es_axis date = {.kind = ES_AXIS_DATE};
    (void)state;
    es_ticks_make(&ret, (es_range){-0.0132, 0.0061}, 5, &t);
    assert_int_equal(t.n, 4);
    assert_string_equal(t.text[0], "-1.0");
    assert_string_equal(t.text[2], "0.0");
    assert_close(t.at[3], 0.005, 1e-15);
    es_ticks_make(&tau, (es_range){-1.2, 1.2}, 10, &t); /* whole days only */
    assert_int_equal(t.n, 3);
    assert_string_equal(t.text[0], "-1");
    es_ticks_make(&date, (es_range){19000, 19200}, 4, &t); /* 2022-01-08 .. 2022-07-27 */
    assert_string_equal(t.text[0], "2022-03");
    assert_string_equal(t.text[1], "2022-05");
    es_ticks_make(&ret, (es_range){1.0, 1.0}, 5, &t);
    assert_int_equal(t.n, 0);
    assert_close(es_round_step(0.3), 0.5, 1e-15);
    assert_close(es_round_step(2.0), 2.0, 1e-15);
}

/* A chart of nothing but missing values, of one point, and of a constant. */
static void test_degenerate(void **state)
{
    static const double value[3][2] = {{NAN, NAN}, {0.5, NAN}, {0.25, 0.25}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char *svg = NULL, *ascii = NULL;
        size_t size;
        const es_svg_options o = {.width = 84.0};
        es_chart chart = {.arena = es_arena_new(), .title = "t", .alt = "a"};
        es_panel *panel = es_chart_panel(&chart, 1.0);
        es_mark *m = es_panel_mark(&chart, panel, ES_MARK_LINE, "n", 0, 2);
        FILE *out = open_memstream(&svg, &size);
        m->x[1] = 1.0;
        memcpy(m->y, value[i], sizeof value[i]);
        assert_int_equal(es_chart_svg(&chart, &o, out, NULL), ES_OK);
        assert_int_equal(fclose(out), 0);
        assert_null(strstr(svg, "nan"));
        assert_null(strstr(svg, "inf"));
        out = open_memstream(&ascii, &size);
        assert_int_equal(es_chart_ascii(&chart, 80, out, NULL), ES_OK);
        assert_int_equal(fclose(out), 0);
        for (const char *at = ascii, *end; *at; at = end + 1) {
            end = strchr(at, '\n');
            assert_true(end - at <= 80);
        }
        free(svg);
        free(ascii);
        es_arena_free(chart.arena);
    }
}

static void test_too_small(void **state)
{
    const es_svg_options o = {.width = 84.0, .height = 10.0};
    es_chart chart = {.arena = es_arena_new(), .title = "t", .alt = "a"};
    es_error err;
    (void)state;
    (void)es_chart_panel(&chart, 1.0);
    assert_int_equal(es_chart_svg(&chart, &o, NULL, &err), ES_EUSAGE);
    es_arena_free(chart.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width),      cmocka_unit_test(test_clip),
        cmocka_unit_test(test_wrap),       cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_escape),     cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_degenerate), cmocka_unit_test(test_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
