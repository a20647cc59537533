// node test/support/house/house-copy-child.ts backup|restore FROM TO: copies a house, over what is there, until it is done or killed.
import { backup, restore } from '../../../src/engine/backup-house.ts';

const [, , what = '', from = '', to = ''] = process.argv;
process.stdout.write('ready\n');
await (what === 'backup' ? backup(from, to, { overwrite: true }) : restore(from, to, { overwrite: true }));
process.stdout.write('done\n');
