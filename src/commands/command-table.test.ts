import { expect, test } from 'vitest';
import { ENTRIES, FIELDS } from './command-table.ts';

test('a name means the same in all kinds of commands', () => {
  for (const [kind, { fields, redefines = [] }] of ENTRIES) {
    for (const [name, { form, names, side }] of Object.entries(fields)) {
      expect({ form, names, side }, `${kind}.${name}`).toEqual({
        form: FIELDS[name]?.form,
        names: FIELDS[name]?.names,
        side: FIELDS[name]?.side,
      });
    }
    for (const name of redefines) expect(fields[name]?.names, `${kind}.${name}`).toBeDefined();
  }
});
