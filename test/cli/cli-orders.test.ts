import { afterEach, beforeEach, expect, test } from 'vitest';
import { CliFolder } from './run-tallystick.ts';

let folder: CliFolder;

beforeEach(() => {
  folder = new CliFolder();
});

afterEach(() => folder.remove());

test('a capture that makes a payment says of which order, and its rank', async () => {
  for (const line of [
    'open-account --account ann --asset GBP/2',
    'open-account --account shop --asset GBP/2',
    'transfer --from world --to ann --amount 9.00',
    'hold --hold h --account ann --to shop --amount 5.00 --expires-at 2100-01-01',
  ])
    expect(await folder.json(line)).toMatchObject({ code: 0, document: { ok: true } });
  // Both say more of the payment, so neither stands alone.
  for (const option of ['--group order-9', '--rank 2']) {
    const { code, stdout, stderr } = await folder.line(`capture --hold h --amount 2.00 ${option}`);
    expect([code, stdout], stderr).toEqual([2, '']);
  }
  const line = 'capture --hold h --amount 2.00 --payment p --group order-9 --rank 2';
  const first = await folder.json(line);
  expect(first).toMatchObject({ code: 0, document: { ok: true, amountMinor: '200' } });
  // Without an id it is known by its payment.
  expect((await folder.json(line)).document).toMatchObject({ ok: true, replayed: true });
  expect((await folder.json('payments --group order-9')).document).toMatchObject({
    items: [{ payment: 'p', account: 'shop', from: 'ann', amountMinor: '200', group: 'order-9', rank: 2 }],
  });
  expect((await folder.json('refundable shop --group order-9')).document).toMatchObject({
    refundable: { amountMinor: '200' },
  });
});

test('credits are granted with a priority and a start, and spent in the order that the first of them fixed', async () => {
  for (const line of [
    'open-account --account ann --asset CREDIT/0',
    'grant --credit pack --account ann --amount 9 --order priority-expiry/v1 --priority 60',
    'grant --credit month --account ann --amount 5 --starts-at 2020-01-01 --expires-at 2100-01-01',
    'grant --credit next --account ann --amount 5 --starts-at 2100-01-01 --priority 1',
  ])
    expect(await folder.json(line)).toMatchObject({ code: 0, document: { ok: true } });
  const { code, stdout, stderr } = await folder.line(
    'grant --credit c --account ann --amount 1 --order rank-lex-id/v1',
  );
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('the credits of the book are spent in another order: priority-expiry/v1');
  expect((await folder.line('grant --credit c --account ann --amount 1 --order none')).code).toBe(2);
  expect((await folder.json('spend --account ann --amount 7 --clock none')).document).toMatchObject({
    order: 'priority-expiry/v1',
    allocations: [{ credit: 'month', amountMinor: '5' }, { credit: 'pack' }],
  });
  expect((await folder.json('spendable ann')).document).toMatchObject({
    spendable: { amountMinor: '7', order: 'priority-expiry/v1' },
  });
  const listed = (await folder.line('credits')).stdout.split('\n').map((line) => line.split(/ +/).join(' '));
  expect(listed.find((line) => line.startsWith('next'))).toMatch(/2100-01-01T00:00:00Z never 1$/);
});
