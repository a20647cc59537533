import { parseClock } from '../../../src/base/clock.ts';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { ExtendCredit } from '../../../src/commands/credit-commands.ts';
import { creditKey } from '../../../src/kernel/credit/credit.ts';
import type { PlainLotBook } from '../../oracle/plain-book-lots.ts';
import { dueOf } from '../../oracle/plain-credit-places.ts';
import { ACCOUNT_IDS, type BookMove, pick } from './book-mover.ts';

type Naming = Pick<ExtendCredit, 'effectiveAt' | 'grantedTo' | 'credit' | 'grantedToLife'>;

export function voiding(move: BookMove, at: number, book: PlainLotBook): SingleCommand {
  return { kind: 'void_credit', ...namingOf(move, at, book) };
}

/** Mostly to a later end of the sort that it has, now and then to none, to an earlier one or to one of the other sort. */
export function extending(
  move: BookMove,
  clock: { readonly x: number; readonly y: number },
  at: number,
  book: PlainLotBook,
): SingleCommand {
  const kind = 'extend_credit';
  const named = namingOf(move, at, book);
  const { grantedTo, grantedToLife = 1, credit: id } = named;
  const credit = book.credits.find((each) => each.id === id && each.life === `${grantedToLife}/${grantedTo}`);
  const isDated = credit?.expiry == null ? move.flags % 13 > 0 : move.flags % 13 === 0;
  if (move.jitter % 7 === 0) return { kind, ...named, expiresAt: null };
  if (!isDated) {
    const later = { x: clock.x + (move.jitter % 3), y: clock.y + (move.jitter % 2) };
    return { kind, ...named, expiry: parseClock('expiry', later) };
  }
  const until = Number.isFinite(credit?.until) ? (credit?.until ?? at) : at;
  const effectiveAt = move.flags % 3 > 0 ? Math.min(named.effectiveAt, until - 1) : named.effectiveAt;
  return { kind, ...named, effectiveAt, expiresAt: until + (move.jitter % 9) - 1 };
}

/** Mostly one that there is, and half of them with something left, at a moment at which it may be there. */
function namingOf(move: BookMove, at: number, { credits }: PlainLotBook): Naming {
  const left = credits.filter(({ remaining }) => remaining > 0n);
  const meant = move.flags % 2 === 0 && left.length > 0 ? left : credits;
  if (meant.length === 0 || move.flags % 10 === 9)
    return { effectiveAt: at, grantedTo: pick(ACCOUNT_IDS, move.account), credit: `c${move.back % 3}` };
  const { id, life, grantedAt } = pick(meant, move.back);
  const [number, grantedTo = ''] = life.split('/');
  const when = move.flags % 3 === 0 ? at : Math.max(at, grantedAt);
  const named = { effectiveAt: when, grantedTo, credit: id } as const;
  return number === '1' ? named : { ...named, grantedToLife: Number(number) };
}

/** Mostly one whose moment comes, where what is left of it is to be posted out. */
export function ending(move: BookMove, at: number, { credits, timeline }: PlainLotBook): SingleCommand {
  const dated = credits.filter(({ until }) => Number.isFinite(until));
  const left = dated.filter(({ remaining }) => remaining > 0n);
  const [meant] = [left, dated, credits].filter((some) => some.length > 0 && move.flags % 7 > 0);
  const common = { kind: 'end_credit', what: 'credit' } as const;
  if (meant === undefined) return { ...common, effectiveAt: at, subject: 'c0', key: '7:1/none:c0' };
  const credit = pick(meant, move.back);
  const due = dueOf(timeline.whole(), credit);
  const effectiveAt = Number.isFinite(due) && move.flags % 11 > 0 ? due : at;
  return { ...common, effectiveAt, subject: credit.id, key: creditKey(credit.life, credit.id) };
}
