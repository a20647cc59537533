/**
 * JSON of plain data, its members in the order in which they stand and without the undefined ones; bigints become
 * strings of decimal digits. Whoever reads it back knows from a member's name which strings are amounts.
 */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `"${value}"`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? listText(value) : membersText(value);
    default:
      return String(value);
  }
}

function listText(list: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < list.length; i += 1) text += i === 0 ? jsonText(list[i]) : `,${jsonText(list[i])}`;
  return `${text}]`;
}

function membersText(value: object): string {
  let text = '{';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${jsonText(member)}`;
  }
  return `${text}}`;
}

/** Makes bigints of the members of `object` that have one of the names and are there. */
export function reviveAmounts(object: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    const text = object[name];
    if (typeof text === 'string') object[name] = BigInt(text);
  }
}
