import type { BookAhead, ClockReport } from '../../engine/clock/check-clock.ts';
import type { CommandLine } from '../command-line.ts';
import type { ConsoleOutput } from '../console-output.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { printableText } from '../printable-text.ts';
import { shellWord } from '../shell-word.ts';

interface DoctorOptions {
  readonly acceptClock?: boolean;
}

export function addDoctorCommand(cli: CommandLine): void {
  cli
    .command(
      'doctor',
      'Look at the clock, and for books that a wrong one has dated far ahead: what was recorded so, and how to go on.',
      ['doctor', 'doctor --accept-clock', 'doctor --house shop.db --json'],
    )
    .option(
      '--accept-clock',
      'the clock is right as it is: books that were dated ahead of it give moments from the present on',
    )
    .action(
      cli.onHouse<DoctorOptions>(
        { reads: ({ options }) => options.acceptClock !== true },
        async ({ house, options, output, isJson }) => {
          const accepted = options.acceptClock === true ? await house.acceptClock() : [];
          const report = await house.checkClock();
          if (isJson) await output.print(jsonLine({ ...report, accepted }));
          else await printReport(output, report, accepted);
          return report.booksAhead.some(({ isWaiting }) => isWaiting) ? EXIT.damaged : EXIT.done;
        },
      ),
    );
}

async function printReport(
  output: ConsoleOutput,
  { now, booksAhead }: ClockReport,
  accepted: readonly string[],
): Promise<void> {
  await output.print(`The clock reads ${momentText(now)}.`);
  for (const book of accepted) await output.print(`Book ${printableText(book)} goes on from there.`);
  for (const ahead of booksAhead) for (const line of linesOf(ahead)) await output.print(line);
  if (booksAhead.length === 0) await output.print('No book is dated ahead of it.');
  if (!booksAhead.some(({ isWaiting }) => isWaiting)) return;
  output.log(
    "Mend the clock if that is not the time. If it is: 'tallystick doctor --accept-clock'. Until then give --effective-at.",
  );
}

function linesOf({ book, assignedAt, recordedAt, isWaiting, after }: BookAhead): string[] {
  const name = printableText(book);
  const state =
    isWaiting && assignedAt !== null
      ? `it has given the moment ${momentText(assignedAt)}, so what comes without one is refused: clock_jumped`
      : `it goes on from the present, and says of all rows that they were recorded at ${momentText(recordedAt)}`;
  return [
    `Book ${name} is dated ahead: ${state}.`,
    `  Recorded ahead is what stands behind number ${after}: tallystick events --book ${shellWord(book)} --after ${after}`,
  ];
}
