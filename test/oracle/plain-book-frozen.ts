import type { PlainBook } from './plain-book.ts';
import type { PlainCommand, PlainLife } from './plain-book-state.ts';

/** A life that a command begins something with: takes from it, gives to it, or acts for it. */
export type Beginning = readonly [life: PlainLife | undefined, direction: 'debit' | 'credit' | 'act'];

/** What a command begins anew at a moment, by the accounts that it names. What goes on, or gives back, begins nothing. */
export function beginnings(command: PlainCommand, then: PlainBook): Beginning[] {
  const life = (id: string | undefined): PlainLife | undefined =>
    id === undefined ? undefined : then.living(id);
  switch (command.kind) {
    case 'transfer':
    case 'offer':
      return [
        [life(command.from), 'debit'],
        [life(command.to), 'credit'],
      ];
    case 'pass':
      return [
        [command.isExpiry === true ? undefined : life(command.from), 'debit'],
        [life(command.to), 'credit'],
      ];
    case 'post':
      return command.entries.map(({ account, amount }) => [life(account), amount < 0n ? 'debit' : 'credit']);
    case 'hold':
      return [
        [life(command.account), 'debit'],
        [life(command.to), 'credit'],
      ];
    case 'capture': {
      const hold = then.holds.find((each) => each.command.hold === command.hold);
      const takesMore = hold !== undefined && command.amount !== undefined && command.amount > hold.left;
      return [
        [takesMore ? hold.bearer : undefined, 'debit'],
        [life(command.to), 'credit'],
      ];
    }
    case 'adjust_hold': {
      const hold = then.holds.find((each) => each.command.hold === command.hold);
      if (hold === undefined || command.amount === undefined) return [];
      if (command.amount - hold.captured <= hold.left) return [];
      return [
        [hold.bearer, 'debit'],
        [hold.target, 'credit'],
      ];
    }
    case 'accept':
    case 'close_account':
      return [[life(command.account), 'act']];
    case 'merge':
      return [
        [life(command.from), 'act'],
        [life(command.into), 'act'],
      ];
    case 'opposite':
      // A refund to whoever paid takes from one, and gives back to the others.
      return command.isRefund === true
        ? command.postings.slice(0, 1).map(({ life: key }) => [then.byKey(key), 'debit'])
        : [];
    default:
      return [];
  }
}
