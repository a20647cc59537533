import { omitUndefined } from '../../base/plain-object.ts';
import { type CommandLine, countersOf } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';
import { fromOption, toOption } from './count-options.ts';

interface BackfillOptions {
  readonly from?: number;
  readonly to?: number;
  readonly admitLate?: boolean;
}

export function addCountBackfillCommand(cli: CommandLine): void {
  cli
    .command(
      'count backfill',
      "Rebuild a counter's buckets from its log, while it goes on counting; with --admit-late count what came too late, too.",
      ['count backfill orders', 'count backfill orders --from 2026-11-01 --to 2026-11-07 --admit-late'],
    )
    .argument('<counter>', 'its name')
    .addOption(fromOption('all'))
    .addOption(toOption('all'))
    .option('--admit-late', 'count the events in quarantine')
    .action(
      cli.onHouse<BackfillOptions>({}, async (run) => {
        const { options, output } = run;
        const [counter = ''] = run.words;
        const { from, to, admitLate } = options;
        const answer = await countersOf(run).backfill({ counter, ...omitUndefined({ from, to, admitLate }) });
        if (run.isJson) await output.print(countsLine(answer));
        else if (answer.ok) {
          const late = options.admitLate === true ? `, ${answer.admitted} late ones admitted` : '';
          await output.print(
            `Done: count backfill ${printableText(counter)}, ${answer.events} events${late}`,
          );
        } else {
          const { reason, message, remedy } = answer;
          const next = reason === 'counter_unknown' ? "See 'tallystick count status'." : remedy;
          output.log(`Refused: count backfill: ${message} (${printableText(counter)}). ${next}`);
        }
        return answer.ok ? EXIT.done : EXIT.refused;
      }),
    );
}
