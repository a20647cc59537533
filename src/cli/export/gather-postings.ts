import type { ExportedRecord } from './exported-book.ts';

/** What one command posted at one moment; the amounts sum to zero for each asset. */
export interface PostedTransaction {
  /** The number of the event. */
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly id: string;
  readonly reference?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly actor?: string | undefined;
  readonly postings: readonly Posting[];
}

export interface Posting {
  readonly account: string;
  readonly asset: string;
  /** Positive into the account. Never zero. */
  readonly amount: bigint;
}

/** A transaction being gathered, with its postings by asset and account. */
interface Gathering {
  readonly seq: number;
  readonly at: number;
  readonly postings: Map<string, Posting>;
}

/**
 * What a record posted, in order of event and moment. A command that came late posts at several moments where
 * accounts were merged in between, and each is a transaction. Holds, offers and refusals give none. O(entries).
 */
export function gatherPostings(record: ExportedRecord): PostedTransaction[] {
  const gatherings = new Map<string, Gathering>();
  for (const { account, asset, seq, at, inflow, outflow } of record.entries) {
    if (inflow === outflow) continue;
    const key = `${seq}/${at}`;
    let gathering = gatherings.get(key);
    if (gathering === undefined) {
      gathering = { seq, at, postings: new Map() };
      gatherings.set(key, gathering);
    }
    const line = `${asset} ${account}`; // An asset holds no space, so no two accounts share a line.
    const amount = (gathering.postings.get(line)?.amount ?? 0n) + inflow - outflow;
    gathering.postings.set(line, { account, asset, amount });
  }
  const nameOf = commandNames(record);
  const inOrder = [...gatherings.values()].sort((a, b) => a.seq - b.seq || a.at - b.at);
  return inOrder.flatMap(({ seq, at, postings }) => {
    const moved = [...postings.values()].filter(({ amount }) => amount !== 0n);
    return moved.length === 0 ? [] : [{ seq, at, ...nameOf(seq), postings: moved }];
  });
}

/** The kind and id of a command, what it says about itself, or else the group around it, and who did it. */
export interface CommandName {
  readonly kind: string;
  readonly id: string;
  readonly reference?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly actor?: string | undefined;
  /** In exports that are to have it. */
  readonly private?: Readonly<Record<string, string>> | undefined;
}

/** A command or a group as a record has it. */
type Asked = Pick<CommandName, 'kind' | 'reference' | 'metadata' | 'private'> & {
  readonly id?: string;
  readonly commands?: readonly Asked[];
};

/**
 * The command that an event of a record came of: of a group, the one inside, with its own id if it has one.
 * O(commands) once.
 */
export function commandNames(record: ExportedRecord): (seq: number) => CommandName {
  const { seq: last, kind, id, actor } = record;
  const command = record.command as unknown as Asked; // The house checked it.
  if (kind !== 'atomic') {
    const { reference, metadata, private: personal } = command;
    return () => ({ kind, id, reference, metadata, actor, private: personal });
  }
  const singles: CommandName[] = [];
  const rest = [command];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { reference, metadata, private: personal, commands } = next;
    if (commands === undefined) {
      singles.push({ kind: next.kind, id: next.id ?? id, reference, metadata, actor, private: personal });
      continue;
    }
    for (const inner of commands.toReversed()) {
      rest.push({
        ...inner,
        reference: inner.reference ?? reference,
        metadata: inner.metadata ?? metadata,
        private: inner.private ?? personal,
      });
    }
  }
  // The record bears the number of its last event, and each command became one event.
  return (seq) => singles[seq - last + singles.length - 1] ?? { kind, id, actor };
}
