import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { mayMount, runWithMounts } from '../support/crash/own-mounts.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';

const PROGRAM = join(import.meta.dirname, '../support/crash/house-full-disk-child.ts');
const OWN_FILE_SYSTEM = 'mount -t tmpfs -o size=3m none "$1" && exec "$0" "$2" "$1" makes-room';

interface Report {
  readonly rounds: number;
  readonly codes: readonly string[];
  readonly answered: number;
  readonly whileFull: number;
  readonly repeats?: number;
  readonly afterwards?: number;
  readonly isSound?: boolean;
}

// The disk of a PostgreSQL server is the server's: to a house, one that is full is a store that fails, as any other.
test('a disk that is full: whoever asks is told, nothing is lost or half done, and with room again it goes on', async (context) => {
  await inFolder(async (folder) => {
    if (!mayMount(folder)) return context.skip('this machine lets nobody mount a small disk');
    const report: Report = JSON.parse(runWithMounts(OWN_FILE_SYSTEM, process.execPath, folder, PROGRAM));
    const { rounds, codes, answered, whileFull, repeats, afterwards, isSound } = report;
    expect(new Set(codes)).toEqual(new Set(['store_failed']));
    expect(whileFull).toBe(answered);
    // All that had been answered was answered as before, and the rest for the first time.
    expect(repeats).toBe(answered);
    expect(afterwards).toBe(rounds * 40);
    expect(isSound).toBe(true);
  });
});

test('a file that may not grow: the same, and the next process finds all that was answered', async () => {
  await inFolder(async (folder) => {
    // In blocks of 512 bytes.
    const script = 'ulimit -f 1200 && exec "$0" "$1" "$2"';
    const said = execFileSync('sh', ['-c', script, process.execPath, PROGRAM, folder], { encoding: 'utf8' });
    const { codes, answered, whileFull }: Report = JSON.parse(said);
    // What could not be written was not committed: that is known, and the house goes on.
    expect(new Set(codes)).toEqual(new Set(['store_failed']));
    expect(codes.length).toBe(3);
    expect(whileFull).toBe(answered);
    const house = await open(houseIn(folder), { announceExpiries: false });
    const transfers = (await allEvents(house.book('main'))).filter(({ kind }) => kind === 'transfer');
    expect(transfers).toHaveLength(answered);
    await checkSound(house);
    await house.close();
  });
});
