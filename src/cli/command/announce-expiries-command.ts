import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { momentText, readMoment } from '../moment-text.ts';

interface AnnounceOptions {
  readonly until: string;
}

export function addAnnounceExpiriesCommand(cli: CommandLine): void {
  cli
    .command(
      'announce-expiries',
      'Write one event for each hold or offer that ran out, for those who listen. Balances do not need it.',
      ['announce-expiries --until 2026-11-30'],
    )
    .requiredOption('--until <time>', 'those that ran out at or before this moment')
    .action(
      cli.onHouse<AnnounceOptions>({}, async ({ book, options, output, isJson }) => {
        const until = readMoment('--until', options.until);
        const announced = await book.announceExpiries(until);
        if (isJson) await output.print(jsonLine({ announced }));
        else await output.print(`Announced: ${announced} that ran out until ${momentText(until)}`);
        return EXIT.done;
      }),
    );
}
