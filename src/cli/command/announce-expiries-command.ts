import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { MomentOption } from '../moment-option.ts';
import { momentText } from '../moment-text.ts';
import { ACTOR } from '../shared-options.ts';

interface AnnounceOptions {
  readonly until: number;
}

export function addAnnounceExpiriesCommand(cli: CommandLine): void {
  cli
    .command(
      'announce-expiries',
      'Write one event for each hold or offer that ran out, for those who listen. Balances do not need it.',
      ['announce-expiries --until 2026-11-30'],
    )
    .addOption(
      new MomentOption(
        '--until <time>',
        'those that ran out at or before this moment; of a date: by its end',
        'last',
      ).makeOptionMandatory(),
    )
    .option(...ACTOR)
    .action(
      cli.onHouse<AnnounceOptions>({}, async ({ book, options, output, isJson }) => {
        const { until } = options;
        const announced = await book.announceExpiries(until);
        if (isJson) await output.print(jsonLine({ announced }));
        else await output.print(`Announced: ${announced} that ran out until ${momentText(until)}`);
        return EXIT.done;
      }),
    );
}
