import { assert } from '../../base/assert.ts';
import { TallystickError } from '../../base/error.ts';
import type { AnyAnswer } from '../../engine/answer.ts';
import type { ImportTally } from './import-tally.ts';
import type { ImportedBook } from './imported-book.ts';
import type { PreparedRow } from './prepare-rows.ts';
import type { RejectsFile } from './rejects-file.ts';
import { AmountResolver } from './resolve-amounts.ts';

/** What becomes of the outcomes, and how they are asked for. */
interface Submitting {
  readonly tally: ImportTally;
  readonly rejects: RejectsFile | undefined;
  readonly retryRefused: boolean;
  /** Whether the first malformed row ends it. */
  readonly stopAtFirst: boolean;
}

/**
 * Submits what can be submitted of some rows, and counts and reports all of them in order. Amounts in units of an asset that
 * the row does not say are read here, after what the asset hangs on was submitted. False: a row turned out to be malformed
 * where the first such row ends it; it is reported, and nothing behind it.
 */
export async function submitRows(
  book: ImportedBook,
  rows: readonly PreparedRow[],
  submitting: Submitting,
): Promise<boolean> {
  const resolver = new AmountResolver(book);
  let together: PreparedRow[] = [];
  for (const row of rows) {
    if (resolver.mustWait(row)) {
      await submitTogether(book, together, submitting, resolver);
      together = [];
      resolver.forget();
    }
    const resolved = await resolveRow(resolver, row);
    together.push(resolved);
    if (resolved !== row && submitting.stopAtFirst) {
      await submitTogether(book, together, submitting, resolver);
      return false;
    }
  }
  await submitTogether(book, together, submitting, resolver);
  return true;
}

/** The row with its amounts read; another one with a problem where they cannot be. */
async function resolveRow(resolver: AmountResolver, row: PreparedRow): Promise<PreparedRow> {
  try {
    await resolver.resolve(row);
    return row;
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    const { command: _command, ...rest } = row;
    return { ...rest, problem: error.message };
  }
}

async function submitTogether(
  book: ImportedBook,
  rows: readonly PreparedRow[],
  { tally, rejects, retryRefused }: Submitting,
  resolver: AmountResolver,
): Promise<void> {
  const outcomes: (AnyAnswer | string)[] = [];
  for (const { commands, actor, ...how } of callsOf(rows, retryRefused)) {
    const own = actor === undefined ? book : (book.as?.(actor) ?? book);
    outcomes.push(...(await submitAll(own, commands, how)));
  }
  let next = 0;
  for (const row of rows) {
    const outcome = row.command === undefined ? row.problem : outcomes[next++];
    if (outcome === undefined) {
      assert(row.command === undefined, 'every command that is submitted has an outcome');
      tally.addSkipped();
    } else if (typeof outcome === 'string') {
      tally.addMalformed(row, outcome);
      rejects?.addMalformed(row, outcome);
    } else {
      tally.addAnswer(row, outcome);
      if (!outcome.ok && rejects !== undefined) {
        const asset = outcome.available === undefined ? null : await resolver.assetOf(row.command ?? {});
        rejects.addRefused(row, outcome, asset);
      }
    }
  }
}

/** One call: commands that are asked for together. */
interface OneCall {
  readonly commands: object[];
  readonly retryRefused: boolean;
  /** Who did it where it was exported. */
  readonly actor: string | undefined;
}

/**
 * What is submitted together, in order. The next attempt of an exported journal is a call of its own, behind the one that
 * it was made after: only what is on record by then is decided anew. So is what another actor did.
 */
function callsOf(rows: readonly PreparedRow[], retryRefused: boolean): OneCall[] {
  const calls: OneCall[] = [];
  let open: OneCall | undefined;
  for (const { command, recorded } of rows) {
    if (command === undefined) continue;
    const isRetry = recorded?.isRetry === true;
    const actor = recorded?.actor;
    if (open === undefined || isRetry || open.actor !== actor) {
      open = { commands: [], retryRefused: retryRefused || isRetry, actor };
      calls.push(open);
    }
    open.commands.push(command);
    if (isRetry) open = undefined;
  }
  return calls;
}

/**
 * The answer to each command, or what is wrong with it. The rows were checked as the house does; should it find
 * fault with one all the same, it takes none of them, and the halves are tried apart until that one is found.
 */
async function submitAll(
  book: ImportedBook,
  commands: readonly object[],
  how: { readonly retryRefused: boolean },
): Promise<readonly (AnyAnswer | string)[]> {
  if (commands.length === 0) return [];
  try {
    return await book.submit(commands, how);
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    if (commands.length === 1) return [error.message];
    const half = Math.ceil(commands.length / 2);
    const first = await submitAll(book, commands.slice(0, half), how);
    return [...first, ...(await submitAll(book, commands.slice(half), how))];
  }
}
