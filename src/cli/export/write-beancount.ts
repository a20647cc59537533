import { WORLD } from '../../commands/field.ts';
import { decimalText } from '../../money/money.ts';
import { dayOf } from '../time-zone.ts';
import type { ExportedBook, ExportFormat } from './exported-book.ts';
import { gatherPostings, type PostedTransaction } from './gather-postings.ts';
import {
  beancountAccount,
  beancountCommodity,
  beancountMetadata,
  beancountWord,
  safeWord,
} from './ledger-names.ts';
import { listAccountSpans } from './list-account-spans.ts';

/**
 * The journal for beancount: a transaction for each command that posted money, dated by the day on which it took
 * effect in the zone, and behind them when each account opens and closes. Beancount sorts by date, so their order in the
 * file is free.
 */
export function beancountFormat(book: ExportedBook, pageLimit: number, zone: string): ExportFormat {
  /** The assets whose world posted, with the first moment of each. */
  const worlds = new Map<string, number>();

  function textOf(transaction: PostedTransaction): string {
    const { seq, at, kind, id, postings, reference } = transaction;
    const link = reference === undefined ? '' : ` ^${beancountWord(reference)}`;
    let text = `${dayOf(at, zone)} * "${kind}" "${safeWord(id)}"${link}\n  seq: ${seq}\n  at: "${at}"\n`;
    for (const [key, word] of beancountMetadata(transaction)) text += `  ${key}: "${safeWord(word)}"\n`;
    for (const { account, asset, amount } of postings) {
      if (account === WORLD) worlds.set(asset, Math.min(worlds.get(asset) ?? at, at));
      const name = beancountAccount(asset, account);
      text += `  ${name}  ${decimalText(amount, asset)} ${beancountCommodity(asset)}\n`;
    }
    return `${text}\n`;
  }

  async function* tail(): AsyncGenerator<string> {
    for await (const { account, asset, openedAt, closedAt } of listAccountSpans(book, pageLimit)) {
      const name = beancountAccount(asset, account);
      const close = closedAt === null ? '' : `${dayOf(closedAt, zone)} close ${name}\n`;
      yield `${dayOf(openedAt, zone)} open ${name}\n${close}`;
    }
    for (const [asset, at] of worlds) yield `${dayOf(at, zone)} open ${beancountAccount(asset, WORLD)}\n`;
  }

  return {
    head: `; Book ${safeWord(book.name)} of a Tallystick house.\noption "title" "${safeWord(book.name)}"\n\n`,
    ofRecord: (record) => gatherPostings(record).map(textOf).join(''),
    tail,
  };
}
