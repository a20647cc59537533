/**
 * Any answer of a store as text: the same for equal answers only, whatever order the columns came in. Bytes are shown
 * as bytes and bigints as bigints, so neither passes for something alike; -0 is not 0.
 */
export function showRows(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return `${value}n`;
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      return value === null ? 'null' : showObject(value);
    default:
      return String(value);
  }
}

function showObject(value: object): string {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `[${value.map(showRows).join(',\n ')}]`;
  const columns = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${columns.map(([name, column]) => `${name}: ${showRows(column)}`).join(', ')}}`;
}
