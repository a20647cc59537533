import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type MeasuredRun, runInTurn } from './measured-run.ts';

const APPEND_BYTES = 4_096;

/** What the disk can do, without any of us: appends of 4 KB, each made durable before the next. */
export async function measureDisk(folder: string, appends: number): Promise<MeasuredRun> {
  const file = openSync(join(folder, 'disk'), 'a');
  const bytes = Buffer.alloc(APPEND_BYTES, 1);
  try {
    return await runInTurn(
      appends,
      () => bytes,
      async (block) => {
        writeSync(file, block);
        fdatasyncSync(file);
      },
    );
  } finally {
    closeSync(file);
  }
}
