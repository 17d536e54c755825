// The interactive part of the page.  Texts of the study only ever become text nodes.
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('data').textContent);
  var byId = function (id) { return document.getElementById(id); };
  var minus = function (s) { return s.replace('-', '\u2212'); };
  var percent = function (v) { return v === null ? '\u2013' : minus((Math.abs(v) < 5e-5 ? 0 : 100 * v).toFixed(2)) + '\u00a0%'; };
  var pvalue = function (v) { return v === null ? '\u2013' : v < 1e-4 ? '<0.0001' : v.toFixed(4); };
  var fixed = function (v, n) { return v === null ? '\u2013' : minus(v.toFixed(n)); };
  var level = (100 * (1 - data.alpha)).toPrecision(4).replace(/\.?0+$/, '') + '\u00a0%';
  var color = function (i) { return 'var(--c' + i % 8 + ')'; };
  // Colours, dashes and markers repeat after 8, 9 and 7 series, so that no two series look the same.
  var dashes = [null, '7 3', '2 3', '9 3 2 3', '5 4', '12 4', '3 5', '8 2 2 2', '14 3 2 3 2 3'];
  var dash = function (i) { return dashes[i % dashes.length]; };
  var marker = function (i, size) { return d3.symbol().type(d3.symbols[i % d3.symbols.length]).size(size)(); };
  var still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

  function rows(table) {
    var names = Object.keys(table), out = [];
    for (var i = 0; i < table[names[0]].length; i++) {
      var row = {};
      names.forEach(function (k) { row[k] = table[k][i]; });
      out.push(row);
    }
    return out;
  }
  function distinct(list) { return Array.from(new Set(list)); }
  function el(name, text, attributes) {
    var e = document.createElement(name);
    if (text !== undefined && text !== null) e.textContent = text;
    Object.keys(attributes || {}).forEach(function (k) { e.setAttribute(k, attributes[k]); });
    return e;
  }
  function short(text) { var a = Array.from(text); return a.length > 40 ? a.slice(0, 39).join('') + '\u2026' : text; }

  var paths = rows(data.paths), results = rows(data.results), cars = rows(data.cars);
  var ownT = 't of the CAR', groups = distinct(paths.map(function (r) { return r.group; }));
  var windows = distinct(cars.map(function (r) { return r.first + ':' + r.last; }));
  var groupOf = new Map();
  data.events.event.forEach(function (id, i) { groupOf.set(id, data.events.group[i]); });
  // The answer about a single event is the t of its CAR, which no test over events is.
  if (data.test === ownT) cars.forEach(function (r) {
    results.push({ model: r.model, group: 'all', first: r.first, last: r.last, n: 1, estimate: r.car, test: ownT, statistic: r.statistic, p_value: r.p_value, ci_low: r.ci_low, ci_high: r.ci_high, status: null });
  });
  var tests = distinct(results.map(function (r) { return r.test; }));
  var state = {
    model: data.primary, group: groups.length > 1 && groups.length <= 9 ? '' : 'all', window: windows[0], test: tests.indexOf(data.test) >= 0 ? data.test : tests[0], measure: 'caar'
  };
  var inWindow = function (r) { return r.first + ':' + r.last === state.window; };

  // ---- controls ----
  function control(key, label, values, words) {
    if (values.length < 2) return;
    var box = el('label', label), select = el('select', null, { id: 'choose-' + key });
    values.forEach(function (v, i) { var o = el('option', short(words ? words[i] : v)); o.value = v; select.appendChild(o); });
    select.value = state[key];
    select.addEventListener('change', function () { state[key] = select.value; draw(); });
    box.appendChild(select);
    byId('controls').appendChild(box);
  }
  control('model', 'Model', data.models);
  control('group', 'Group', groups.length > 1 ? [''].concat(groups) : groups, groups.length > 1 ? ['every group'].concat(groups.map(function (g) { return g === 'all' ? 'all events' : g; })) : null);
  control('window', 'Window', windows);
  control('test', 'Test', tests);
  control('measure', 'Path of', ['caar', 'aar'], ['CAAR (cumulative)', 'AAR (day by day)']);
  if (byId('controls').children.length && document.querySelector('details.event'))
    byId('controls').appendChild(el('p', 'One by one, events stay with model ' + data.primary + ', their headings with window ' + windows[0] + '.', { 'class': 'hint' }));
  byId('controls').hidden = !byId('controls').children.length;
  byId('controls').setAttribute('role', 'group');
  byId('controls').setAttribute('aria-label', 'What the charts and tables show');

  // ---- frames ----
  var W = 900, H = 420, M = { top: 12, right: 16, bottom: 46, left: 58 };
  // A figure with a caption, an SVG to draw in, a legend and a line that says what is pointed at.
  function frame(id, buttons) {
    var figure = byId(id), old = figure.querySelector('.static');
    if (old) old.remove();
    figure.hidden = false;
    var f = {
      figure: figure, caption: figure.appendChild(el('figcaption')), bar: figure.appendChild(el('div', null, { 'class': 'bar' })),
      legend: figure.appendChild(el('ul', null, { 'class': 'legend' })),
      svg: d3.select(figure).append('svg').attr('viewBox', '0 0 ' + W + ' ' + H).attr('role', 'img').attr('tabindex', 0),
      said: figure.appendChild(el('p', null, { 'class': 'said', 'aria-live': 'polite' })),
      tip: figure.appendChild(el('div', null, { 'class': 'tip', hidden: '' })), zoom: null
    };
    buttons.forEach(function (b) {
      var button = f.bar.appendChild(el('button', b[0], { type: 'button' }));
      button.addEventListener('click', b[1]);
    });
    return f;
  }
  // A narrow screen gets a narrower picture with the same letters.
  function measure(f) {
    var w = Math.max(340, Math.min(1400, f.figure.clientWidth || 900));
    W = w; H = Math.round(w < 600 ? w * 0.8 : 420);
    f.svg.attr('viewBox', '0 0 ' + W + ' ' + H);
    f.svg.selectAll('*').remove();
    f.legend.replaceChildren();
    f.tip.hidden = true;
  }
  function say(f, text, x, y) {
    f.said.textContent = text.replace(/\n/g, '; ');
    f.tip.textContent = text;
    f.tip.hidden = false;
    var box = f.svg.node().getBoundingClientRect(), around = f.figure.getBoundingClientRect(), k = box.width / W;
    var left = box.left - around.left + x * k + 12, top = box.top - around.top + y * k + 8;
    if (left + f.tip.offsetWidth > around.width) left = Math.max(0, left - f.tip.offsetWidth - 24);
    f.tip.style.left = left + 'px';
    f.tip.style.top = top + 'px';
  }
  function quiet(f) { f.tip.hidden = true; }
  function key(f, name, i, band, dot, marked) {
    var li = el('li'), width = band || dot ? 26 : 44, svg = d3.select(li).append('svg').attr('viewBox', '0 0 ' + width + ' 12').attr('aria-hidden', 'true').style('width', width + 'px');
    if (band) svg.append('rect').attr('width', 26).attr('height', 12).style('fill', band).attr('fill-opacity', 0.35);
    else if (dot) svg.append('circle').attr('cx', 13).attr('cy', 6).attr('r', 4).style('fill', color(i));
    else {
      svg.append('line').attr('x2', 44).attr('y1', 6).attr('y2', 6).style('stroke', color(i)).attr('stroke-width', 2.5).attr('stroke-dasharray', dash(i));
      if (marked) svg.append('path').attr('class', 'marker').attr('transform', 'translate(22,6)').attr('d', marker(i, 50)).style('fill', color(i));
    }
    li.appendChild(document.createTextNode(name));
    f.legend.appendChild(li);
  }
  function axes(f, x, y, words, rowsOfY) {
    var few = Math.max(3, Math.floor((W - M.left - M.right) / 70));
    var tickX = d3.axisBottom(x).ticks(few), tickY = d3.axisLeft(y).ticks(6);
    if (words.percentX) tickX.tickFormat(function (v) { return minus(d3.format('~g')(+(100 * v).toPrecision(6))); });
    else if (words.whole) tickX.tickFormat(function (v) { return v % 1 ? '' : minus(String(v)); });
    if (!rowsOfY) {
      tickY.tickFormat(function (v) { return minus(d3.format('~g')(+(100 * v).toPrecision(6))); });
      f.svg.append('g').selectAll('line').data(y.ticks(6)).enter().append('line').attr('class', 'grid')
        .attr('x1', M.left).attr('x2', W - M.right).attr('y1', y).attr('y2', y);
    }
    f.svg.append('g').attr('class', 'axis').attr('transform', 'translate(0,' + (H - M.bottom) + ')').call(tickX);
    f.svg.append('g').attr('class', 'axis').attr('transform', 'translate(' + x.range()[0] + ',0)').call(tickY);
    var text = function (s) { return f.svg.append('text').style('fill', 'var(--ink)').attr('font-size', 13).attr('text-anchor', 'middle').text(s); };
    text(words.x).attr('x', (x.range()[0] + W - M.right) / 2).attr('y', H - 8);
    if (words.y) text(words.y).attr('transform', 'translate(14,' + (M.top + H - M.bottom) / 2 + ') rotate(-90)');
    if (!rowsOfY && y.domain()[0] < 0 && y.domain()[1] > 0) f.svg.append('line').attr('class', 'zero').attr('x1', x.range()[0]).attr('x2', W - M.right).attr('y1', y(0)).attr('y2', y(0));
    if (x.domain()[0] <= 0 && x.domain()[1] >= 0) f.svg.append('line').attr('class', 'zero').attr('stroke-dasharray', '4 3').attr('x1', x(0)).attr('x2', x(0)).attr('y1', M.top).attr('y2', H - M.bottom);
  }
  function extent(values) {
    var e = d3.extent(values.filter(function (v) { return v !== null && isFinite(v); }));
    if (e[0] === undefined) return [-0.01, 0.01];
    var low = Math.min(0, e[0]), high = Math.max(0, e[1]), air = (high - low) * 0.05 || 0.01;
    return [low - air, high + air];
  }

  // ---- the path ----
  var P = frame('chart-path', [['Zoom in', function () { zoomPath(0.5); }], ['Zoom out', function () { zoomPath(2); }], ['Whole window', function () { P.zoom = null; drawPath(); }]]);
  var pathTaus = distinct(paths.map(function (r) { return r.tau; })), full = d3.extent(pathTaus), pointed = 0;
  function zoomPath(factor) {
    var z = P.zoom || full, middle = Math.min(z[1], Math.max(z[0], P.pointed ? pointed : (z[0] + z[1]) / 2)), half = Math.max(1, (z[1] - z[0]) * factor / 2);
    P.zoom = [Math.max(full[0], Math.round(middle - half)), Math.min(full[1], Math.round(middle + half))];
    if (P.zoom[0] === full[0] && P.zoom[1] === full[1]) P.zoom = null;
    drawPath();
  }
  function drawPath() {
    measure(P);
    var z = P.zoom || full, cumulative = state.measure === 'caar', value = cumulative ? 'caar' : 'aar';
    var low = cumulative ? 'low' : 'aar_low', high = cumulative ? 'high' : 'aar_high';
    var shown = state.group === '' ? groups : [state.group], single = shown.length === 1;
    var series = shown.map(function (g) {
      return { group: g, i: Math.max(0, groups.indexOf(g)), rows: paths.filter(function (r) { return r.model === state.model && r.group === g && r.tau >= z[0] && r.tau <= z[1]; }) };
    });
    var all = [];
    series.forEach(function (s) { s.rows.forEach(function (r) { all.push(r[value]); if (single) all.push(r[low], r[high]); if (single && cumulative) all.push(r.band_low, r.band_high); }); });
    var x = d3.scaleLinear([z[0] - 0.5, z[1] + 0.5], [M.left, W - M.right]), y = d3.scaleLinear(extent(all), [H - M.bottom, M.top]).nice();
    axes(P, x, y, { x: data.time, y: (cumulative ? 'CAAR' : 'AAR') + ' (%)', whole: true });
    var line = d3.line().defined(function (r) { return r[value] !== null; }).x(function (r) { return x(r.tau); }).y(function (r) { return y(r[value]); });
    var band = function (a, b) { return d3.area().defined(function (r) { return r[a] !== null; }).x(function (r) { return x(r.tau); }).y0(function (r) { return y(r[a]); }).y1(function (r) { return y(r[b]); }); };
    var has = function (name) { return series[0].rows.some(function (r) { return r[name] !== null; }); };
    if (single && cumulative) {
      P.svg.append('path').attr('class', 'band-all').attr('d', band('band_low', 'band_high')(series[0].rows)).style('fill', 'var(--quiet)').attr('fill-opacity', 0.22);
      P.svg.append('path').attr('class', 'band-day').attr('d', band('low', 'high')(series[0].rows)).style('fill', color(0)).attr('fill-opacity', 0.28);
      if (has('band_low')) key(P, level + ', all days at once', 0, 'var(--quiet)');
      if (has('low')) key(P, level + ', day by day', 0, color(0));
    }
    series.forEach(function (s) {
      var i = single ? 0 : s.i, name = s.group === 'all' ? 'all events' : s.group;
      if (single && !cumulative) {
        P.svg.selectAll('.bar-' + i).data(s.rows).enter().append('rect').attr('class', 'bar-day').style('fill', color(0)).attr('fill-opacity', 0.75)
          .attr('x', function (r) { return x(r.tau - 0.4); }).attr('width', Math.max(1, x(0.8) - x(0)))
          .attr('y', function (r) { return y(Math.max(0, r[value] || 0)); }).attr('height', function (r) { return Math.abs(y(r[value] || 0) - y(0)); });
        P.svg.selectAll('.whisker').data(s.rows.filter(function (r) { return r[low] !== null; })).enter().append('line').style('stroke', 'var(--ink)')
          .attr('x1', function (r) { return x(r.tau); }).attr('x2', function (r) { return x(r.tau); }).attr('y1', function (r) { return y(r[low]); }).attr('y2', function (r) { return y(r[high]); });
        if (has(low)) key(P, level + ' interval', 7);
      } else {
        P.svg.append('path').attr('class', 'series').attr('d', line(s.rows)).attr('fill', 'none').style('stroke', color(i)).attr('stroke-width', 2.5).attr('stroke-dasharray', dash(i));
        var every = Math.ceil(s.rows.length / 40);
        P.svg.append('g').selectAll('path').data(s.rows.filter(function (r, k) { return r[value] !== null && k % every === 0; })).enter().append('path').attr('class', 'marker').attr('d', marker(i, single ? 20 : 40)).style('fill', color(i))
          .attr('transform', function (r) { return 'translate(' + x(r.tau) + ',' + y(r[value]) + ')'; });
        key(P, short(name), i, null, false, true);
      }
    });
    P.caption.textContent = (cumulative ? 'Cumulative average' : 'Average') + ' abnormal return, ' + (single ? (shown[0] === 'all' ? 'all events' : short(shown[0])) : 'by group') + ', model ' + state.model;
    P.svg.attr('aria-label', P.caption.textContent + '. Arrow keys move from day to day; plus, minus and Escape zoom.');
    var cursor = P.svg.append('line').style('stroke', 'var(--ink)').attr('y1', M.top).attr('y2', H - M.bottom).attr('visibility', 'hidden');
    P.point = function (tau) {
      pointed = Math.min(z[1], Math.max(z[0], tau));
      P.pointed = true;
      cursor.attr('x1', x(pointed)).attr('x2', x(pointed)).attr('visibility', 'visible');
      var words = ['Day ' + minus(String(pointed))];
      series.forEach(function (s) {
        var r = s.rows.find(function (q) { return q.tau === pointed; });
        if (!r) return;
        var text = (single ? (cumulative ? 'CAAR' : 'AAR') : short(s.group)) + ' ' + percent(r[value]) + ' (N = ' + (cumulative ? r.n_car : r.n) + ')';
        if (single && r[low] !== null) text += '\n' + level + ', this day: ' + percent(r[low]) + ' to ' + percent(r[high]);
        if (single && cumulative && r.band_low !== null) text += '\n' + level + ', all days: ' + percent(r.band_low) + ' to ' + percent(r.band_high);
        words.push(text);
      });
      say(P, words.join('\n'), x(pointed), M.top + 10);
    };
    var brush = d3.brushX().extent([[M.left, M.top], [W - M.right, H - M.bottom]]).on('end', function () {
      var s = d3.event.selection;
      if (!s) return;
      var a = Math.round(x.invert(s[0])), b = Math.round(x.invert(s[1]));
      if (b - a >= 1) { P.zoom = [Math.max(full[0], a), Math.min(full[1], b)]; }
      drawPath();
    });
    P.svg.append('g').attr('class', 'brush').call(brush);
    P.svg.on('mousemove', function () { P.point(Math.round(x.invert(d3.mouse(this)[0]))); })
      .on('mouseleave', function () { quiet(P); cursor.attr('visibility', 'hidden'); })
      .on('keydown', function () {
        var k = d3.event.key;
        if (k === 'ArrowLeft' || k === 'ArrowRight') { P.point((P.pointed ? pointed : 0) + (k === 'ArrowRight' ? 1 : -1)); d3.event.preventDefault(); }
        else if (k === '+') zoomPath(0.5);
        else if (k === '-') zoomPath(2);
        else if (k === 'Escape') { P.zoom = null; drawPath(); }
      });
  }

  // ---- groups under the chosen test ----
  var G = frame('chart-groups', []);
  function drawGroups() {
    measure(G);
    var list = results.filter(function (r) { return r.model === state.model && r.test === state.test && inWindow(r); });
    H = Math.max(120, M.top + M.bottom + 34 * list.length);
    G.svg.attr('viewBox', '0 0 ' + W + ' ' + H);
    var values = [];
    list.forEach(function (r) { values.push(r.estimate, r.ci_low, r.ci_high); });
    var whiskers = list.some(function (r) { return r.ci_low !== null; });
    var left = W < 600 ? 110 : 190, x = d3.scaleLinear(extent(values), [left, W - M.right]).nice(), y = d3.scaleBand(list.map(function (r) { return r.group; }), [M.top, H - M.bottom]).padding(0.3);
    axes(G, x, y, { x: 'CAAR over ' + state.window + ' (%)', percentX: true }, true);
    G.svg.selectAll('.axis').filter(function (d, i) { return i === 1; }).selectAll('text').text(function (g) { var n = W < 600 ? 13 : 24, a = Array.from(g); return a.length > n ? a.slice(0, n - 1).join('') + '\u2026' : g; });
    var told = function (r) { return short(r.group) + ': CAAR ' + percent(r.estimate) + ' (N = ' + r.n + ')\n' + (r.ci_low === null ? '' : level + ': ' + percent(r.ci_low) + ' to ' + percent(r.ci_high) + '\n') + state.test + ' ' + fixed(r.statistic, 3) + ', p ' + pvalue(r.p_value) + (r.status ? ' (' + r.status + ')' : ''); };
    var g = G.svg.append('g').selectAll('g').data(list).enter().append('g').attr('class', 'dot').attr('tabindex', 0).attr('role', 'img').attr('aria-label', told);
    g.append('rect').attr('x', left).attr('width', W - M.right - left).attr('y', function (r) { return y(r.group); }).attr('height', y.bandwidth()).attr('fill-opacity', 0);
    g.filter(function (r) { return r.ci_low !== null; }).append('line').style('stroke', color(0)).attr('stroke-width', 2).attr('x1', function (r) { return x(r.ci_low); }).attr('x2', function (r) { return x(r.ci_high); })
      .attr('y1', function (r) { return y(r.group) + y.bandwidth() / 2; }).attr('y2', function (r) { return y(r.group) + y.bandwidth() / 2; });
    g.filter(function (r) { return r.estimate !== null; }).append('circle').attr('r', 6).style('fill', function (r) { return r.p_value !== null && r.p_value < data.alpha ? color(0) : 'var(--paper)'; }).style('stroke', color(0)).attr('stroke-width', 2)
      .attr('cx', function (r) { return x(r.estimate); }).attr('cy', function (r) { return y(r.group) + y.bandwidth() / 2; });
    var show = function (r) { say(G, told(r), x(r.estimate || 0), y(r.group)); };
    g.on('mouseenter', show).on('focus', show).on('mouseleave', function () { quiet(G); }).on('blur', function () { quiet(G); });
    G.caption.textContent = 'CAAR over ' + state.window + ' by group, ' + state.test + ', model ' + state.model + '; a filled dot: p below ' + data.alpha + (whiskers ? '; whiskers: its ' + level + ' interval' : '; this test has no interval');
    G.svg.attr('role', 'group').attr('tabindex', null).attr('aria-label', G.caption.textContent);
  }

  // ---- events ----
  var E = frame('chart-events', [['Whole sample', function () { E.zoom = null; drawEvents(); }]]);
  function drawEvents() {
    measure(E);
    var list = cars.filter(function (r) { return r.model === state.model && inWindow(r) && r.car !== null && (state.group === '' || state.group === 'all' || groupOf.get(r.event) === state.group); });
    list = list.slice().sort(function (a, b) { return b.car - a.car; });
    list.forEach(function (r, i) { r.rank = i + 1; });
    var z = E.zoom || [0.5, list.length + 0.5], shown = list.filter(function (r) { return r.rank >= z[0] && r.rank <= z[1]; });
    var values = [];
    shown.forEach(function (r) { values.push(r.car); if (shown.length <= 300) values.push(r.ci_low, r.ci_high); });
    var x = d3.scaleLinear(z, [M.left, W - M.right]), y = d3.scaleLinear(extent(values), [H - M.bottom, M.top]).nice();
    axes(E, x, y, { x: 'Events, the highest first', y: 'CAR (%)', whole: true });
    if (shown.length <= 300) E.svg.append('g').selectAll('line').data(shown.filter(function (r) { return r.ci_low !== null; })).enter().append('line').style('stroke', color(0)).attr('stroke-opacity', 0.55)
      .attr('x1', function (r) { return x(r.rank); }).attr('x2', function (r) { return x(r.rank); }).attr('y1', function (r) { return y(r.ci_low); }).attr('y2', function (r) { return y(r.ci_high); });
    E.svg.append('g').selectAll('circle').data(shown).enter().append('circle').attr('r', shown.length > 300 ? 2 : 4).attr('cx', function (r) { return x(r.rank); }).attr('cy', function (r) { return y(r.car); })
      .style('fill', function (r) { return r.p_value !== null && r.p_value < data.alpha ? color(1) : color(0); });
    key(E, 'p below ' + data.alpha, 1, null, true);
    key(E, 'other events', 0, null, true);
    E.caption.textContent = 'CAR of each event over ' + state.window + ', model ' + state.model + ' (' + shown.length + (shown.length < list.length ? ' of ' + list.length : '') + (list.length === 1 ? ' event' : ' events') + (shown.length <= 300 ? ', ' + level + (list.length === 1 ? ' interval' : ' intervals') : '; intervals appear when zoomed') + ')';
    E.svg.attr('aria-label', E.caption.textContent + '. Arrow keys move from event to event.');
    var ring = E.svg.append('circle').attr('r', 7).attr('fill', 'none').style('stroke', 'var(--ink)').attr('stroke-width', 2).attr('visibility', 'hidden');
    E.point = function (rank) {
      var r = list[Math.round(rank) - 1];
      if (!r || r.rank < z[0] || r.rank > z[1]) return;
      E.at = r.rank;
      ring.attr('cx', x(r.rank)).attr('cy', y(r.car)).attr('visibility', 'visible');
      say(E, short(r.event) + '\nCAR ' + percent(r.car) + (r.ci_low === null ? '' : ' (' + percent(r.ci_low) + ' to ' + percent(r.ci_high) + ')') + '\nreturn ' + percent(r.raw) + ', market ' + percent(r.market) + '\nt ' + fixed(r.statistic, 2) + ', p ' + pvalue(r.p_value), x(r.rank), y(r.car));
    };
    E.svg.append('g').attr('class', 'brush').call(d3.brushX().extent([[M.left, M.top], [W - M.right, H - M.bottom]]).on('end', function () {
      var s = d3.event.selection;
      if (!s) return;
      if (x.invert(s[1]) - x.invert(s[0]) >= 2) E.zoom = [x.invert(s[0]), x.invert(s[1])];
      drawEvents();
    }));
    E.svg.on('mousemove', function () { E.point(x.invert(d3.mouse(this)[0])); }).on('mouseleave', function () { quiet(E); ring.attr('visibility', 'hidden'); })
      .on('keydown', function () {
        var k = d3.event.key;
        if (k === 'ArrowLeft' || k === 'ArrowRight') { E.point((E.at || 0) + (k === 'ArrowRight' ? 1 : -1)); d3.event.preventDefault(); }
        else if (k === 'Escape') { E.zoom = null; drawEvents(); }
      });
  }

  // ---- tables ----
  function valueOf(cell) {
    var v = cell.dataset.v;
    if (v !== undefined) return +v;
    var text = cell.textContent.trim(), number = text.replace('\u2212', '-');
    return /^-?[0-9.]+([eE][-+]?[0-9]+)?$/.test(number) ? +number : text;
  }
  // Missing values stay at the end, numbers stand before texts.
  function compare(a, b) {
    if (a === b) return 0;
    if (a === '' || a === '\u2013') return 2;
    if (b === '' || b === '\u2013') return -2;
    if (typeof a === 'number' && typeof b === 'number') return a - b < 0 ? -1 : 1;
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return a < b ? -1 : 1;
  }
  function sortTable(table, column, th) {
    var down = th.getAttribute('aria-sort') === 'ascending', body = table.tBodies[0];
    Array.from(table.tHead.rows[0].cells).forEach(function (c) { c.removeAttribute('aria-sort'); });
    th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    Array.from(body.rows).map(function (r, i) { return { r: r, i: i, v: valueOf(r.cells[column]) }; }).sort(function (a, b) {
      var c = compare(a.v, b.v);
      return c === 2 ? 1 : c === -2 ? -1 : c ? (down ? -c : c) : a.i - b.i;
    }).forEach(function (k) { body.appendChild(k.r); });
  }
  function sortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (th, i) {
      if (th.querySelector('button')) return;
      var button = el('button', th.textContent, { type: 'button' });
      th.textContent = '';
      th.appendChild(button);
      button.addEventListener('click', function () { sortTable(table, i, th); });
    });
  }
  // The ledger gets the figures of the chosen model and window.
  var ledger = byId('table-events'), added = ['Return', 'Market', 'CAR', 't', 'p'], byEvent = null;
  added.forEach(function (name) { var th = el('th', name, { scope: 'col', 'class': 'n' }); ledger.tHead.rows[0].appendChild(th); });
  Array.from(ledger.tBodies[0].rows).forEach(function (r) { added.forEach(function () { r.appendChild(el('td', '', { 'class': 'n' })); }); });
  var fixedCells = ledger.tHead.rows[0].cells.length - added.length;
  function fillLedger() {
    byEvent = new Map();
    cars.forEach(function (r) { if (r.model === state.model && inWindow(r)) byEvent.set(r.event, r); });
    Array.from(ledger.tBodies[0].rows).forEach(function (row) {
      var r = byEvent.get(data.events.event[+row.dataset.i]);
      var values = r ? [r.raw, r.market, r.car, r.statistic, r.p_value] : [null, null, null, null, null];
      values.forEach(function (v, i) {
        var cell = row.cells[fixedCells + i];
        cell.textContent = v === null ? '' : i < 3 ? percent(v) : i === 3 ? fixed(v, 2) : pvalue(v);
        if (v === null) delete cell.dataset.v; else cell.dataset.v = v;
      });
    });
    ledger.caption.textContent = 'The ledger: what became of every event; figures over ' + state.window + ', model ' + state.model;
  }
  var resultTable = byId('table-results'), names = Array.from(resultTable.tHead.rows[0].cells).map(function (c) { return c.textContent; });
  var at = function (name) { return names.indexOf(name); };
  function filterResults() {
    var shown = 0;
    Array.from(resultTable.tBodies[0].rows).forEach(function (row) {
      var cell = function (name) { return row.cells[at(name)].textContent.trim().replace('\u2212', '-'); };
      var window_ = cell('first') + ':' + cell('last');
      row.hidden = !(cell('model') === state.model && window_ === state.window && (state.group === '' || row.cells[at('group')].textContent.trim() === state.group));
      shown += !row.hidden;
    });
    byId('results-hint').textContent = shown + (shown === 1 ? ' row' : ' rows') + ' of model ' + state.model + ', window ' + state.window + (state.group ? ', group ' + short(state.group) : '') + '; the controls above the first chart choose others. Tests of single days are in results.csv.';
  }
  Array.from(document.querySelectorAll('table.sortable')).forEach(sortable);

  function draw() { drawPath(); drawGroups(); drawEvents(); fillLedger(); filterResults(); }
  draw();
  var last = document.documentElement.clientWidth;
  window.addEventListener('resize', function () { if (document.documentElement.clientWidth !== last) { last = document.documentElement.clientWidth; drawPath(); drawGroups(); drawEvents(); } });

  // A link to an event opens its section; on paper only what was opened of them is unfolded.
  function open() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === 'DETAILS') { target.open = true; target.scrollIntoView({ behavior: still ? 'auto' : 'smooth' }); target.querySelector('summary').focus(); }
  }
  window.addEventListener('hashchange', open);
  open();
  var closed = [];
  window.addEventListener('beforeprint', function () { closed = Array.from(document.querySelectorAll('main details:not([open]):not(.event)')); closed.forEach(function (d) { d.open = true; }); });
  window.addEventListener('afterprint', function () { closed.forEach(function (d) { d.open = false; }); });
})();
