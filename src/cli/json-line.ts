/**
 * One line of JSON. Amounts and counters (every bigint) are decimal strings, so that no reader rounds them; bytes
 * are hexadecimal; moments stay integers of milliseconds. What is undefined is left out.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return member.toString();
    if (member instanceof Uint8Array) return Buffer.from(member).toString('hex');
    if (member instanceof Map) return Object.fromEntries(member);
    return member;
  });
}
