/** A command or a group as these runs ask for it. */
export interface PrivateInput {
  readonly kind: string;
  readonly id: string;
  readonly account?: string;
  readonly asset?: string;
  readonly from?: string;
  readonly to?: string;
  readonly amount?: bigint;
  readonly private?: Readonly<Record<string, string>>;
  readonly commands?: readonly PrivateInput[];
}

interface Kept {
  readonly text: string;
  readonly accounts: readonly string[];
  readonly isOpening: boolean;
  isErased: boolean;
}

interface Recorded {
  readonly answer: { readonly ok: boolean; readonly seq: number };
  /** By place, the outermost first; undefined: nothing private there. */
  readonly places: readonly (Kept | undefined)[];
}

/** What is private in a book, as a plain list: what is the same, what is erased, and what is left. */
export class PrivateModel {
  readonly #rows = new Map<string, Recorded>();
  /** In which row, and where in it, a command inside of an accepted group stands. */
  readonly #inside = new Map<string, readonly [row: Recorded, place: number]>();
  erased = 0;

  ids(): string[] {
    return [...this.#rows.keys(), ...this.#inside.keys()];
  }

  /** What it must be answered, as far as it was asked before; undefined: it is new. */
  answerTo(input: PrivateInput): Readonly<Record<string, unknown>> | undefined {
    const row = this.#rows.get(input.id);
    if (row === undefined) return undefined;
    const given = partsOf(input).map(textOf);
    const isSame = row.places.every((kept, place) => kept?.isErased || kept?.text === given[place]);
    if (!isSame) return { ok: false, reason: 'id_conflict' };
    const isErased = row.places.some((kept) => kept?.isErased);
    return { ...row.answer, replayed: true, ...(isErased ? { erased: true } : {}) };
  }

  recorded(input: PrivateInput, { ok, seq }: Recorded['answer']): void {
    const parts = partsOf(input);
    const places = parts.map((part) => keptOf(part));
    const row = { answer: { ok, seq }, places };
    this.#rows.set(input.id, row);
    if (!ok) return;
    for (const [place, { id }] of parts.entries()) if (place > 0) this.#inside.set(id, [row, place]);
  }

  /** Erases, and counts what was there. */
  erase(what: { readonly command?: string; readonly account?: string; readonly commands?: boolean }): number {
    const found = this.#found(what).filter(({ isErased }) => !isErased);
    for (const kept of found) kept.isErased = true;
    this.erased += found.length;
    return found.length;
  }

  /** What a command has in its places; null: it was erased. */
  privateOf(id: string): unknown[] {
    const inside = this.#inside.get(id);
    const places = inside?.[0].places ?? this.#rows.get(id)?.places ?? [];
    return places.flatMap((kept, place) => {
      if (kept === undefined || (inside !== undefined && inside[1] !== place)) return [];
      return [[place, kept.isErased ? null : JSON.parse(kept.text)]];
    });
  }

  #found({ command, account = '', commands = false }: Parameters<PrivateModel['erase']>[0]): Kept[] {
    const inside = command === undefined ? undefined : this.#inside.get(command);
    if (inside !== undefined) return [inside[0].places[inside[1]]].filter((kept) => kept !== undefined);
    const rows = command === undefined ? [...this.#rows.values()] : [this.#rows.get(command)];
    const all = rows.flatMap((row) => row?.places ?? []).filter((kept) => kept !== undefined);
    if (command !== undefined) return all;
    return all.filter((kept) => kept.accounts.includes(account) && (commands || kept.isOpening));
  }
}

function keptOf(part: PrivateInput): Kept | undefined {
  const text = textOf(part);
  if (text === undefined) return undefined;
  const accounts = partsOf(part).flatMap(({ account, from, to }) =>
    [account, from, to].filter((one) => one !== undefined),
  );
  return { text, accounts, isOpening: part.kind === 'open_account', isErased: false };
}

function partsOf(input: PrivateInput): PrivateInput[] {
  return [input, ...(input.commands ?? []).flatMap(partsOf)];
}

function textOf({ private: given }: PrivateInput): string | undefined {
  // Its members in one order, as they come from these runs.
  return given === undefined ? undefined : JSON.stringify(Object.fromEntries(Object.entries(given).sort()));
}
