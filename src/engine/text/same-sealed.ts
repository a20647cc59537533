import type { CommandRequest } from '../../commands/command-table.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import { privateHash, type Seal, sealOf } from './private-data.ts';

/**
 * A recorded request and one of now, to be compared by their texts. Each has its hashes by salts of its own, so those of now
 * are made again by the salts on record; what was erased is left out of both.
 *
 * @param kept what is kept apart from the recorded one
 */
export function bySameSalts(
  recorded: CommandRequest,
  asked: CommandRequest,
  kept: readonly StoredPrivate[],
): { readonly recorded: CommandRequest; readonly asked: CommandRequest } {
  const rows = new Map(kept.map((row) => [row.place, row]));
  const isErased = (place: number): boolean => rows.has(place) && rows.get(place)?.salt === null;
  return {
    recorded: mapSeals(recorded, (seal, place) => (isErased(place) ? undefined : seal)),
    asked: mapSeals(asked, (seal, place) => {
      if (isErased(place)) return undefined;
      const salt = rows.get(place)?.salt;
      return salt == null || seal.text === undefined ? seal : { hash: privateHash(salt, seal.text) };
    }),
  };
}

/** The same request without what is private. */
export function withoutSeals(request: CommandRequest): CommandRequest {
  return mapSeals(request, () => undefined);
}

/** A request with each seal in it changed, by the place of its command. */
function mapSeals(
  request: CommandRequest,
  change: (seal: Seal, place: number) => Seal | undefined,
): CommandRequest {
  const root: CommandRequest[] = [];
  const rest: { request: CommandRequest; into: CommandRequest[] }[] = [{ request, into: root }];
  let place = 0;
  // Each before those inside it, in their order: so places are counted.
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const seal = sealOf(next.request);
    const changed = seal === undefined ? undefined : change(seal, place);
    place += 1;
    const mapped = { ...next.request, private: changed } as unknown as CommandRequest; // With another seal, or none.
    next.into.push(mapped);
    if (mapped.kind !== 'atomic') continue;
    const commands: CommandRequest[] = [];
    (mapped as { commands: readonly CommandRequest[] }).commands = commands; // A copy of its own.
    for (const command of [...(next.request as typeof mapped).commands].toReversed()) {
      rest.push({ request: command, into: commands });
    }
  }
  const [mapped] = root;
  return mapped as CommandRequest; // One was put there for the request itself.
}
