import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { houseIn, inFolder } from './house-folder.ts';

const FOLDER = join(import.meta.dirname, 'old-houses');

/** Does something with a copy of a house as an earlier version of the package left it: its url. */
export async function withOldHouse<T>(name: string, work: (url: string) => Promise<T>): Promise<T> {
  return await inFolder(async (folder) => {
    writeFileSync(join(folder, 'house.db'), gunzipSync(readFileSync(join(FOLDER, `${name}.db.gz`))));
    return await work(houseIn(folder));
  });
}
