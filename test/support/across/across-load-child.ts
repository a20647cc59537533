// node test/support/across/across-load-child.ts URL SEED PREFIX LOG: a process that keeps a house busy with groups on several
// books until it is killed. It says `ready` when all is loaded, and begins when it is told to by a line.
import { openSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { open } from '../../../src/engine/open-house.ts';
import { SeededChoices } from '../random/house-random.ts';
import { askHouse } from './across-commands.ts';
import { acrossLoadAsk, acrossLoadBeginnings, writeAcrossLine } from './across-load.ts';

const [url = '', seed = '1', prefix = '', logPath = ''] = process.argv.slice(2);
const log = openSync(logPath, 'a');
const choices = new SeededChoices(Number(seed));
const CALLERS = 6;
let asked = 0;

process.stdin.once('data', () => {
  keepBusy().catch((error: unknown) => {
    writeAcrossLine(log, { do: 'failed', text: error instanceof Error ? `${error.stack}` : `${error}` });
    process.exit(1);
  });
});
// It is killed, so what was compiled has to be kept now.
flushCompileCache();
process.stdout.write('ready\n');

async function keepBusy(): Promise<never> {
  const house = await open(url, { announceExpiries: false });
  for (const ask of acrossLoadBeginnings()) await askHouse(house, ask);
  const serve = async (): Promise<never> => {
    for (;;) {
      asked += 1;
      const ask = acrossLoadAsk(`${prefix}-${asked}`, choices);
      writeAcrossLine(log, { do: 'ask', ask });
      writeAcrossLine(log, { do: 'ack', answer: await askHouse(house, ask) });
    }
  };
  return Promise.race(Array.from({ length: CALLERS }, serve));
}
