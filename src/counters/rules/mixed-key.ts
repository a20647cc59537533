/** Two lanes of 32 bits, mixed from texts: not for secrets, and not for anything that must be exact. */
const lanes = new Int32Array(2);

function mix(first: string, second: string): void {
  let a = 0x2f0b4c47;
  let b = 0x41c6ce57;
  for (let i = 0; i < first.length; i += 1) {
    const unit = first.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  // No unit has this value, so that ("a", "b") and ("ab", "") differ.
  a = Math.imul(a ^ 0x10000, 0x9e3779b1);
  b = Math.imul(b ^ 0x10000, 0x5f356495);
  for (let i = 0; i < second.length; i += 1) {
    const unit = second.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  const c = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  const d = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  lanes[0] = c ^ (c >>> 15);
  lanes[1] = d ^ (d >>> 15);
}

/**
 * Eight characters up to U+00FF that stand for two texts: 64 bits. Filters and sketches get these instead of ids: short,
 * alike in length, and with nothing above U+00FF, which the hash of some libraries mixes up.
 */
export function mixedKey(first: string, second: string): string {
  mix(first, second);
  const [a = 0, b = 0] = lanes;
  return String.fromCharCode(
    a & 255,
    (a >>> 8) & 255,
    (a >>> 16) & 255,
    a >>> 24,
    b & 255,
    (b >>> 8) & 255,
    (b >>> 16) & 255,
    b >>> 24,
  );
}

/** A number from 0 to 2^32 - 1 for a text. */
export function mixedNumber(text: string): number {
  mix('', text);
  return (lanes[0] ?? 0) >>> 0;
}
