import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { SeededChoices } from '../support/random/house-random.ts';
import { isFound } from './audit-at.ts';
import { auditChanged, dumpOfFile, type SealedFile, sealFile } from './sealed-file.ts';
import { fillRandomly } from './sealed-house.ts';

const SEEDS = [1, 2, 3];
const FLIPS = 40;

/** Where something stands, or anywhere: most of a small file is room that is not used. */
function someOffset(choices: SeededChoices, { bytes }: SealedFile): number {
  for (;;) {
    const offset = choices.below(bytes.length);
    if (bytes[offset] !== 0 || choices.chance(2)) return offset;
  }
}

// Bytes are changed in a file only: those of a server are its own to guard, by checksums of its pages.
describe('one byte of the file is changed: it is found, or it was no data', () => {
  test.each(SEEDS)('seed %i', async (seed) => {
    await inFolder(async (folder) => {
      await fillRandomly(houseIn(folder), seed);
      const sealed = await sealFile(join(folder, 'house.db'));
      const choices = new SeededChoices(seed);
      let found = 0;
      for (let i = 0; i < FLIPS; i += 1) {
        const offset = someOffset(choices, sealed);
        const mask = choices.chance(50) ? 1 << choices.below(8) : 1 + choices.below(255);
        const audited = await auditChanged(folder, sealed.bytes, (file) => {
          const bytes = readFileSync(file);
          bytes[offset] = (bytes[offset] ?? 0) ^ mask;
          writeFileSync(file, bytes);
        });
        if (isFound(audited)) found += 1;
        else expect(await dumpOfFile(audited.file), `byte ${offset} ^ ${mask}`).toBe(sealed.dump);
      }
      expect(found).toBeGreaterThan(FLIPS / 3);
    });
  });
});
