import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const ABOUT = { reference: 'order 7', metadata: { till: '4' } } as const;

test.each(HOUSES)('each line of a statement on $name says with whom, what for and by whom', async (kind) => {
  await inPlace(kind, async ({ url }) => {
    let now = 10;
    const house = await open(url, { clock: () => (now += 1), announceExpiries: false });
    const book = house.book('shop');
    for (const account of ['alice', 'bob', 'carl']) await book.openAccount({ account, asset: 'GBP/2' });
    const pay = { kind: 'transfer', from: 'alice', to: 'bob', amount: 1n } as const;
    await book.as('anna').transfer({ id: 'fund', from: 'world', to: 'alice', amount: 100n, ...ABOUT });
    await book.submit([
      {
        kind: 'post',
        id: 'split',
        entries: [
          { account: 'alice', amount: -3n },
          { account: 'bob', amount: 1n },
          { account: 'carl', amount: 2n },
        ],
      },
      {
        kind: 'atomic',
        id: 'group',
        ...ABOUT,
        commands: [
          { ...pay, reference: 'its own' },
          { kind: 'atomic', metadata: { inner: 'yes' }, commands: [{ ...pay, to: 'carl' }] },
          pay,
        ],
      },
      { kind: 'hold', id: 'hold', hold: 'h', account: 'alice', amount: 5n, expiresAt: null, to: 'carl' },
      { kind: 'hold', id: 'away', hold: 'i', account: 'alice', amount: 5n, expiresAt: null },
      { kind: 'capture', id: 'capture', hold: 'h', amount: 2n },
      { kind: 'offer', id: 'offer', offer: 'o', from: 'alice', to: 'bob', amount: 2n, expiresAt: null },
      { kind: 'accept', id: 'accept', offer: 'o', account: 'bob', reference: 'taken' },
    ]);
    await book.transaction((tx) => tx.transfer({ from: 'alice', to: 'bob', amount: 1n }), {
      id: 'work',
      reference: 'all of it',
    });
    const statement = await book.statement('alice');
    const told = statement?.lines.map(({ id, kind, counterparty, reference, metadata, actor }) => [
      id,
      kind,
      counterparty,
      reference,
      metadata,
      actor,
    ]);
    expect(told).toEqual([
      ['fund', 'transfer', 'world', 'order 7', { till: '4' }, 'anna'],
      ['split', 'post', undefined, undefined, undefined, undefined],
      ['group', 'transfer', 'bob', 'its own', { till: '4' }, undefined],
      ['group', 'transfer', 'carl', 'order 7', { inner: 'yes' }, undefined],
      ['group', 'transfer', 'bob', 'order 7', { till: '4' }, undefined],
      ['hold', 'hold', 'carl', undefined, undefined, undefined],
      ['away', 'hold', 'world', undefined, undefined, undefined],
      ['capture', 'capture', 'carl', undefined, undefined, undefined],
      ['offer', 'offer', 'bob', undefined, undefined, undefined],
      ['accept', 'accept', 'bob', 'taken', undefined, undefined],
      ['work', 'transfer', 'bob', 'all of it', undefined, undefined],
    ]);
    const bobs = await book.statement('bob');
    expect(bobs?.lines.map(({ counterparty }) => counterparty)).toEqual([
      undefined,
      ...['alice', 'alice', 'alice', 'alice', 'alice'],
    ]);
    await house.close();
  });
});
