import { momentText } from './moment-text.ts';
import { moneyText } from './money-text.ts';
import { printableText } from './printable-text.ts';

/** A row of the journal, as far as it is shown. */
export interface ShownRecord {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly effectiveAt: number;
  readonly ok: boolean;
  readonly reason?: string | undefined;
  /** Why a schedule failed. */
  readonly failure?: { readonly reason: string } | undefined;
  readonly reference?: string | undefined;
  readonly actor?: string | undefined;
  readonly entries: readonly ShownEntry[];
}

interface ShownEntry {
  readonly account: string;
  readonly asset: string;
  /** Below zero for what runs out by itself, which is not what happened. */
  readonly order: number;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly purse: bigint;
}

const KIND_WIDTH = 14;
const SEQ_WIDTH = 6;

/** One row of the journal as one line: what it was, when it is true, and what became of it. */
export function eventLine(record: ShownRecord): string {
  const { seq, id, kind, effectiveAt } = record;
  const start = `${String(seq).padStart(SEQ_WIDTH)}  ${momentText(effectiveAt)}  ${kind.padEnd(KIND_WIDTH)}`;
  const outcome = outcomeOf(record).map(printableText).join(', ');
  return `${start}  ${printableText(id)}  ${outcome}${aboutText(record)}`.trimEnd();
}

/** What it was for, and who did it. */
function aboutText({ reference, actor }: ShownRecord): string {
  const texts = [
    ...(reference === undefined ? [] : [`for ${reference}`]),
    ...(actor === undefined ? [] : [`by ${actor}`]),
  ];
  return texts.length === 0 ? '' : `  (${texts.map(printableText).join(', ')})`;
}

/** What was posted on which account, reserved or promised; or why it was refused. */
export function outcomeOf({ ok, reason, failure, entries }: ShownRecord): string[] {
  if (failure !== undefined) return [`failed: ${failure.reason}`];
  if (!ok) return [`refused: ${reason ?? ''}`];
  return entries.flatMap((entry) => entryText(entry) ?? []);
}

function entryText({
  account,
  asset,
  order,
  inflow,
  outflow,
  available,
  incoming,
  expected,
  purse,
}: ShownEntry): string | null {
  const posted = inflow - outflow;
  if (posted !== 0n) return `${account} ${withSign(posted, asset)}`;
  if (order < 0) return null;
  // Nothing was posted, so what changed is what is reserved or promised.
  const held = -available - purse;
  if (held !== 0n) return `${account} held ${withSign(held, asset)}`;
  if (incoming !== 0n) return `${account} incoming ${withSign(incoming, asset)}`;
  if (expected !== 0n) return `${account} expected ${withSign(expected, asset)}`;
  return purse === 0n ? null : `${account} credits ${withSign(purse, asset)}`;
}

function withSign(amount: bigint, asset: string): string {
  return `${amount > 0n ? '+' : ''}${moneyText(amount, asset)}`;
}
