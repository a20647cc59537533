import { expect, test } from 'vitest';
import { ENTRIES } from './command-table.ts';
import type { Field } from './field.ts';

/** What is said of a field; of a list of lines, what is said of the one thing that stands under its name elsewhere. */
function meaningOf({ form, names, side }: Field<unknown>): object {
  if (form === 'sources') return { form: 'text', names: 'account', side: 'from' };
  if (form === 'targets') return { form: 'text', names: 'account', side: 'to' };
  return { form: form === 'amountOrAll' ? 'amount' : form, names, side };
}

test('a name means the same in all kinds of commands', () => {
  const meanings = new Map<string, object>();
  for (const [kind, { fields, redefines = [] }] of ENTRIES) {
    for (const [name, field] of Object.entries(fields)) {
      const meaning = meaningOf(field);
      expect(meaning, `${kind}.${name}`).toEqual(meanings.get(name) ?? meaning);
      meanings.set(name, meaning);
    }
    for (const name of redefines) expect(fields[name]?.names, `${kind}.${name}`).toBeDefined();
  }
});
