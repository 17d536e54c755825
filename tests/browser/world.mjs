// Worlds to study: made-up prices, the same on every machine, and events with labels nobody would
// choose but some will have.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const es = process.env.ES;

function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

function days(n) {
  const out = [];
  for (let t = Date.UTC(2020, 0, 2); out.length < n; t += 86400000) {
    const weekday = new Date(t).getUTCDay();
    if (weekday > 0 && weekday < 6) out.push(new Date(t).toISOString().slice(0, 10));
  }
  return out;
}

const quote = (text) => '"' + text.replaceAll('"', '""') + '"';

export const hostile = {
  title: 'Title </title><script>window.pwned = 1</script> & "quotes"',
  ids: [
    '<script>window.pwned = 1</script>',
    '</script><img src=x onerror="window.pwned=1">',
    `"double" 'single' & <b>bold</b>`,
    'إعلان أرباح الربع 2025 (ABC)',
    '🚀📉👩‍👩‍👧 emoji',
    'long ' + 'x'.repeat(10000) + ' end',
  ],
  groups: ['<i>deal</i>', "it's \"other\" & שלום"],
};

// Writes and studies a world; returns the path of its page.
export function makePage({ symbols, perSymbol, ids = [], groups = [], title = 'A study', events = null }) {
  const folder = mkdtempSync(join(tmpdir(), 'eventstudy-page-'));
  const day = days(420), market = generator(20200102);
  const marketReturn = day.map(() => 0.01 * (market() + market() + market() - 1.5));
  const rows = ['symbol,date,close'];
  for (let s = 0; s <= symbols; s++) {
    const own = generator(7919 * s + 1);
    let price = 50;
    day.forEach((d, i) => {
      price *= 1 + marketReturn[i] + (s === 0 ? 0 : 0.02 * (own() + own() - 1));
      rows.push(`${s === 0 ? 'MKT' : 'S' + s},${d},${price.toFixed(4)}`);
    });
  }
  writeFileSync(join(folder, 'prices.csv'), rows.join('\n') + '\n');
  const list = ['id,symbol,date,group'];
  let n = 0;
  for (let s = 1; s <= symbols; s++)
    for (let k = 0; k < perSymbol; k++, n++)
      list.push([quote(ids[n] ?? `event-${n}`), `S${s}`, day[280 + ((n * 7) % 120)], quote(groups.length ? groups[n % groups.length] : '')].join(','));
  writeFileSync(join(folder, 'events.csv'), list.join('\n') + '\n');
  const run = (...args) => execFileSync(es, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  run('import', 'prices', 'prices.csv', '--db', 'w.db');
  run('import', 'events', 'events.csv', '--db', 'w.db');
  run('run', '--market', 'MKT', '--title', title, '--models', 'market_model,market_adjusted', '--car-windows', '0:0,-1:1', ...(groups.length ? ['--group-by', 'group'] : []), '--db', 'w.db');
  run('report', 'last', '-o', 'report.html', '--db', 'w.db', ...(events ? ['--events', events] : []));
  return join(folder, 'report.html');
}
