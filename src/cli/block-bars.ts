/** From an eighth of a cell to a whole one, from the left. */
const PARTS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;
/** From an eighth of a cell to a whole one, from below. */
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** A cell of a bar that stands for less than nothing. */
const BELOW = '░';
const NOTHING = '·';

/** The greatest distance of any count from 0: what the longest bar stands for. */
export function greatestOf(counts: readonly bigint[]): bigint {
  return counts.reduce((greatest, count) => (distance(count) > greatest ? distance(count) : greatest), 0n);
}

/**
 * A bar for a count, `width` cells long where the count is the greatest; a lighter one for a count below 0. Exact to an
 * eighth of a cell, rounded, and never empty where there is something. 0 has none.
 */
export function barText(count: bigint, greatest: bigint, width: number): string {
  if (count === 0n || greatest === 0n) return '';
  if (count < 0n) return BELOW.repeat(Math.max(1, Math.round(shareOf(count, greatest, width * 8) / 8)));
  const eighths = Math.max(1, shareOf(count, greatest, width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (PARTS[(eighths % 8) - 1] ?? '');
}

/** A cell for each count, as high as its share of the greatest; a dot for 0, and a light cell for what is below it. */
export function sparkText(counts: readonly bigint[], greatest: bigint): string {
  return counts
    .map((count) => {
      if (count === 0n || greatest === 0n) return NOTHING;
      if (count < 0n) return BELOW;
      return LEVELS[Math.max(1, shareOf(count, greatest, 8)) - 1] ?? '█';
    })
    .join('');
}

/** How many of `parts` a count has a right to, rounded. What is greater than the greatest has all. */
function shareOf(count: bigint, greatest: bigint, parts: number): number {
  const doubled = (distance(count) * BigInt(parts) * 2n) / greatest;
  return Math.min(parts, Number((doubled + 1n) / 2n));
}

function distance(count: bigint): bigint {
  return count < 0n ? -count : count;
}
