import { splitAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';
import { decimalText } from '../../money/money.ts';
import { dayOf } from '../time-zone.ts';
import type { ExportedBook, ExportFormat } from './exported-book.ts';
import { gatherPostings, type PostedTransaction } from './gather-postings.ts';
import { hledgerAccount, hledgerCommodity, hledgerTags, safeWord } from './ledger-names.ts';
import { listAccountSpans } from './list-account-spans.ts';

/**
 * The journal for hledger: a transaction for each command that posted money, dated by the day on which it took
 * effect in the zone, and the declarations behind them, so that `hledger check --strict` is content.
 */
export function hledgerFormat(book: ExportedBook, pageLimit: number, zone: string): ExportFormat {
  /** The most decimal digits of each commodity: two assets may share a code. */
  const scales = new Map<string, number>();
  const worlds = new Set<string>();
  const see = (asset: string): void => {
    const commodity = hledgerCommodity(asset);
    scales.set(commodity, Math.max(scales.get(commodity) ?? 0, splitAsset(asset).scale));
  };

  function textOf(transaction: PostedTransaction): string {
    const { seq, at, kind, id, reference } = transaction;
    const code = reference === undefined ? seq : safeWord(reference);
    let text = `${dayOf(at, zone)} (${code}) ${kind} ${safeWord(id)}  ; seq:${seq}, at:${at}, id:${safeWord(id)}\n`;
    for (const [tag, word] of hledgerTags(transaction)) text += `    ; ${tag}:${safeWord(word)}\n`;
    for (const { account, asset, amount } of transaction.postings) {
      see(asset);
      if (account === WORLD) worlds.add(asset);
      text += `    ${hledgerAccount(asset, account)}  ${decimalText(amount, asset)} ${hledgerCommodity(asset)}\n`;
    }
    return `${text}\n`;
  }

  async function* tail(): AsyncGenerator<string> {
    for await (const { account, asset } of listAccountSpans(book, pageLimit)) {
      see(asset);
      yield `account ${hledgerAccount(asset, account)}  ; type:A\n`;
    }
    for (const asset of worlds) yield `account ${hledgerAccount(asset, WORLD)}  ; type:E\n`;
    for (const [commodity, scale] of scales) yield `commodity 1000.${'0'.repeat(scale)} ${commodity}\n`;
  }

  return {
    head: `; Book ${safeWord(book.name)} of a Tallystick house.\ndecimal-mark .\n\n`,
    ofRecord: (record) => gatherPostings(record).map(textOf).join(''),
    tail,
  };
}
