export type Members = Record<string, unknown>;

/** A copy of a command, which may be changed at each of its places. */
export interface CommandCopy {
  readonly command: Members;
  /** The command, and those inside of a group, each before those inside it. */
  readonly places: readonly Members[];
}

/** Copies a command; of what is no command or group nothing. Groups nest deeper than calls can. */
export function copyCommand(command: Readonly<Members>): CommandCopy {
  const root = { ...command };
  const places: Members[] = [];
  const rest = [root];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    places.push(next);
    if (!Array.isArray(next.commands)) continue;
    const commands = next.commands.map((inner: object): Members => ({ ...inner }));
    next.commands = commands;
    rest.push(...commands.toReversed());
  }
  return { command: root, places };
}
