import type { House, OpenBook } from './house-door.ts';

/** How many lives the account `many` has; the last one goes on. */
export const LIVES = 12;

/** What was told of all accounts at a moment, when that was all that was known. */
export interface KnownThen {
  readonly knownAt: number;
  readonly at: number;
  readonly told: Awaited<ReturnType<OpenBook['trialBalance']>>;
}

type Commands = Parameters<OpenBook['submit']>[0];

/**
 * A book in which every list has something of each sort, accounts with more than ten lives among it, told as of the moment to
 * which it moves the clock.
 *
 * @returns trial balances, as they were told on the way
 */
export async function fillVariedBook(house: House, clock: { now: number }): Promise<KnownThen[]> {
  const book = house.book('shop');
  const known: KnownThen[] = [];
  const look = async (): Promise<void> => {
    for (const at of [clock.now - 150, clock.now - 3, clock.now, clock.now + 400]) {
      known.push({ knownAt: clock.now, at, told: await book.trialBalance({ at }) });
    }
  };
  const submit = async (commands: Commands, by?: string): Promise<void> => {
    const answers = await (by === undefined ? book : book.as(by)).submit(commands);
    const refused = answers.filter(({ ok }) => !ok);
    if (refused.length > 0) throw new Error(JSON.stringify(refused.map((one) => !one.ok && one.message)));
  };
  clock.now = 50;
  await submit(beginnings());
  for (let life = 1; life <= LIVES; life += 1) {
    clock.now = 100 * life;
    for (const commands of lifeOf(life, clock.now)) {
      await submit(commands, life % 3 === 0 ? 'ann' : life % 3 === 1 ? 'ben' : undefined);
      clock.now += 2;
    }
    await look();
    clock.now += 1;
    // Known only from now on, though it was before.
    const late = { kind: 'transfer', from: 'world', to: 'b', amount: 1n, effectiveAt: 60 + life } as const;
    await submit([{ ...late, id: `late ${life}` }]);
  }
  clock.now = 2_000;
  await submit(endings());
  await book.transfer({ id: 'refused', from: 'usd', to: 'world', amount: 1n });
  await look();
  clock.now = 2_100;
  return known;
}

function beginnings(): Commands {
  return [
    { kind: 'open_account', account: 'b', asset: 'GBP/2', metadata: { shop: 'x' } },
    { kind: 'open_account', account: 'b:under', asset: 'GBP/2' },
    { kind: 'open_account', account: 'usd', asset: 'USD/2', reference: 'r1' },
    { kind: 'transfer', id: 'funds', from: 'world', to: 'b', amount: 500n, reference: 'r1' },
  ];
}

/** Everything that one life of `many` does, in turns. */
function lifeOf(life: number, at: number): Commands[] {
  const account = 'many';
  const funds = BigInt(10 + life);
  const turns: Commands[] = [
    [
      { kind: 'open_account', account, asset: life % 4 === 0 ? 'EUR/2' : 'GBP/2' },
      {
        kind: 'transfer',
        id: `in ${life}`,
        from: 'world',
        to: account,
        amount: funds,
        reference: `r${life % 3}`,
      },
    ],
    [
      { kind: 'hold', hold: `h${life}`, account, amount: 1n, expiresAt: at + 4 },
      { kind: 'hold', hold: `k${life}`, account, amount: 1n, expiresAt: null },
      { kind: 'release', hold: `k${life}` },
      { kind: 'pay', payment: `p${life}`, account, amount: 3n, group: `g${life % 3}`, rank: life },
      { kind: 'grant', credit: `c${life}`, account, amount: 2n, expiry: null },
      {
        kind: 'record_import',
        source: life % 2 === 0 ? 'bank' : 'till',
        fileHash: `${life}`,
        mappingHash: 'm',
        rows: 1,
        firstAt: null,
        lastAt: null,
      },
    ],
  ];
  if (life % 4 !== 0) {
    turns.push([{ kind: 'offer', offer: `o${life}`, from: account, to: 'b', amount: 1n, expiresAt: at + 6 }]);
  }
  if (life === LIVES) return turns;
  return [
    ...turns,
    [],
    [
      {
        kind: 'atomic',
        id: `out ${life}`,
        metadata: { shop: life % 2 === 0 ? 'x' : 'y', life: `${life}` },
        commands: [
          { kind: 'refund', refund: `f${life}`, account, amount: 3n },
          { kind: 'spend', account, amount: 2n, clock: {} },
          { kind: 'transfer', from: account, to: 'world', amount: funds },
        ],
      },
    ],
    [{ kind: 'close_account', account }],
  ];
}

/** What makes each list whole: something of every status, and what is dated ahead. */
function endings(): Commands {
  const ahead = { effectiveAt: 3_000 } as const;
  const offer = { kind: 'offer', from: 'b', to: 'm', amount: 1n, expiresAt: null } as const;
  const hold = { kind: 'hold', account: 'b', amount: 1n, expiresAt: null } as const;
  return [
    { kind: 'open_account', account: 'm', asset: 'GBP/2' },
    { kind: 'pay', payment: 'of b', account: 'b', amount: 4n },
    { kind: 'grant', credit: 'of b', account: 'b', amount: 4n, expiry: { n: 3n } },
    { kind: 'open_account', account: 'later', asset: 'GBP/2', ...ahead },
    { ...hold, hold: 'active' },
    { ...hold, hold: 'runs out', expiresAt: 2_500 },
    { ...hold, hold: 'scheduled', ...ahead },
    { ...hold, hold: 'captured' },
    { kind: 'capture', hold: 'captured' },
    { ...offer, offer: 'pending', to: 'world' },
    { ...offer, offer: 'scheduled', ...ahead, to: 'world' },
    { ...offer, offer: 'accepted' },
    { ...offer, offer: 'cancelled' },
    { ...offer, offer: 'declined' },
    { ...offer, offer: 'merged' },
    { kind: 'accept', offer: 'accepted', account: 'm' },
    { kind: 'cancel', offer: 'cancelled', account: 'b' },
    { kind: 'decline', offer: 'declined', account: 'm' },
    { kind: 'merge', from: 'm', into: 'b' },
  ];
}
