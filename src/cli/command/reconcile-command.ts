import type { CommandLine } from '../command-line.ts';
import { auditAction } from '../run-audit.ts';

export function addReconcileCommand(cli: CommandLine): void {
  cli
    .command(
      'reconcile',
      'Check that everything adds up: entries against balances, sums of each asset, holds, offers, payments and credits.',
      ['reconcile', 'reconcile --house shop.db --json'],
    )
    .action(auditAction<object>(cli, (house, options) => house.reconcile(options)));
}
