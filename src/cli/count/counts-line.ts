/** One line of JSON of an answer of counters, in which no number is an amount: a bigint is a text of digits. */
export function countsLine(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return member.toString();
    if (member instanceof Map) return Object.fromEntries(member);
    return member;
  });
}
