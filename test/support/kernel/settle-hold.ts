import type { AdjustHold, Capture, Release } from '../../../src/commands/hold-commands.ts';

/** What chance says of what is done with a hold. */
interface Chance {
  readonly kind: string;
  readonly amount: number;
  readonly life: number;
  readonly flags: number;
}

/** What is done with a hold, by chance. */
interface Settling {
  readonly hold: string;
  readonly effectiveAt: number;
  /** Whom a capture may pay. */
  readonly other: string;
  readonly unit: bigint;
}

/** A capture, adjustment or release of a hold. */
export function settleHold(
  { kind, amount, life, flags }: Chance,
  { hold, effectiveAt, other, unit }: Settling,
): Capture | AdjustHold | Release {
  if (kind === 'release') return { kind: 'release', effectiveAt, hold };
  if (kind === 'adjust_hold') {
    // More or less, for longer or shorter; now and then no longer than until now.
    return {
      kind: 'adjust_hold',
      effectiveAt,
      hold,
      ...(flags % 3 === 0 ? {} : { amount: BigInt(amount) * unit }),
      ...(flags % 3 === 1 ? {} : { expiresAt: life === 7 ? null : effectiveAt + 2 * life }),
    };
  }
  const isOver = flags % 4 === 1 ? { over: true } : {};
  return {
    kind: 'capture',
    effectiveAt,
    hold,
    ...(flags % 3 === 0 ? {} : { amount: BigInt(Math.ceil(amount / 2)) * unit, ...isOver }),
    ...(flags % 5 === 0 ? { final: true } : {}),
    ...(flags % 7 < 2 ? { to: other } : {}),
  };
}
