import { expect, test } from 'vitest';
import { findFaults } from './citus-rules.ts';

test.each([
  'SELECT "a" FROM @journal WHERE "a" = $1',
  'SELECT "a" FROM @journal WHERE "seq" > $2 AND "book" = $1',
  'SELECT "a" FROM @journal WHERE "book" = $2',
  'SELECT "a" FROM @journal WHERE "book" = $1 AND "seq" IN (SELECT "seq" FROM @entries WHERE "seq" > $2)',
  'SELECT "a" FROM @journal WHERE "book" = $1 OR "seq" = $2',
  'SELECT "a" FROM @books WHERE "book" = ANY ($1)',
  'SELECT "a" FROM @books WHERE "book" IN ($1, $2)',
  'SELECT "a" FROM @books WHERE "book" = $1 ORDER BY "seq" FOR UPDATE',
  'SELECT "a" FROM @journal WHERE "book" = $1 FOR UPDATE',
  'SELECT "gate" FROM @countergates WHERE "book" = $1 FOR UPDATE',
  'SELECT "gate" FROM @countergates WHERE "book" = $1 ORDER BY "gate" LIMIT 1 FOR UPDATE',
  'SELECT "counter" FROM @counters WHERE "book" = $1 AND "counter" = $2 FOR SHARE',
  'SELECT * FROM @journal WHERE "book" = $1',
  'SELECT random() FROM @journal WHERE "book" = $1',
  'WITH RECURSIVE "t" AS (SELECT 1) SELECT "a" FROM @journal WHERE "book" = $1',
  'MERGE INTO @journal USING @entries ON true WHEN MATCHED THEN DELETE',
  'UPDATE @books SET "seq" = $2',
  'UPDATE @books SET "seq" = $2, "recordedAt" = now() WHERE "book" = $1',
  'UPDATE @books SET "book" = $2 WHERE "book" = $1',
  'DELETE FROM @checkpoints',
  'DELETE FROM @checkpoints AS "kept" USING unnest($2::text[]) AS "stale" ("a") WHERE "kept"."a" = "stale"."a"',
  'INSERT INTO @journal ("seq", "book") SELECT * FROM unnest($1::bigint[], $2::text[])',
  'INSERT INTO @journal ("book", "seq") SELECT $1::text, nextval($2)',
  'INSERT INTO @journal ("book", "seq") SELECT $1::text, * FROM unnest($2::bigint[])',
  'INSERT INTO @journal ("book", "seq") SELECT $1::text, "row".* FROM @books AS "anchor" CROSS JOIN unnest($2::bigint[]) AS "row" WHERE "anchor"."book" = $1',
  'INSERT INTO @journal ("book", "seq") SELECT "anchor"."book", "row".* FROM @books AS "anchor" CROSS JOIN unnest($2::bigint[]) AS "row" WHERE "anchor"."book" = $2',
  'INSERT INTO @journal ("book", "seq") SELECT "anchor"."book", "row".* FROM @entries AS "anchor" CROSS JOIN unnest($2::bigint[]) AS "row" WHERE "anchor"."book" = $1',
  'INSERT INTO @journal ("book", "seq") SELECT "anchor"."book", "row".* FROM @countergates AS "anchor" CROSS JOIN unnest($2::bigint[]) AS "row" WHERE "anchor"."book" = $1',
  'COPY @journal ("book", "seq") FROM STDIN',
  'INSERT INTO @books ("book", "seq") VALUES ($1, 0) ON CONFLICT ("seq") DO NOTHING',
])('a statement about a book is not allowed: %s', (text) => {
  expect(findFaults('book', text)).not.toEqual([]);
});

test.each([
  'DELETE FROM @books WHERE "book" > $1',
  'SELECT "book" FROM @books FOR UPDATE',
  'SELECT pg_advisory_xact_lock(1)',
  'SELECT pg_try_advisory_lock($1)',
  'SELECT "a"."book" FROM @journal AS "a" JOIN @books AS "b" ON "a"."seq" = "b"."seq"',
  'CREATE TABLE @a ("seq" bigint NOT NULL, "book" text COLLATE "C" NOT NULL)',
  'CREATE TABLE @a ("book" text NOT NULL, "seq" bigint)',
  'CREATE TABLE @a ("book" text COLLATE "C" NOT NULL, "id" text NOT NULL)',
  'CREATE TABLE @a ("book" text COLLATE "C" NOT NULL, PRIMARY KEY ("book"))',
  'ALTER TABLE @a ADD CONSTRAINT "a_key" PRIMARY KEY ("seq")',
  'CREATE INDEX "a_by_b" ON @a ("b", "book")',
  'CREATE TRIGGER "t" BEFORE INSERT ON @a EXECUTE FUNCTION f()',
  'CREATE TABLE @a ("book" text COLLATE "C" NOT NULL, "seq" bigserial)',
])('a statement about the schema or all books is not allowed: %s', (text) => {
  expect(findFaults('other', text)).not.toEqual([]);
});
