import { ENTRIES, type SingleRequest } from '../../commands/command-table.ts';
import type { AskKind } from '../../kernel/residency.ts';

/** Called with each thing that a command will surely ask for. */
export type AskFor = (kind: AskKind, key: string) => void;

/** The fields of each kind that name what is kept under that very name. */
const NAMES = new Map(
  [...ENTRIES.values()].map(({ kind, fields }) => [
    kind,
    Object.entries(fields).flatMap(([name, { names }]) =>
      // A credit is kept under its account, too, whose life is not known yet.
      names === undefined || names === 'credit' ? [] : [[name, names] as const],
    ),
  ]),
);

/**
 * What can be told to be needed by looking at a command alone, so that a batch brings it in bulk. It need not be
 * all: what is not said here is brought when a rule asks for it.
 */
export function askForCommand(command: SingleRequest, ask: AskFor): void {
  const members = command as unknown as Readonly<Record<string, string | undefined>>; // As far as they are names.
  for (const [name, kind] of NAMES.get(command.kind) ?? []) {
    const key = members[name];
    if (key !== undefined) ask(kind, key);
  }
  if (command.kind === 'post') for (const entry of command.entries) ask('account', entry.account);
}
