/** Rows of numbers as text, so that tables stay readable: `rows('1 1 10 5 9 | 2 1 10 5 3 1')`. */
export function rows(text: string): number[][] {
  return text.trim() === '' ? [] : text.split('|').map(row);
}

/** One row; `-` and the like are not numbers and are refused. */
export function row(text: string): number[] {
  const numbers = text.trim() === '' ? [] : text.trim().split(/ +/).map(Number);
  if (!numbers.every(Number.isSafeInteger)) throw new Error(`not a row of integers: ${text}`);
  return numbers;
}

/** Rows of rows, one refund's answer each: `answers('9 5 | 10 5 ; ; 4 1')`. */
export function answers(text: string): number[][][] {
  return text.split(';').map(rows);
}
