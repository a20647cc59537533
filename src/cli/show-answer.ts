import type { AcrossAnswer, AnyAnswer } from '../engine/answer.ts';
import { type ConsoleOutput, OutputLost } from './console-output.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { jsonLine } from './json-line.ts';
import { momentText } from './moment-text.ts';
import { moneyText } from './money-text.ts';
import { type Column, plainTable } from './plain-table.ts';
import { printableText } from './printable-text.ts';
import { refusalText } from './refusal-text.ts';

export interface ShownAnswer {
  /** The name of the command that was run. */
  readonly command: string;
  readonly answer: AnyAnswer | AcrossAnswer;
  /** What the answer's amounts are in; null: unknown, and minor units are shown as such. */
  readonly asset: string | null;
  /** What was done, where it was. */
  readonly said: string;
  /** Of a refusal that names an account which never was: ids that it may be meant for. */
  readonly similar?: readonly string[];
  readonly isJson: boolean;
}

/** Prints the result of a command, and returns the exit code: a refusal goes to standard error, or into the JSON. */
export async function showAnswer(output: ConsoleOutput, shown: ShownAnswer): Promise<ExitCode> {
  const { command, answer, similar = [], isJson } = shown;
  if (isJson || answer.ok) await printAnswer(output, shown);
  else output.log(refusalText(command, answer, similar));
  return answer.ok ? EXIT.done : EXIT.refused;
}

/** Where it cannot be printed, the error has it: what was done is not to be done again for want of the answer. */
async function printAnswer(output: ConsoleOutput, shown: ShownAnswer): Promise<void> {
  const { answer, asset, isJson } = shown;
  const lines = isJson ? [jsonLine(answer, asset)] : acceptedLines(shown, output.columns);
  try {
    for (const line of lines) await output.print(line);
  } catch (error) {
    throw error instanceof OutputLost ? new OutputLost('the answer', error.cause, lines[0]) : error;
  }
}

function acceptedLines({ answer, asset, said }: ShownAnswer, width: number): string[] {
  if (!answer.ok) return [];
  const { id, effectiveAt, replayed } = answer;
  const { asOf } = answer as { readonly asOf?: number }; // Only what was tried has it.
  const [day = '', time = ''] = momentText(effectiveAt).split('T');
  const numbers =
    'seqs' in answer
      ? Object.entries(answer.seqs).map(([book, seq]) => `number ${seq} in ${book}`)
      : [`number ${answer.seq}`];
  const recorded = asOf === undefined || replayed ? [...numbers, `id ${id}`] : [`as of number ${asOf}`];
  const facts = [...recorded, ...(time === '' || time === '00:00:00Z' ? [] : [time])];
  const before = asOf === undefined ? '' : 'Nothing was done. It would be: ';
  const done = `${replayed ? 'Done before: ' : before}${said} on ${day} (${facts.join(', ')})`;
  const lines = [printableText(done)];
  if ('seqs' in answer) return lines;
  if (answer.note === 'range') lines.push(NARROW);
  for (const { account, asset: of, floor, least, later } of answer.below ?? []) {
    const also = later ? ', and commands dated later stand below it, too' : '';
    const sums = `down to ${moneyText(least, of)}, under its floor of ${moneyText(floor, of)}`;
    lines.push(printableText(`Note: ${account} comes ${sums}${also}.`));
  }
  const { postings = [] } = answer;
  if (postings.length > 0) {
    const columns: Column[] = [
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'POSTED', align: 'right' },
    ];
    const rows = postings.map(({ account, amount }) => [account, moneyText(amount, asset)]);
    return [...lines, plainTable(columns, rows, width)];
  }
  if (answer.allocations === undefined || answer.allocations.length === 0) return lines;
  const columns: Column[] = answer.allocations.some((one) => 'payment' in one)
    ? [{ title: 'PAYMENT', breaks: 'anywhere' }]
    : [
        { title: 'CREDIT', breaks: 'anywhere' },
        { title: 'GRANTED TO', breaks: 'anywhere' },
      ];
  const rows = answer.allocations.map((one) => [
    ...('payment' in one ? [one.payment] : [one.credit, grantedToText(one)]),
    moneyText(one.amount, asset),
  ]);
  return [...lines, plainTable([...columns, { title: 'TAKEN', align: 'right' }], rows, width)];
}

const NARROW = 'Note: the scale of this asset leaves an account less than 1,000,000 units.';

/** The account that a credit was granted to, with the life of its id where that was not the first. */
export function grantedToText(credit: {
  readonly grantedTo: string;
  readonly grantedToLife?: number | undefined;
}): string {
  const { grantedTo, grantedToLife } = credit;
  return grantedToLife === undefined ? grantedTo : `${grantedTo} (life ${grantedToLife})`;
}
