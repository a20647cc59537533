import type { CommandLine } from '../command-line.ts';
import { auditAction } from '../run-audit.ts';

export function addVerifyCommand(cli: CommandLine): void {
  cli
    .command(
      'verify',
      'Check everything that is stored against the journal: walk the hash chain of every book, build all state anew, and compare.',
      ['verify', 'verify --house shop.db --json'],
    )
    .action(auditAction(cli, (house, options) => house.verify(options)));
}
