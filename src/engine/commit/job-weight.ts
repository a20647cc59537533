import { TallystickError } from '../../base/error.ts';
import { GROUP_WEIGHT_MAX, WEIGHT_BYTES } from '../../base/limits.ts';
import type { CommandRequest, SingleRequest } from '../../commands/command-table.ts';
import { countLabels } from '../text/labels.ts';
import { privateSize } from '../text/private-data.ts';
import { singlesOf } from './date-request.ts';

/**
 * What a request costs its book: one for each command and each entry (two, where a command is no posting), one for each
 * reference, member of metadata and command with private data, and one for each WEIGHT_BYTES of its text. Batches, queues and groups are bounded by it, so that none grows with what a command holds.
 */
export function weightOf(request: CommandRequest, text: string): number {
  const { count, bytes } = privateSize(request);
  let weight = Math.floor((Buffer.byteLength(text) + bytes) / WEIGHT_BYTES) + countLabels(request) + count;
  for (const single of singlesOf(request)) weight += 1 + entriesOf(single);
  return Math.max(1, weight);
}

/** Throws `bad_command` for a group that is heavier than a batch may be: it can only be committed whole. */
export function checkGroupWeight(path: string, weight: number): void {
  if (weight <= GROUP_WEIGHT_MAX) return;
  const expected =
    `a group that weighs at most ${GROUP_WEIGHT_MAX}: 1 for each command, each entry, each reference, each member of ` +
    `metadata, each command with private data and each ${WEIGHT_BYTES} bytes of text`;
  throw new TallystickError('bad_command', `${path}commands`, `a weight of ${weight}`, expected);
}

/** How many entries a command names; two where it names none, since it writes about as much. */
function entriesOf(single: SingleRequest): number {
  return single.kind === 'post' ? single.entries.length : 2;
}
