import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { Balance } from '../../../src/engine/read/balance-in.ts';
import type { AcrossAnswer, AcrossAsk } from '../across/across-commands.ts';
import type { HouseInput } from '../house/house-input.ts';

/** What is asked of several books at once, under an id. */
export type NodeAcross = Exclude<AcrossAsk, { do: 'plain' }> & { readonly id: string };

/** Something that a node asked of its house. */
export type NodeAsk =
  | { readonly what: 'command'; readonly book: string; readonly input: HouseInput }
  /** A transaction under an id; what it did is in the journal. */
  | { readonly what: 'transaction'; readonly book: string; readonly id: string }
  | { readonly what: 'across'; readonly across: NodeAcross }
  /** What an account has when all is over. */
  | { readonly what: 'balance'; readonly book: string; readonly account: string };

/**
 * What a node under load writes down: what it asks for before it asks, and what it was answered. Moments are those of
 * the one clock of the machine that never goes back, so that those of several processes can be compared.
 */
export type NodeLine =
  | { readonly do: 'ask'; readonly number: number; readonly at: bigint; readonly ask: NodeAsk }
  | { readonly do: 'ack'; readonly number: number; readonly at: bigint; readonly answer: NodeAnswer }
  /** It was told to ask again, and did. */
  | { readonly do: 'again'; readonly number: number; readonly why: string }
  | { readonly do: 'failed'; readonly text: string };

export type NodeAnswer = AnyAnswer | AcrossAnswer | Balance | null;
