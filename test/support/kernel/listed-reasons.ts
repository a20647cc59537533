import { ENTRIES, type SharedReason, type SingleCommand } from '../../../src/commands/command-table.ts';
import { OWN_REASONS } from '../../../src/commands/own-command.ts';
import type { Reason } from '../../../src/commands/reasons.ts';
import { TAKEN_IN_CLOSED_PERIODS } from '../../../src/commands/record-commands.ts';

/** Why the rule of each kind may refuse it, as the table of commands lists that. */
export const RULE_REASONS: ReadonlyMap<string, readonly Reason[]> = new Map([
  ...[...ENTRIES].map(([kind, { reasons }]) => [kind, reasons] as const),
  ...Object.entries(OWN_REASONS),
]);

/** Why a command of that kind may be refused before its rule is asked. */
export function sharedReasons(kind: string): Reason[] {
  const shared: SharedReason<SingleCommand['kind']>[] = ['transaction_exists', 'expectation_failed'];
  if (!TAKEN_IN_CLOSED_PERIODS.some((taken) => taken === kind)) shared.push('period_closed');
  const { fields = {} } = ENTRIES.get(kind) ?? {};
  if (Object.values(fields).some(({ form }) => form === 'end')) shared.push('expires_before_start');
  return shared;
}

/** Whether a command of that kind may be refused so, as its list says. */
export function isListed(kind: string, reason: unknown): boolean {
  const listed: readonly unknown[] = [...(RULE_REASONS.get(kind) ?? []), ...sharedReasons(kind)];
  return listed.includes(reason);
}
