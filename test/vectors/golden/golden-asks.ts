import type { HouseInput, SingleInput } from '../../support/house/house-input.ts';
import type { ToldStep } from '../../support/told/tell-step.ts';

/** Long ago. */
export const AT = { effectiveAt: 1 } as const;

/** Each by itself: a batch of its own. */
export function ask(book: string, ...inputs: readonly HouseInput[]): ToldStep {
  return { do: 'ask', asks: inputs.map((input) => ({ book, input })) };
}

export function opened(book: string, ...accounts: readonly string[]): ToldStep {
  const inputs = accounts.map((account): SingleInput => {
    return { kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 0 };
  });
  return { do: 'bulk', book, inputs };
}

export function funded(book: string, to: string, amount: bigint): SingleInput {
  return { kind: 'transfer', id: `fund ${book} ${to}`, from: 'world', to, amount, ...AT };
}
