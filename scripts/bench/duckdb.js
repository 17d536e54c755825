// The yardstick: what a user would write in DuckDB instead.
//   node duckdb.js import DIRECTORY DATABASE THREADS   CSV files to a checkpointed database
//   node duckdb.js study DATABASE THREADS              market model and the headline tests, as JSON
// Windows: estimation -250..-11, event -10..10.  The mean correlation of kp_t is taken in event
// time, the only form that SQL computes without comparing every pair of events.
const { DuckDBInstance } = require('@duckdb/node-api');
const fs = require('fs');

async function importFiles(directory, database, threads) {
  for (const old of [database, database + '.wal']) fs.rmSync(old, { force: true });
  const instance = await DuckDBInstance.create(database, { threads });
  const db = await instance.connect();
  await db.run(`CREATE TABLE price AS FROM read_csv('${directory}/prices.csv', header = true, columns = {
    symbol: 'VARCHAR', date: 'DATE', open: 'DOUBLE', high: 'DOUBLE', low: 'DOUBLE', close: 'DOUBLE',
    adj_close: 'DOUBLE', volume: 'BIGINT'})`);
  await db.run(`CREATE TABLE market AS FROM read_csv('${directory}/market.csv', header = true, columns = {
    date: 'DATE', adj_close: 'DOUBLE'})`);
  await db.run(`CREATE TABLE event AS FROM read_csv('${directory}/events.csv', header = true, columns = {
    id: 'VARCHAR', symbol: 'VARCHAR', date: 'DATE'})`);
  await db.run('CHECKPOINT');
  db.closeSync();
  instance.closeSync();
}

const steps = [
  `CREATE TEMP TABLE calendar AS
   SELECT date, (row_number() OVER past)::INT AS day, adj_close / lag(adj_close) OVER past - 1 AS market
   FROM market WINDOW past AS (ORDER BY date)`,

  `CREATE TEMP TABLE security AS
   SELECT symbol, (row_number() OVER (ORDER BY symbol))::INT AS security
   FROM (SELECT DISTINCT symbol FROM event)`,

  `CREATE TEMP TABLE daily AS
   SELECT security, day, market, adj_close / lag(adj_close) OVER (PARTITION BY security ORDER BY day) - 1 AS ret
   FROM price JOIN security USING (symbol) JOIN calendar USING (date)`,

  `CREATE TEMP TABLE sample AS
   SELECT e.event, (d.day - e.day0)::INT AS tau, d.ret, d.market
   FROM (SELECT (row_number() OVER ())::INT AS event, security, day AS day0
         FROM event JOIN security USING (symbol) JOIN calendar USING (date)) e
   JOIN daily d ON d.security = e.security AND d.day BETWEEN e.day0 - 250 AND e.day0 + 10`,

  `CREATE TEMP TABLE fit AS
   SELECT event, regr_slope(ret, market) AS beta, regr_intercept(ret, market) AS alpha, count(*) AS m,
          regr_avgx(ret, market) AS mean, regr_sxx(ret, market) AS sxx,
          sqrt((regr_syy(ret, market) - regr_sxy(ret, market) ** 2 / regr_sxx(ret, market)) / (count(*) - 2)) AS sigma
   FROM sample WHERE tau <= -11 GROUP BY event`,

  // Standardised abnormal returns: the plain residual scale in the estimation window, the
  // prediction error in the event window.
  `CREATE TEMP TABLE abnormal AS
   SELECT event, tau, ret - alpha - beta * market AS ar,
          (ret - alpha - beta * market) / sigma AS plain,
          CASE WHEN tau >= -10
               THEN (ret - alpha - beta * market) / (sigma * sqrt(1 + 1 / m + (market - mean) ** 2 / sxx)) END AS sar,
          market - mean AS x
   FROM sample JOIN fit USING (event)`,

  `CREATE TEMP TABLE car AS
   SELECT event, sum(ar) AS car, sum(sar) AS csar, count(*) AS d,
          sum(ar) / (any_value(sigma) * sqrt(count(*) + count(*) ** 2 / any_value(m) + sum(x) ** 2 / any_value(sxx))) AS scar,
          any_value(m) AS m
   FROM abnormal JOIN fit USING (event) WHERE tau >= -10 GROUP BY event`,

  `CREATE TEMP TABLE headline AS
   SELECT count(*) AS n, avg(car) AS caar,
          avg(car) / stddev_samp(car) * sqrt(count(*)) AS csect_t,
          sum(csar / sqrt(d * (m - 2) / (m - 4))) / sqrt(count(*)) AS patell_z,
          avg(scar) / stddev_samp(scar) * sqrt(count(*)) AS bmp_t,
          stddev_samp(scar) AS spread
   FROM car`,

  `CREATE TEMP TABLE correlation AS
   SELECT (sum(total ** 2) - any_value(n)) / (any_value(n) * (any_value(n) - 1.0)) AS rbar
   FROM (SELECT tau, sum(plain / sqrt(m - 2)) AS total, count(*) AS n
         FROM abnormal JOIN fit USING (event) WHERE tau <= -11 GROUP BY tau)`,

  `CREATE TEMP TABLE sign AS
   SELECT (positive - n * share) / sqrt(n * share * (1 - share)) AS gsign_z
   FROM (SELECT count(*) FILTER (car > 0) AS positive, count(*) AS n FROM car),
        (SELECT avg(share) AS share
         FROM (SELECT event, avg((ar > 0)::INT) AS share FROM abnormal WHERE tau <= -11 GROUP BY event))`,

  `CREATE TEMP TABLE corrado AS
   SELECT sum(k) FILTER (tau >= -10) / (sqrt(count(*) FILTER (tau >= -10)) * sqrt(avg(k ** 2))) AS corrado_z
   FROM (SELECT tau, avg(place) AS k
         FROM (SELECT tau, rank() OVER (PARTITION BY event ORDER BY ar) - 131.0 AS place FROM abnormal)
         GROUP BY tau)`,

  `CREATE TEMP TABLE grank AS
   SELECT z * sqrt((days - 2) / (days - 1 - z ** 2)) AS grank_t
   FROM (SELECT max(u) FILTER (tau = 0) / sqrt(avg(u ** 2)) AS z, count(*) AS days
         FROM (SELECT tau, avg(place) AS u
               FROM (SELECT tau, rank() OVER (PARTITION BY event ORDER BY g) / 242.0 - 0.5 AS place
                     FROM (SELECT event, tau, plain AS g FROM abnormal WHERE tau <= -11
                           UNION ALL
                           SELECT event, 0, scar / spread FROM car, headline))
               GROUP BY tau))`,
];

async function study(database, threads) {
  const instance = await DuckDBInstance.create(database, { threads, access_mode: 'READ_ONLY' });
  const db = await instance.connect();
  for (const step of steps) await db.run(step);
  const result = await db.runAndReadAll(
    `SELECT n, caar, csect_t, patell_z, bmp_t, bmp_t * sqrt((1 - rbar) / (1 + (n - 1) * rbar)) AS kp_t_event_time,
            corrado_z, grank_t, gsign_z
     FROM headline, correlation, sign, corrado, grank`);
  for (const [name, value] of Object.entries(result.getRowObjects()[0])) console.log(`${name} ${value}`);
}

const [, , mode, ...args] = process.argv;
const work = { import: importFiles, study }[mode];
if (!work) {
  console.error('usage: duckdb.js import DIRECTORY DATABASE THREADS | study DATABASE THREADS');
  process.exit(2);
}
work(...args).catch((error) => {
  console.error(error);
  process.exit(1);
});
