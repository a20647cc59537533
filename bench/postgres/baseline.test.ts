import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSchema, type PostgresSchema } from '../../test/support/postgres/postgres-place.ts';
import { Baseline, type BaselineForm } from './baseline.ts';

const FORMS: readonly BaselineForm[] = ['statements', 'serializable', 'function'];

// What does not do what it says would be held against us in vain.
describe.each(FORMS)('the baseline as %s', (form) => {
  let schema: PostgresSchema;
  let baseline: Baseline;

  beforeAll(async () => {
    schema = await makeSchema();
    baseline = new Baseline(schema.url, 4, form);
    await baseline.make(3, 100n);
  });
  afterAll(async () => {
    await baseline.close();
    await schema.drop();
  });

  test('a transfer is posted once for its key', async () => {
    const transfer = { key: 'once', from: 1, to: 2, amount: 30n };
    expect(await baseline.transfer(transfer)).toBe('posted');
    expect(await baseline.transfer(transfer)).toBe('repeated');
    expect(await baseline.balance(1)).toBe(70n);
    expect(await baseline.balance(2)).toBe(130n);
  });

  test('no account gives more than it has, however many ask at once, both ways', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 4 === 3
          ? baseline.transfer({ key: `back-${i}`, from: 2, to: 3, amount: 1n })
          : baseline.transfer({ key: `out-${i}`, from: 3, to: 2, amount: 9n }),
      ),
    );
    const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
    // 30 times 9 are asked for, and there are 100, with 10 that come back somewhere between.
    expect(count('insufficient')).toBeGreaterThanOrEqual(18);
    expect(count('posted')).toBeGreaterThanOrEqual(10 + 11);
    const left = await baseline.balance(3);
    expect(left).toBe(100n + 10n - 9n * BigInt(count('posted') - 10));
    expect(left).toBeGreaterThanOrEqual(0n);
    expect(await baseline.sums()).toEqual({ balances: 300n, entries: 0n });
  });

  test('round trips are counted, and what was tried again', () => {
    expect(baseline.traffic.roundTrips).toBeGreaterThan(40);
    if (form === 'serializable') expect(baseline.traffic.retries).toBeGreaterThan(0);
    else expect(baseline.traffic.retries).toBe(0);
  });

  test('an account that is not there is an error, and nothing is left of it', async () => {
    await expect(baseline.transfer({ key: 'none', from: 99, to: 1, amount: 1n })).rejects.toThrow(
      /no account|no rows/,
    );
    expect(await baseline.transfer({ key: 'none', from: 1, to: 2, amount: 1n })).toBe('posted');
  });
});
