import type { AnyAnswer } from '../../engine/answer.ts';

/** What an import needs of a book: an open book of a house has it. */
export interface ImportedBook {
  events(query: { after: number; limit: number }): Promise<readonly { readonly seq: number }[]>;
  submit(commands: readonly object[]): Promise<readonly AnyAnswer[]>;
}
