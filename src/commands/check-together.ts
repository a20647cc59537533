import { TallystickError } from '../base/error.ts';
import type { AnyEntry } from './entry.ts';

/** Checks of a command, each of whose fields was checked, that they go together, and takes away what says nothing. */
export function finishSingle(path: string, single: Record<string, unknown>, entry: AnyEntry): void {
  refuseTogether(path, single, entry);
  refuseNone(path, single, entry);
  refuseAlone(path, single, entry);
  dropIdle(single);
  entry.checkTogether?.(path, single);
}

/** Fields that exclude each other are not in one command; null says of one that there is none. */
function refuseTogether(path: string, single: Record<string, unknown>, { exclusive }: AnyEntry): void {
  if (exclusive === undefined) return;
  const [first, second] = exclusive.filter((name) => single[name] !== undefined && single[name] !== null);
  if (second === undefined) return;
  throw new TallystickError('bad_command', path + second, single[second], `nothing beside ${first}`);
}

/** Of fields that exclude each other one is there, where one has to be; null says it, too. */
function refuseNone(path: string, single: Record<string, unknown>, entry: AnyEntry): void {
  const { needsOne = false, exclusive = [], fields } = entry;
  if (!needsOne || exclusive.some((name) => single[name] !== undefined)) return;
  const [first = ''] = exclusive;
  fields[first]?.check(path + first, undefined);
}

/** Fields that say more of another one are not without it. */
function refuseAlone(path: string, single: Record<string, unknown>, { belongsTo }: AnyEntry): void {
  for (const name in belongsTo) {
    const other = belongsTo[name] ?? '';
    if (single[name] === undefined || single[other] !== undefined) continue;
    throw new TallystickError('bad_command', path + name, single[name], `nothing without ${other}`);
  }
}

/** Takes away what decides nothing beside the fields that are there. */
function dropIdle(single: Record<string, unknown>): void {
  // Rules choose among payments; where only one may give they choose nothing, and nothing is shared out.
  if (single.kind === 'refund' && (single.payment !== undefined || isOfOne(single.payments))) {
    delete single.rules;
    delete single.proRata;
  }
  // No account stands outside of no limit.
  if (single.kind === 'update_account' && !isLimit(single.floor) && !isLimit(single.ceiling))
    delete single.asIs;
  // A capture of all that is left leaves nothing to give back, and takes no more.
  if (single.kind === 'capture' && single.amount === undefined) {
    delete single.final;
    delete single.over;
  }
  // One unit is spent whole or not at all.
  if (single.kind === 'spend' && single.amount === 1n) delete single.atMost;
  // What has happened may be more than is left.
  if (single.kind === 'capture' && single.force === true) delete single.over;
}

function isOfOne(list: unknown): boolean {
  return Array.isArray(list) && list.length === 1;
}

function isLimit(value: unknown): boolean {
  return value !== undefined && value !== null;
}
