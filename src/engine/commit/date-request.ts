import type { Command, CommandRequest } from '../../kernel/command.ts';

/** Whether some command in the request lacks its moment. */
export function lacksMoment(request: CommandRequest): boolean {
  if (request.kind !== 'atomic') return request.effectiveAt === undefined;
  const rest: CommandRequest[] = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.kind === 'atomic') rest.push(...next.commands);
    else if (next.effectiveAt === undefined) return true;
  }
  return false;
}

/** The command that a request is when those that lack a moment happen at `at`. */
export function dateRequest(request: CommandRequest, at: number): Command {
  if (request.kind !== 'atomic') return dateSingle(request, at);
  const root: Command[] = [];
  const rest: { request: CommandRequest; into: Command[] }[] = [{ request, into: root }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.request.kind !== 'atomic') {
      next.into.push(dateSingle(next.request, at));
      continue;
    }
    const commands: Command[] = [];
    next.into.push({ kind: 'atomic', commands });
    for (const command of next.request.commands.toReversed()) rest.push({ request: command, into: commands });
  }
  const [command] = root;
  return command as Command; // One was put there for the request itself.
}

function dateSingle(request: Exclude<CommandRequest, { kind: 'atomic' }>, at: number): Command {
  // A request with its moment is a command.
  return (request.effectiveAt === undefined ? { ...request, effectiveAt: at } : request) as Command;
}

/** Every single command of a request, in order, groups inside flattened. */
export function* singlesOf(
  request: CommandRequest,
): IterableIterator<Exclude<CommandRequest, { kind: 'atomic' }>> {
  const rest: CommandRequest[] = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.kind === 'atomic') rest.push(...next.commands.toReversed());
    else yield next;
  }
}

/** How many single commands a request is. */
export function countSingles(request: CommandRequest): number {
  let count = 0;
  for (const _single of singlesOf(request)) count += 1;
  return count;
}
