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
