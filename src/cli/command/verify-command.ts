import type { CommandLine } from '../command-line.ts';
import { auditAction } from '../run-audit.ts';

interface VerifyOptions {
  readonly decideAgain?: boolean;
}

export function addVerifyCommand(cli: CommandLine): void {
  cli
    .command(
      'verify',
      'Check everything that is stored against the journal: walk the hash chain of every book, build all state anew, and compare.',
      ['verify', 'verify --decide-again', 'verify --house shop.db --json'],
    )
    .option('--decide-again', 'also decide every command again by the rules, which takes longer')
    .action(
      auditAction<VerifyOptions>(cli, (house, options, { decideAgain = false }) =>
        house.verify({ ...options, decideAgain }),
      ),
    );
}
