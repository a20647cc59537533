import { importFile } from '../../src/cli/import/import-file.ts';
import { open } from '../../src/engine/open-house.ts';

/** Imports a file into a house, and says after each batch how far it is: `import-in-child.ts URL PATH`. */
const [url = '', path = ''] = process.argv.slice(2);
const house = await open(url, { announceExpiries: false });
const report = await importFile(house.book('b'), {
  path,
  batchSize: 100,
  onProgress: (_done, _total, { read }) => {
    process.stdout.write(`${read}\n`);
  },
});
await house.close();
process.stdout.write(`${JSON.stringify(report)}\n`);
