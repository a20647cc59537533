import type { AcrossAnswer, AnyAnswer, Refused } from '../engine/answer.ts';
import type { ConsoleOutput } from './console-output.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import { momentText } from './moment-text.ts';
import { moneyText } from './money-text.ts';
import { plainTable } from './plain-table.ts';
import { printableText } from './printable-text.ts';

export interface ShownAnswer {
  /** The name of the command that was run. */
  readonly command: string;
  readonly answer: AnyAnswer | AcrossAnswer;
  /** What the answer's amounts are in; null: unknown, and minor units are told as such. */
  readonly asset: string | null;
  /** What was done, where it was. */
  readonly said: string;
  readonly isJson: boolean;
}

/** Tells what a command came to, and gives the exit code: a refusal goes to standard error, or into the JSON. */
export async function showAnswer(output: ConsoleOutput, shown: ShownAnswer): Promise<ExitCode> {
  const { command, answer, asset, isJson } = shown;
  if (isJson) await output.print(jsonLine(answer, asset));
  else if (answer.ok) for (const line of acceptedLines(shown, output.columns)) await output.print(line);
  else output.tell(refusalText(command, answer, asset));
  return answer.ok ? EXIT.done : EXIT.refused;
}

function acceptedLines({ answer, asset, said }: ShownAnswer, columns: number): string[] {
  if (!answer.ok) return [];
  const { id, effectiveAt, replayed } = answer;
  const [day = '', time = ''] = momentText(effectiveAt).split('T');
  const numbers =
    'seqs' in answer
      ? Object.entries(answer.seqs).map(([book, seq]) => `number ${seq} in ${book}`)
      : [`number ${answer.seq}`];
  const facts = [...numbers, `id ${id}`, ...(time === '' || time === '00:00:00Z' ? [] : [time])];
  const done = `${replayed ? 'Done before: ' : ''}${said} on ${day} (${facts.join(', ')})`;
  const lines = [printableText(done)];
  if ('seqs' in answer) return lines;
  if (answer.note === 'range') lines.push(NARROW);
  if (answer.allocations === undefined || answer.allocations.length === 0) return lines;
  const isOfPayments = answer.allocations.some((one) => 'payment' in one);
  const rows = answer.allocations.map((one) => [
    'payment' in one ? one.payment : one.credit,
    moneyText(one.amount, asset),
  ]);
  const title = isOfPayments ? 'PAYMENT' : 'CREDIT';
  const taken = { title: 'TAKEN', align: 'right' } as const;
  return [...lines, plainTable([{ title, breaks: 'anywhere' }, taken], rows, columns)];
}

const NARROW = 'Note: the scale of this asset leaves an account less than 1,000,000 units.';

/** A refusal in words: the reason, what stood in the way, what the reason means, and what to do next. */
export function refusalText(command: string, refused: Omit<Refused, 'seq'>, asset: string | null): string {
  const { reason, message, subject, available, book, replayed } = refused;
  const details = [
    ...(book === undefined ? [] : [`in book ${printableText(book)}`]),
    ...(subject === undefined ? [] : [printableText(subject)]),
    ...(available === undefined ? [] : [`available ${moneyText(available, asset)}`]),
  ];
  const inBrackets = details.length === 0 ? '' : ` (${details.join(', ')})`;
  const next = nextStep(refused);
  const retry = replayed ? ' Give --retry-refused to have it decided anew.' : '';
  const said = `${replayed ? 'Refused before' : 'Refused'}: ${command}: ${reason}${inBrackets}: ${message}.`;
  return `${said}${next === '' ? '' : ` ${next}`}${retry}`;
}

function nextStep({ reason }: Omit<Refused, 'seq'>): string {
  switch (reason) {
    case 'account_unknown':
      return "Open it with 'tallystick open-account', or see 'tallystick accounts' for its dates.";
    case 'insufficient_funds':
      return "See 'tallystick statement' for what is there and what is held, now and later.";
    case 'clock_jumped':
      return "See 'tallystick doctor', or give --effective-at.";
    case 'id_conflict':
      return 'Give another --id, or exactly the same command again to have its first answer.';
    case 'asset_mismatch':
      return "See 'tallystick accounts' for their assets.";
    case 'hold_not_active':
    case 'hold_unknown':
      return "See 'tallystick holds'.";
    case 'offer_not_pending':
    case 'offer_unknown':
      return "See 'tallystick offers'.";
    default:
      return '';
  }
}
