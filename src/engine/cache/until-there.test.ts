import { expect, test } from 'vitest';
import { type Ask, Missing } from '../../kernel/residency.ts';
import { Brought, untilThere } from './until-there.ts';

/** Work that lacks what is listed, one thing each time, and then is done. */
function lacking(...asks: Ask[]): () => string {
  return () => {
    const ask = asks.shift();
    if (ask !== undefined) throw new Missing(ask);
    return 'done';
  };
}

const account = { kind: 'account', key: 'a' } as const;
const hold = { kind: 'hold', key: 'a' } as const;

test('what is missing is brought, each thing once, until nothing is', async () => {
  const brought: Ask[] = [];
  const asks: Ask[] = [
    account,
    hold,
    { kind: 'past', key: 'a', from: 7 },
    { kind: 'past', key: 'a', from: 5 },
  ];
  const answer = await untilThere(lacking(...asks), async (ask) => {
    brought.push(ask);
  });
  expect(answer).toBe('done');
  expect(brought).toEqual([
    account,
    hold,
    { kind: 'past', key: 'a', from: 7 },
    { kind: 'past', key: 'a', from: 5 },
  ]);
});

test.each([
  ['account a', [account, account]],
  ['account a', [account, hold, account]],
  [
    'past a from 5 on',
    [{ kind: 'past', key: 'a', from: 5 } as const, { kind: 'past', key: 'a', from: 5 } as const],
  ],
])('that %s is missing though it was brought is a bug, and no loop', async (name, asks) => {
  let loads = 0;
  const working = untilThere(lacking(...asks, ...asks), async () => {
    loads += 1;
  });
  await expect(working).rejects.toThrow(`bug in tallystick: ${name} was brought and is missing all the same`);
  expect(loads).toBe(asks.length - 1);
});

test('the same thing may be missing in one book after the other, and what else is thrown goes on', () => {
  const brought = new Brought();
  expect(brought.askOf(new Missing(account), 'x')).toEqual(account);
  expect(brought.askOf(new Missing(account), 'y')).toEqual(account);
  expect(() => brought.askOf(new Missing(account), 'x')).toThrow('bug in tallystick');
  const other = new Error('another');
  expect(() => brought.askOf(other)).toThrow(other);
});
