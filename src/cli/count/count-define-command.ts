import { omitUndefined } from '../../base/plain-object.ts';
import { type CommandLine, countersOf } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';
import { readWhole } from '../shared-options.ts';
import { readSpan } from '../span-text.ts';
import { HORIZON_HELP, readHorizon } from './count-options.ts';
import { definitionText } from './counter-facts.ts';

interface DefineOptions {
  readonly granularities?: string;
  readonly horizon?: string;
  readonly skew?: string;
  readonly slots?: string;
}

export function addCountDefineCommand(cli: CommandLine): void {
  cli
    .command(
      'count define',
      'Say what a counter is, best before it counts; what is not said stays. It makes the house when there is none.',
      [
        'count define orders --horizon any',
        'count define clicks --granularities 10s,1m,1h --skew 30s --slots 4',
      ],
    )
    .argument('<counter>', 'its name')
    .option('--granularities <lengths>', 'the sizes of its buckets, such as 1m,1h,1d')
    .option('--horizon <length>', HORIZON_HELP)
    .option('--skew <length>', 'how far ahead of the present an event may be')
    .option('--slots <number>', 'over how many rows a bucket is spread at least')
    .action(
      cli.onHouse<DefineOptions>(
        { creates: () => true, check: ({ options }) => void readOptions(options) },
        async (run) => {
          const { output, isJson } = run;
          const [counter = ''] = run.words;
          const answer = await countersOf(run).define({ counter, ...readOptions(run.options) });
          if (isJson) await output.print(countsLine(answer));
          else if (answer.ok) await output.print(definitionText(answer.definition));
          else {
            output.log(
              `Refused: count define: ${answer.message} (${printableText(counter)}). ${answer.remedy}`,
            );
          }
          return answer.ok ? EXIT.done : EXIT.refused;
        },
      ),
    );
}

function readOptions({ granularities, horizon, skew, slots }: DefineOptions) {
  return omitUndefined({
    granularities: granularities?.split(',').map((text) => readSpan('--granularities', text)),
    horizon: horizon === undefined ? undefined : readHorizon(horizon),
    skew: skew === undefined ? undefined : readSpan('--skew', skew),
    slots: slots === undefined ? undefined : readWhole('--slots', slots, 1),
  });
}
