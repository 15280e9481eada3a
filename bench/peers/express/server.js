// The catalog's page in Express: zod, a pool of PostgreSQL, first pages cached in Redis.
//
// Written the usual way, in production mode; Express itself adds the ETag and sends 304.
//
//     NODE_ENV=production node server.js

import { readFileSync } from 'node:fs';

import express from 'express';
import pg from 'pg';
import { createClient } from 'redis';
import { z } from 'zod';

// By the number of the page.
const statements = JSON.parse(readFileSync(process.env.BENCH_STATEMENTS, 'utf8'));
const PAGE_SECONDS = 30;

const Query = z.strictObject({
  page: z.coerce.number().int().min(1).max(Object.keys(statements).length).default(1),
  limit: z.coerce.number().int().min(20).max(20).default(20),
});

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const redis = createClient({ url: process.env.REDIS_URL });
await redis.connect();

const app = express();
app.disable('x-powered-by');

app.get('/api/courses', async (request, response) => {
  const { success, data, error } = Query.safeParse(request.query);
  if (!success) {
    response.status(422).json({ errors: error.issues });
    return;
  }
  response.set({
    'Cache-Control': 'public, max-age=15, stale-while-revalidate=60',
    Vary: 'Authorization',
  });
  response.type('json');
  const key = `express:courses:${data.limit}`;
  let text = data.page === 1 ? await redis.get(key) : null;
  if (text === null) {
    text = JSON.stringify(await read(data));
    if (data.page === 1) await redis.set(key, text, { EX: PAGE_SECONDS });
  }
  response.send(text);
});

async function read({ page, limit }) {
  const statement = statements[page];
  const { rows } = await pool.query({
    name: `page-${page}`, // prepared once per connection
    text: statement.numbered,
    values: statement.order.map((name) => statement.parameters[name]),
  });
  const [row] = rows;
  const items = row.items.slice(0, limit);
  const facets = { category: [], level: [], language: [], tag: [] };
  for (const { name, value, count } of row.facets) facets[name].push({ value, count });
  const position = [row.keys?.[limit - 1], items.at(-1)?.id];
  const next = Buffer.from(JSON.stringify(position)).toString('base64url');
  return {
    items,
    total: row.total,
    total_is_exact: row.is_exact,
    page,
    limit,
    next_cursor: row.items.length > limit ? next : null,
    facets,
    corrected: row.corrected,
  };
}

const server = app.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
