import { COLUMNS } from '../../src/store/row-columns.ts';
import type { SideKind, SideRows } from '../../src/store/side-kinds.ts';

const { text, textOrNull, integer, integerOrNull, amount, flag } = COLUMNS;

/** Who may do something, for how long: of the house. */
export interface Claim {
  readonly name: string;
  readonly part: number;
  readonly holder: string;
  readonly isPaused: boolean;
  readonly due: number | null;
}

/** Something sent, and to be sent again: of a book. Its key has a number where that of a hold has a text. */
export interface Delivery {
  readonly seq: number;
  readonly sink: string;
  readonly host: string;
  readonly body: string | null;
  readonly cost: bigint;
  readonly due: number | null;
}

/** Kinds that are there in these tests alone: of each is known what its descriptor says, and nothing else. */
export interface TestSideRows extends SideRows {
  readonly claim: Claim;
  readonly delivery: Delivery;
}

const CLAIM: SideKind<Claim> = {
  table: 'claims',
  columns: { name: text, part: integer, holder: text, isPaused: flag, due: integerOrNull },
  key: ['name', 'part'],
  lookups: { name: { column: 'name' }, holder: { column: 'holder' } },
  of: 'house',
};

const DELIVERY: SideKind<Delivery> = {
  table: 'deliveries',
  columns: { seq: integer, sink: text, host: text, body: textOrNull, cost: amount, due: integerOrNull },
  key: ['seq', 'sink'],
  lookups: { host: { column: 'host' } },
  of: 'book',
};

/** In place of the module of that name: `vi.mock(import(...), addKinds)`. */
export async function addKinds(
  original: () => Promise<typeof import('../../src/store/side-kinds.ts')>,
): Promise<Partial<typeof import('../../src/store/side-kinds.ts')>> {
  const { SIDE_KINDS } = await original();
  const kinds: object = { ...SIDE_KINDS, claim: CLAIM, delivery: DELIVERY };
  return { SIDE_KINDS: kinds as typeof SIDE_KINDS }; // And more.
}
