import { WORLD } from '../../commands/field.ts';
import { compareInstants, type Instant } from '../../kernel/time/instant.ts';
import type { StoredAccount } from '../../store/row-kinds.ts';
import { LAST_ORDER } from './sums-from-store.ts';

/** Of the lives of an account id, the one that it means just after everything at a moment, as known by an event. */
export function lifeAt(
  lives: readonly StoredAccount[],
  options: {
    readonly at: number;
    readonly knownBy?: number | undefined;
    readonly asset?: string | undefined;
  },
): StoredAccount | undefined {
  const { at, knownBy, asset } = options;
  const place = { at, order: LAST_ORDER };
  return lives.find((life) => (life.id === WORLD ? life.asset === asset : livesAt(life, place, knownBy)));
}

/** Whether a life has begun and not ended at a place, as known by an event. The world lives always. */
export function livesAt(life: StoredAccount, place: Instant, knownBy = LAST_ORDER): boolean {
  if (life.id === WORLD) return true;
  const opened = { at: life.openedAt, order: life.openedOrder };
  if (seqOf(opened) > knownBy || compareInstants(opened, place) > 0) return false;
  if (life.endedAt === null || life.endedOrder === null) return true;
  const ended = { at: life.endedAt, order: life.endedOrder };
  return seqOf(ended) > knownBy || compareInstants(place, ended) < 0;
}

/** The event that happens at a place, or that began what runs out there. */
export function seqOf({ order }: { readonly order: number }): number {
  return Math.floor(Math.abs(order) / 2);
}
