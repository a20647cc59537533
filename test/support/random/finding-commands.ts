import type { CommandInput } from '../../../src/commands/command-table.ts';
import { WORLD } from '../../../src/commands/field.ts';
import type { SeededChoices } from './house-random.ts';

export const FINDING_ACCOUNTS = ['a', 'b', 'c', 'd'] as const;
const ACCOUNTS = FINDING_ACCOUNTS;

/** Commands of all kinds on few accounts, whose lives end and begin; some come late and some are dated ahead. */
export class FindingCommands {
  readonly #choices: SeededChoices;
  #count = 0;

  constructor(choices: SeededChoices) {
    this.#choices = choices;
  }

  /** Some say what they are about. */
  #about(): { reference?: string; metadata?: Record<string, string> } {
    const choices = this.#choices;
    return {
      ...(choices.chance(25) ? { reference: choices.pick(['r1', 'r2', 'r3']) } : {}),
      ...(choices.chance(25)
        ? { metadata: { shop: choices.pick(['x', 'y']), till: choices.pick(['1', '2']) } }
        : {}),
    };
  }

  /** The next one, at about a moment. */
  next(now: number): CommandInput {
    const choices = this.#choices;
    const [account, other] = [choices.pick(ACCOUNTS), choices.pick([...ACCOUNTS, WORLD])];
    this.#count += 1;
    const id = `${this.#count}`;
    const at = now + (choices.chance(20) ? choices.below(60) - 30 : 0);
    const expiresAt = choices.chance(30) ? null : at + 1 + choices.below(60);
    const common = { id: `id ${id}`, effectiveAt: at, ...this.#about() };
    const meant = `${1 + choices.below(this.#count)}`;
    switch (choices.below(15)) {
      case 0:
      case 1:
        return {
          kind: 'hold',
          ...common,
          hold: choices.chance(20) ? 'again' : id,
          account,
          amount: 3n,
          expiresAt,
        };
      case 2:
        return { kind: 'capture', ...common, hold: choices.chance(20) ? 'again' : meant };
      case 3:
        if (choices.chance(40)) return { kind: 'adjust_hold', ...common, hold: meant, amount: 2n, expiresAt };
        return { kind: 'release', ...common, hold: meant };
      case 4:
      case 5:
        return { kind: 'offer', ...common, offer: id, from: account, to: other, amount: 2n, expiresAt };
      case 6:
        return { kind: choices.pick(['accept', 'decline'] as const), ...common, offer: meant, account };
      case 7:
        return { kind: 'pay', ...common, payment: id, account, amount: 5n };
      case 8:
        return { kind: 'grant', ...common, credit: id, account, amount: 5n, expiry: null };
      case 9:
        return {
          kind: 'record_import',
          ...common,
          source: choices.pick(['bank', 'shop']),
          fileHash: id,
          mappingHash: 'm',
          rows: 1,
          firstAt: null,
          lastAt: null,
        };
      case 10:
        return {
          kind: 'atomic',
          id: common.id,
          ...this.#about(),
          commands: Array.from({ length: 1 + choices.below(3) }, () => withoutId(this.next(now))),
        };
      case 11:
        // A life ends from time to time, and another one of its id begins.
        if (choices.chance(50)) return openingOf(account, now);
        if (choices.chance(40)) return { kind: 'update_account', ...common, account };
        return choices.chance(50)
          ? { kind: 'merge', ...common, from: account, into: choices.pick(ACCOUNTS) }
          : { kind: 'close_account', ...common, account };
      default:
        return {
          kind: 'transfer',
          ...common,
          from: account,
          to: other,
          amount: BigInt(1 + choices.below(9)),
        };
    }
  }
}

export function openingOf(account: string, effectiveAt: number): CommandInput {
  return { kind: 'open_account', account, asset: 'GBP/2', floor: null, effectiveAt };
}

/** Groups inside of groups have no id. */
function withoutId(command: CommandInput): CommandInput {
  if (command.kind !== 'atomic') return command;
  const { id: _, ...group } = command;
  return group;
}
