// npx node test/vectors/golden/write-journals.ts: writes journals.json anew, which is read as a diff before it is committed. What
// stands in it may only grow: houses of before hold these texts and links.
import { writeFileSync } from 'node:fs';
import { GOLDEN_FILE, goldenJournals } from './golden-journals.ts';

writeFileSync(GOLDEN_FILE, `${JSON.stringify(await goldenJournals('memory:'), undefined, 2)}\n`);
