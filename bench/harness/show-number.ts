/** `1,234,567`: a whole number with its thousands apart. */
export function showCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** About three digits: `0.0123`, `4.56`, `789`, `12,345`. */
export function showNumber(value: number): string {
  return Math.abs(value) >= 100 ? showCount(value) : String(Number(value.toPrecision(3)));
}

/** `1.25x`. */
export function showRatio(ratio: number): string {
  return `${ratio >= 100 ? showCount(ratio) : ratio.toFixed(2)}x`;
}
