import { decimalText } from '../../money/money.ts';
import { csvCell } from '../csv-cell.ts';
import type { ExportFormat } from './exported-book.ts';
import { commandNames } from './gather-postings.ts';
import { recordText } from './write-records.ts';

const AMOUNTS = ['posted', 'available', 'incoming', 'expected', 'purse', 'spendable'].flatMap((name) => [
  name,
  `${name}Minor`,
]);
const COLUMNS = `seq,id,kind,effectiveAt,recordedAt,account,asset,${AMOUNTS.join(',')},reference,metadata,actor`;

/**
 * One line for each entry, by RFC 4180 but for the line ends, which are line feeds. `effectiveAt` is the moment of
 * the entry, so the entries up to a moment sum to the balances at it. Amounts are there in units of the asset and in
 * minor units. No declarations. Texts are written as `csvCell` says. With what is private there is a last column for it.
 */
export const entriesCsv = (hasPrivate: boolean): ExportFormat => ({
  head: hasPrivate ? `${COLUMNS},private\n` : `${COLUMNS}\n`,
  ofRecord(record) {
    const nameOf = commandNames(record);
    let text = '';
    for (const entry of record.entries) {
      const { id, kind, reference, metadata, actor, private: personal } = nameOf(entry.seq);
      const cells = [entry.seq, csvCell(id), kind, entry.at, record.recordedAt];
      const { available, incoming, expected, purse, spendable } = entry;
      const posted = entry.inflow - entry.outflow;
      const changes = [posted, available, incoming, expected, purse, spendable].flatMap((amount) => [
        decimalText(amount, entry.asset),
        amount,
      ]);
      const texts = [reference, metadata && recordText(metadata), actor];
      if (hasPrivate) texts.push(personal && recordText(personal));
      const about = texts.map((one) => csvCell(one ?? ''));
      text += `${[...cells, csvCell(entry.account), entry.asset, ...changes, ...about].join(',')}\n`;
    }
    return text;
  },
  async *tail() {},
});
