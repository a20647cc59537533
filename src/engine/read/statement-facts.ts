import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { JournalRow } from '../../store/store.ts';
import { ParsedRow } from '../text/parsed-row.ts';

/** What a line of a statement says of the command that led to it. */
interface LineFacts {
  readonly id: string;
  readonly kind: string;
  readonly recordedAt: number;
  readonly counterparty?: string;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly actor?: string;
}

/** A single command as the text of a request says it. */
interface Asked {
  readonly kind: string;
  readonly commands?: readonly Asked[];
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly to?: string;
}

/** A row, parsed once for all lines that come of it. */
interface RowOfLines {
  readonly parsed: ParsedRow;
  /** The command of each event, with what the groups around it say where it says nothing itself. */
  readonly commands: readonly Asked[];
}

/** Journal rows as statements tell of them. */
export class StatementRows {
  readonly #rows: readonly JournalRow[];
  readonly #read = new Map<JournalRow, RowOfLines>();

  /** @param rows in order of their numbers */
  constructor(rows: readonly JournalRow[]) {
    this.#rows = rows;
  }

  /**
   * What led to the event of that number, as the account sees it.
   *
   * @param account its key
   */
  factsOf(seq: number, account: string): LineFacts {
    const found = this.#rows.find((one) => one.seq >= seq);
    if (found === undefined) return { id: '', kind: '', recordedAt: 0 };
    const { parsed, commands } = this.#readOnce(found);
    const { row, events } = parsed;
    const { id, recordedAt, actor } = row;
    const i = seq - (row.seq - events.length + 1);
    const [event, command] = [events[i], commands[i]];
    const counterparty = event && command && counterpartyOf(event, command, account);
    return {
      id,
      kind: command?.kind ?? row.kind,
      recordedAt,
      ...(counterparty === undefined ? {} : { counterparty }),
      ...(command?.reference === undefined ? {} : { reference: command.reference }),
      ...(command?.metadata === undefined ? {} : { metadata: command.metadata }),
      ...(actor === null ? {} : { actor }),
    };
  }

  #readOnce(row: JournalRow): RowOfLines {
    const known = this.#read.get(row);
    if (known !== undefined) return known;
    const parsed = new ParsedRow(row);
    const read = { parsed, commands: commandsIn(parsed.request as unknown as Asked) }; // Its text has a kind.
    this.#read.set(row, read);
    return read;
  }
}

/** The single commands of a request in order; what a group says holds for what is in it and says nothing else. */
function commandsIn(request: Asked): Asked[] {
  const singles: Asked[] = [];
  const rest = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.commands === undefined) {
      singles.push(next);
      continue;
    }
    const { reference, metadata } = next;
    const about = { ...(reference === undefined ? {} : { reference }), ...(metadata && { metadata }) };
    for (const command of next.commands.toReversed()) rest.push({ ...about, ...command });
  }
  return singles;
}

/**
 * The one other account that an event is about: of those on which it posted something, else of all that it touches. Undefined
 * where there is none, or more than one.
 */
function counterpartyOf(event: Event, command: Asked, account: string): string | undefined {
  const moves = event.moves.filter((move) => move.account !== account);
  const posted = moves.filter(({ inflow, outflow }) => inflow !== outflow);
  const others = new Set((posted.length > 0 ? posted : moves).map((move) => move.account));
  const [other] = others;
  if (others.size === 1 && other !== undefined) return idOfKey(other);
  // Nothing is written of the world before it is paid.
  return others.size === 0 && command.kind === 'hold' ? (command.to ?? WORLD) : undefined;
}
