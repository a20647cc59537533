import type { HouseInput } from '../house/house-input.ts';
import { SeededChoices } from './house-random.ts';

export const HISTORY_ACCOUNTS = ['a', 'b', 'c'] as const;

/** Commands for a long history on few accounts, most of them in order of time and some late or dated ahead. */
export function* longHistory(seed: number, length: number): Generator<HouseInput> {
  const choices = new SeededChoices(seed);
  const holds: string[] = [];
  for (const account of HISTORY_ACCOUNTS) {
    yield {
      kind: 'open_account',
      id: `open ${account}`,
      account,
      asset: 'GBP/2',
      effectiveAt: 0,
      floor: null,
    };
  }
  for (let i = 0; i < length; i += 1) {
    const account = choices.pick(HISTORY_ACCOUNTS);
    const other = choices.pick(['world', ...HISTORY_ACCOUNTS]);
    const amount = BigInt(1 + choices.below(9));
    const now = 1 + Math.floor(i / 3);
    // Quiet times come between busy ones: what is very late, or dated ahead, costs checkpoints.
    const isBusy = i % 800 > 550;
    const late = choices.chance(isBusy ? 25 : 3) ? choices.below(choices.below(60) === 0 ? now >> 2 : 9) : 0;
    const effectiveAt = now - late + (isBusy && choices.chance(10) ? choices.below(60) : 0);
    const life = choices.chance(10) ? null : effectiveAt + choices.below(50);
    const common = { id: `${i}`, effectiveAt };
    const meant = holds.length === 0 ? 'none' : choices.pick(holds.slice(-6));
    switch (choices.below(9)) {
      case 0:
      case 1:
        holds.push(`h${i}`);
        yield { kind: 'hold', ...common, hold: `h${i}`, account, amount, expiresAt: life };
        break;
      case 2:
        if (choices.chance(30))
          yield { kind: 'adjust_hold', ...common, hold: meant, amount, expiresAt: life };
        else
          yield {
            kind: 'capture',
            ...common,
            hold: meant,
            ...(choices.chance(50) ? { amount, over: true } : {}),
          };
        break;
      case 3:
        yield { kind: 'release', ...common, hold: meant };
        break;
      case 4:
        yield { kind: 'offer', ...common, offer: `h${i}`, from: account, to: other, amount, expiresAt: life };
        break;
      default:
        yield { kind: 'transfer', ...common, from: account, to: other, amount };
    }
  }
}
