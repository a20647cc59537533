import type { Command } from 'commander';
import { type AmountNames, type AmountOptions, badAmount } from './money-text.ts';

/** An amount on the command line: each command that takes one takes it in these two ways. */
export const AMOUNT: AmountNames = { amount: '--amount', minor: '--minor' };

/** Commands that need an amount, in either way. */
const NEEDING = new WeakSet<Command>();

/** Throws `bad_amount` unless an amount was given in one of the two ways, to a command that needs one. */
export function requireAmount(command: Command, { amount, minor }: AmountOptions): void {
  if (!NEEDING.has(command) || amount !== undefined || minor !== undefined) return;
  throw badAmount(
    AMOUNT.amount,
    undefined,
    `an amount in units of the asset, or ${AMOUNT.minor} in minor units`,
  );
}

/**
 * @param otherwise what it means when neither is given; none: one of them is needed
 * @param mayBeAll whether the word for all may stand for it
 */
export function addAmountOptions(command: Command, otherwise?: string, mayBeAll = false): Command {
  const need = otherwise === undefined ? 'either this or --minor' : `default: ${otherwise}`;
  if (otherwise === undefined) NEEDING.add(command);
  return command
    .option(
      '--amount <amount>',
      `in units of the asset: 100 is 100.00 in GBP/2${mayBeAll ? ', or "all"' : ''} (${need})`,
    )
    .option('--minor <units>', 'the amount in minor units instead: 100 is 1.00 in GBP/2');
}
