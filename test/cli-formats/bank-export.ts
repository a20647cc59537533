/** A bank: the payments that there were, the files that it gives of them, and what a person would say was paid. */

/** A payment as the bank knows it. Several may say the same. */
export interface Payment {
  /** The bank's own count; it stands in no file. */
  readonly number: number;
  readonly day: number;
  readonly amount: number;
  readonly to: string;
  readonly note: string;
}

/** Which rows a file has, and how it shows them. */
export interface ExportView {
  /** The days that it covers, whole. */
  readonly from: number;
  readonly to: number;
  /** The bank knew payments up to this number when it wrote the file. */
  readonly known: number;
  readonly order: 'oldest first' | 'newest first' | 'mixed';
  /** Banks change what they say about a payment, and what the balance was. */
  readonly wording: string;
}

export const BANK_MAPPING = {
  columns: { Date: 'effectiveAt', Amount: 'amountMinor', To: 'to', Text: null, Balance: null },
  defaults: { kind: 'transfer', from: 'world' },
} as const;

export const HEADER = 'Date,Text,Amount,Balance,To\n';

/** The payments that a file shows, in its order. */
export function rowsOf(payments: readonly Payment[], { from, to, known, order }: ExportView): Payment[] {
  const shown = payments.filter(({ number, day }) => number <= known && day >= from && day <= to);
  if (order === 'mixed') {
    return shown.sort((a, b) => ((a.number * 7) % 5) - ((b.number * 7) % 5) || b.number - a.number);
  }
  const sign = order === 'oldest first' ? 1 : -1;
  return shown.sort((a, b) => sign * (a.day - b.day || a.number - b.number));
}

export function textOf(rows: readonly Payment[], wording = ''): string {
  let balance = 0;
  const lines = rows.map(({ day, amount, to, note }) => {
    balance += amount;
    return `${dateOf(day)},"${note}, ${wording}",${amount},${balance},${to}\n`;
  });
  return HEADER + lines.join('');
}

export function dateOf(day: number): string {
  return `2026-01-${String(day).padStart(2, '0')}`;
}

export function momentOf(day: number): number {
  return Date.UTC(2026, 0, day);
}

/**
 * What a person who has looked at all the files says was paid to each: a payment that stands in two files was paid once,
 * and each of several that say the same in one file was paid.
 */
export function recount(files: readonly (readonly Payment[])[]): Map<string, bigint> {
  const seen = new Map(files.flat().map((payment) => [payment.number, payment]));
  const paid = new Map<string, bigint>();
  for (const { to, amount } of seen.values()) paid.set(to, (paid.get(to) ?? 0n) + BigInt(amount));
  return paid;
}
