import { declaredType } from './column-values.ts';
import { tableOf } from './schema.ts';
import { statementsThatMake } from './table.ts';

/** What versions of the schema added from the nineteenth on; those before are in schema.ts. */

const TEXT = declaredType('text');
const INTEGER = declaredType('integer');

/** The groups and ranks of payments: the nineteenth. Tables that were just made have them. */
export function groupStatements(): string[] {
  const index = statementsThatMake([tableOf('payment')]).filter((text) =>
    text.includes('"payments_by_group"'),
  );
  return [
    ...[`"inGroup" ${TEXT}`, `"rank" ${INTEGER}`].map(
      (column) => `ALTER TABLE @payments ADD COLUMN IF NOT EXISTS ${column}`,
    ),
    ...index.map((text) => text.replace('CREATE INDEX', 'CREATE INDEX IF NOT EXISTS')),
  ];
}
