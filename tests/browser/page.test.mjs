// The page of a run as its readers meet it: from a file, without a network, with a mouse, with keys,
// in the light, in the dark, on a telephone, without script.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { hostile, makePage } from './world.mjs';

const require = createRequire(process.env.ES_NODE + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser, file, plain;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.ES_CHROMIUM, args: ['--no-sandbox'] });
  file = makePage({ symbols: 8, perSymbol: 3, ids: hostile.ids, groups: hostile.groups, title: hostile.title });
  plain = makePage({ symbols: 8, perSymbol: 3, groups: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], title: 'Plain' });
});
after(() => browser?.close());

// Opens a page and collects whatever it does that it should not do.
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage(), faults = [];
  page.on('request', (r) => { if (r.url() !== 'file://' + path && !r.url().startsWith('data:')) faults.push('request ' + r.url()); });
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') faults.push('console ' + m.text()); });
  page.on('pageerror', (e) => faults.push('error ' + e.message));
  page.on('dialog', (d) => { faults.push('dialog ' + d.message()); d.dismiss(); });
  await page.goto('file://' + path);
  return { page, faults, close: () => context.close() };
}
const said = (page, id) => page.locator(`${id} .said`).textContent();
const caption = (page, id) => page.locator(`${id} figcaption`).textContent();

test('opens from a file, asks for nothing, complains of nothing', async () => {
  const { page, faults, close } = await open(file);
  await page.waitForTimeout(300);
  assert.deepEqual(faults, []);
  assert.equal(await page.locator('h2').first().textContent(), 'The answer');
  assert.equal(await page.locator('.card').count(), 4);
  await close();
});

test('charts are drawn', async () => {
  const { page, close } = await open(file);
  assert.equal(await page.locator('#chart-path path.series').count(), 3); // all and two groups
  assert.equal(await page.locator('#chart-groups g.dot').count(), 3);
  assert.equal(await page.locator('#chart-events circle').count() > 24, true);
  for (const id of ['#chart-path', '#chart-groups', '#chart-events']) {
    const box = await page.locator(id + ' > svg').boundingBox();
    assert.ok(box.width > 600 && box.height > 100, id);
  }
  const d = await page.locator('#chart-path path.series').first().getAttribute('d');
  assert.doesNotMatch(d, /NaN|Infinity/);
  await close();
});

test('controls switch model, group, window, test and measure', async () => {
  const { page, faults, close } = await open(file);
  const first = await page.locator('#chart-path path.series').first().getAttribute('d');
  await page.selectOption('#choose-model', 'market_adjusted');
  assert.match(await caption(page, '#chart-path'), /market_adjusted/);
  assert.notEqual(await page.locator('#chart-path path.series').first().getAttribute('d'), first);
  await page.selectOption('#choose-window', '-1:1');
  assert.match(await caption(page, '#chart-events'), /-1:1/);
  assert.match(await page.locator('#table-events caption').textContent(), /-1:1, model market_adjusted/);
  await page.selectOption('#choose-test', 'patell_z');
  assert.match(await caption(page, '#chart-groups'), /patell_z/);
  await page.selectOption('#choose-group', hostile.groups[0]);
  assert.equal(await page.locator('#chart-path path.series').count(), 1);
  assert.equal(await page.locator('#chart-path path.band-all').count(), 1);
  const shown = await page.locator('#table-results tbody tr:visible td:nth-child(2)').allTextContents();
  assert.ok(shown.length > 0 && shown.every((g) => g === hostile.groups[0]));
  await page.selectOption('#choose-measure', 'aar');
  assert.equal(await page.locator('#chart-path rect.bar-day').count(), 21);
  assert.deepEqual(faults, []);
  await close();
});

test('values appear under the mouse and under the keys', async () => {
  const { page, close } = await open(file);
  await page.selectOption('#choose-group', 'all');
  const svg = page.locator('#chart-path > svg');
  await svg.scrollIntoViewIfNeeded();
  const box = await svg.boundingBox();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  assert.match(await page.locator('#chart-path .tip').textContent(), /^Day \d+\nCAAR .*%.*N = 24/);
  assert.ok(await page.locator('#chart-path .tip').isVisible());
  await svg.focus();
  const before = await said(page, '#chart-path');
  await page.keyboard.press('ArrowLeft');
  const next = await said(page, '#chart-path');
  assert.notEqual(next, before);
  // what is said is what the data say
  const tau = +next.match(/^Day (\S+?);/)[1].replace('\u2212', '-');
  const value = await page.evaluate((t) => {
    const p = JSON.parse(document.getElementById('data').textContent).paths;
    const i = p.tau.findIndex((v, k) => v === t && p.group[k] === 'all' && p.model[k] === 'market_model');
    return (100 * p.caar[i]).toFixed(2).replace('-', '\u2212');
  }, tau);
  assert.ok(next.includes('CAAR ' + value), next);
  await page.locator('#chart-groups g.dot').first().hover();
  assert.match(await said(page, '#chart-groups'), /kp_t .*p /);
  await page.locator('#chart-events > svg').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await said(page, '#chart-events'), /CAR .*return .*market .*p /);
  await close();
});

test('the path zooms by mouse, by keys and back', async () => {
  const { page, close } = await open(file);
  const svg = page.locator('#chart-path > svg');
  await svg.scrollIntoViewIfNeeded();
  const points = () => page.locator('#chart-path path.series').first().getAttribute('d').then((d) => d.split('L').length);
  assert.equal(await points(), 21);
  const box = await svg.boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 120, { steps: 4 });
  await page.mouse.up();
  const zoomed = await points();
  assert.ok(zoomed > 2 && zoomed < 12, String(zoomed));
  await svg.focus();
  await page.keyboard.press('Escape');
  assert.equal(await points(), 21);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  assert.ok(await points() < 21);
  await page.getByRole('button', { name: 'Whole window' }).click();
  assert.equal(await points(), 21);
  await close();
});

test('tables sort by number, by text and back', async () => {
  const { page, close } = await open(file);
  const column = () => page.locator('#table-events tbody tr td:nth-child(10)').allTextContents();
  const numbers = (list) => list.filter((t) => t !== '').map((t) => parseFloat(t.replace('\u2212', '-')));
  const head = page.locator('#table-events thead th:nth-child(10)');
  await head.getByRole('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const up = numbers(await column());
  assert.deepEqual(up, [...up].sort((a, b) => a - b));
  assert.equal(up.length, 24);
  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  assert.deepEqual(numbers(await column()), [...up].reverse());
  await page.locator('#table-events thead th:nth-child(2) button').click();
  const symbols = await page.locator('#table-events tbody tr td:nth-child(2)').allTextContents();
  assert.deepEqual(symbols, [...symbols].sort());
  await close();
});

test('hostile texts are texts', async () => {
  const { page, faults, close } = await open(file);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.title(), hostile.title);
  assert.equal(await page.locator('h1').textContent(), hostile.title);
  const cells = await page.locator('#table-events tbody th').allTextContents();
  for (const id of hostile.ids.slice(0, 5)) assert.ok(cells.includes(id), id);
  const long = page.locator('#table-events tbody th bdi[title]');
  assert.equal(await long.count(), 1);
  assert.equal(await long.getAttribute('title'), hostile.ids[5]);
  assert.ok((await long.textContent()).length < 310);
  assert.equal(await page.locator('main img, main script, main i, main b').count(), 0);
  // sections open by their links, and say the same
  await page.locator('#table-events tbody th a', { hasText: '<script>' }).click();
  assert.equal(await page.locator('details.event[open] summary h3').textContent(), hostile.ids[0]);
  await page.waitForTimeout(200);
  assert.deepEqual(faults, []);
  await close();
});

for (const colorScheme of ['light', 'dark'])
  test(`no serious accessibility fault, ${colorScheme}`, async () => {
    const { page, close } = await open(file, { colorScheme });
    await page.evaluate(() => document.querySelectorAll('details').forEach((d, i) => { d.open = i < 3 || !d.classList.contains('event'); }));
    await page.evaluate(axe); // past the page's own policy
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const serious = result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    assert.deepEqual(serious.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target + ' ' + n.failureSummary).join(' | ')), []);
    await close();
  });

for (const width of [375, 1440])
  test(`nothing sticks out at ${width} pixels`, async () => {
    const { page, close } = await open(file, { viewport: { width, height: 900 } });
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    await close();
  });

test('readable without script and on paper', async () => {
  const { page, close } = await open(file, { javaScriptEnabled: false });
  assert.ok(await page.locator('#chart-path .static svg').isVisible());
  assert.ok(await page.locator('#table-events tbody tr').first().isVisible());
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#answer').isVisible());
  assert.ok(!(await page.locator('nav').isVisible()));
  await close();
});

test('paper folds the events that were not opened and unfolds the rest', async () => {
  const { page, close } = await open(file);
  await page.locator('details.event summary').first().click();
  const shut = await page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'));
    return [document.querySelectorAll('main details:not([open]):not(.event)').length, document.querySelectorAll('details.event[open]').length];
  });
  assert.deepEqual(shut, [0, 1]);
  await close();
});

for (const world of ['plain', 'hostile'])
  test(`tables fit on a sheet of paper, their heads repeat, nothing asks to be clicked, ${world}`, async () => {
    const { page, close } = await open(world === 'plain' ? plain : file);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 725, height: 965 }); // Letter within 12 mm
    await page.evaluate(() => document.querySelectorAll('main details').forEach((d) => { d.open = true; }));
    const wide = (selector, room) => page.locator(selector).evaluateAll((list, most) => list.filter((t) => t.getBoundingClientRect().right > most).map((t) => t.caption.textContent), room);
    assert.deepEqual(await wide('table:not(.widest)', 725), []);
    await page.setViewportSize({ width: 965, height: 725 }); // what has more columns lies across
    assert.ok(await page.locator('table.widest').count() > 0);
    assert.deepEqual(await wide('table.widest', 965), []);
    const arrow = await page.locator('#table-events th button').first().evaluate((b) => getComputedStyle(b, '::after').content);
    assert.equal(arrow, 'none');
    assert.equal(await page.locator('#table-events thead').evaluate((h) => getComputedStyle(h).display), 'table-header-group');
    assert.equal(await page.locator('#table-events th button').first().evaluate((b) => getComputedStyle(b).display), 'contents');
    await close();
  });

test('nine series are nine looks', async () => {
  const { page, close } = await open(plain);
  const looks = await page.locator('#chart-path path.series').evaluateAll((list) => list.map((p) => {
    const mark = p.nextElementSibling.querySelector('.marker').getAttribute('d').replace(/[-\d.e]+/g, '0');
    return [p.style.stroke, p.getAttribute('stroke-dasharray'), mark];
  }));
  assert.equal(looks.length, 9);
  assert.equal(new Set(looks.map((l) => l[1])).size, 9); // told apart without colours
  assert.equal(new Set(looks.map((l) => l.join())).size, 9);
  assert.ok(new Set(looks.map((l) => l[2])).size > 4);
  await close();
});

test('whiskers are those of the chosen test, or there are none', async () => {
  const { page, close } = await open(plain);
  assert.equal(await page.inputValue('#choose-test'), 'kp_t');
  assert.match(await caption(page, '#chart-groups'), /whiskers: its 95/);
  await page.locator('#chart-groups g.dot').first().focus();
  const shown = await page.evaluate(() => {
    const r = JSON.parse(document.getElementById('data').textContent).results;
    const i = r.test.findIndex((t, k) => t === 'kp_t' && r.group[k] === 'all' && r.first[k] === 0 && r.model[k] === 'market_model');
    return [r.ci_low[i], r.ci_high[i]].map((v) => (100 * v).toFixed(2).replace('-', '\u2212') + '\u00a0%').join(' to ');
  });
  assert.ok((await said(page, '#chart-groups')).includes(shown), shown);
  await page.selectOption('#choose-test', 'patell_z');
  assert.match(await caption(page, '#chart-groups'), /no interval/);
  assert.equal(await page.locator('#chart-groups g.dot line').count(), 0);
  await close();
});

test('explanations keep their order and their indents, and say what they are of', async () => {
  const { page, close } = await open(plain);
  assert.equal(await page.locator('details.event table.sortable').first().locator('caption').count(), 1);
  const steps = page.locator('details.event').first().locator('table').first();
  assert.equal(await steps.locator('button').count(), 0);
  const first = steps.locator('td', { hasText: 'first day' }).first();
  assert.match(await first.textContent(), /^\u00a0\u00a0first day/);
  assert.match(await page.locator('#controls .hint').textContent(), /market_model.*0:0/);
  assert.match(await page.locator('#sections > .hint').textContent(), /market_model.*first window/);
  await close();
});

test('the whole ledger is in sight at 1440 pixels, captions at 375', async () => {
  let { page, close } = await open(plain);
  const box = (id) => page.locator(id).evaluate((t) => [t.scrollWidth, t.parentElement.clientWidth]);
  const [table, room] = await box('#table-events');
  assert.ok(table <= room, `${table} in ${room}`);
  await close();
  ({ page, close } = await open(plain, { viewport: { width: 375, height: 900 } }));
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  const cut = await page.locator('caption').evaluateAll((list) => list.filter((c) => c.getBoundingClientRect().right > 375).map((c) => c.textContent));
  assert.deepEqual(cut, []);
  await close();
});

test('a thousand events: a page of bearable size that says what it leaves out', async () => {
  const many = makePage({ symbols: 100, perSymbol: 12, title: 'Many' });
  assert.ok(statSync(many).size < 12e6, String(statSync(many).size));
  const { page, faults, close } = await open(many);
  assert.match(await page.locator('#sections .limit').textContent(), /1200 used events the 100/);
  assert.equal(await page.locator('details.event').count(), 100);
  assert.equal(await page.locator('#table-events tbody tr').count(), 1200);
  assert.ok(await page.locator('#chart-events circle').count() > 1200);
  assert.deepEqual(faults, []);
  await close();
});

test('a study of one event answers for it', async () => {
  const one = makePage({ symbols: 1, perSymbol: 1, title: 'One' });
  const { page, faults, close } = await open(one);
  assert.match(await page.locator('.cards').textContent(), /its return.*t = /s);
  assert.equal(await page.locator('details.event').count(), 1);
  // no band, no legend of one; the test of the chart is the one of the answer
  assert.equal(await page.locator('#chart-path .legend li').count(), 1);
  assert.equal(await page.inputValue('#choose-test'), 't of the CAR');
  const p = (await page.locator('.cards').textContent()).match(/p = ([0-9.]+)/)[1];
  await page.locator('#chart-groups g.dot').first().focus();
  assert.ok((await said(page, '#chart-groups')).includes('p ' + p));
  assert.match(await caption(page, '#chart-events'), /\(1 event, /);
  assert.deepEqual(faults, []);
  await close();
});
