import type { Capture } from '../../../src/commands/hold-commands.ts';

/** Now and then a command comes by force. */
export function byForce({ jitter }: { readonly jitter: number }): { readonly force?: true } {
  return jitter % 7 === 4 ? { force: true } : {};
}

/** So does a capture, and then it may come when its hold is over. */
export function captureByForce(
  move: { readonly jitter: number; readonly back: number },
  capture: Capture,
): Capture {
  const forced = byForce(move);
  const later = 'force' in forced ? move.back % 7 : 0;
  return { ...capture, effectiveAt: capture.effectiveAt + later, ...forced };
}
