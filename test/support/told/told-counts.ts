import type { AcrossAsk } from '../across/across-commands.ts';
import type { HouseInput } from '../house/house-input.ts';
import type { ScriptStep } from '../random/house-plan.ts';
import type { Told, ToldStep } from './tell-step.ts';

/** How often what was asked for, and what came of it: whoever tests nothing must see that. */
export class ToldCounts {
  /** By what and outcome, `ways: bulk`, `times: late` and `transfer: accepted` among them. */
  readonly counts: Map<string, number>;
  readonly #seen = new Set<string>();

  constructor(counts: Iterable<readonly [string, number]> = []) {
    this.counts = new Map(counts);
  }

  /** Adds one step with what it told, at a moment. */
  add(step: ToldStep, told: readonly Told[], now: number): void {
    switch (step.do) {
      case 'ask':
      case 'crowd':
      case 'bulk':
      case 'retry':
      case 'dry':
      case 'as':
        this.#count(`ways: ${step.do}`, told.flatMap(({ asked = [] }) => asked).length);
        for (const each of told) this.#addAsked(each, now, step.do !== 'dry');
        return;
      case 'across':
        for (const [i, ask] of step.asks.entries()) this.#addAcross(ask, told[i]?.told, now);
        return;
      case 'transaction':
        this.#addTransaction(step.steps, told[0]?.told, step.ending);
        return;
      default:
        this.#count(`ways: ${step.do}`);
    }
  }

  /** Adds what another has counted. */
  addAll(others: Iterable<readonly [string, number]>): void {
    for (const [name, count] of others) this.#count(name, count);
  }

  #addAsked({ asked = [], told }: Told, now: number, isRecorded: boolean): void {
    for (const [i, { book, input }] of asked.entries()) {
      this.#addInput(input, Array.isArray(told) ? told[i] : told, now);
      if (input.id === undefined || !isRecorded) continue;
      const name = `${book} ${input.id}`;
      if (this.#seen.has(name)) this.#count('times: asked again');
      this.#seen.add(name);
    }
  }

  #addInput(input: HouseInput, answer: unknown, now: number): void {
    this.#count(`${input.kind}: ${outcomeOf(answer)}`);
    if (input.kind === 'atomic') {
      for (const each of input.commands) this.#addInput(each, 'inside', now);
    } else if (input.effectiveAt !== undefined && input.effectiveAt !== now) {
      this.#count(input.effectiveAt < now ? 'times: late' : 'times: ahead');
    }
  }

  #addAcross(ask: AcrossAsk, answer: unknown, now: number): void {
    this.#count(`ways: across, ${ask.do}`);
    if (ask.do === 'plain') this.#addInput(ask.input, answer, now);
    else this.#count(`${ask.do} on several books: ${outcomeOf(answer)}`);
    if (ask.do === 'group') for (const each of ask.commands) this.#addInput(each, 'inside', now);
  }

  #addTransaction(steps: readonly ScriptStep[], told: unknown, ending: string): void {
    this.#count('ways: transaction');
    const answer = (told as { answer?: unknown } | null)?.answer ?? told;
    const isOpen = typeof answer !== 'object' || answer === null || !('ok' in answer);
    this.#count(`transaction: ${isOpen && ending !== 'commit' ? ending : outcomeOf(answer)}`);
    const { seen, value } = (told ?? {}) as { seen?: unknown; value?: { seen?: unknown } };
    this.#addScript(steps, seen ?? value?.seen);
  }

  #addScript(steps: readonly ScriptStep[], seen: unknown): void {
    for (const [i, step] of steps.entries()) {
      const answer: unknown = Array.isArray(seen) ? seen[i] : undefined;
      if (step.do === 'nest') this.#addScript(step.steps, answer);
      else if (step.do === 'run') this.#count(`${step.input.kind}: ${outcomeOf(answer, 'inside')}`);
      this.#count(`in transactions: ${step.do}`);
    }
  }

  #count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }
}

function outcomeOf(answer: unknown, otherwise = 'none'): string {
  if (typeof answer === 'string')
    return answer.startsWith('threw ') ? (answer.split(/[ :]/)[2] ?? '') : answer;
  const { ok, reason } = (answer ?? {}) as { ok?: boolean; reason?: string };
  if (ok === undefined) return otherwise;
  return ok ? 'accepted' : (reason ?? 'refused');
}

/** One line for each thing that was asked for, with how often each came of it. */
export function showCounts(counts: Iterable<readonly [string, number]>): string {
  const lines = new Map<string, { readonly outcome: string; readonly count: number }[]>();
  for (const [name, count] of counts) {
    const [what = '', outcome = ''] = name.split(': ');
    lines.set(what, [...(lines.get(what) ?? []), { outcome, count }]);
  }
  return [...lines.keys()]
    .sort()
    .map((what) => {
      const most = (lines.get(what) ?? []).sort((one, other) => other.count - one.count);
      return `${what}: ${most.map(({ outcome, count }) => `${outcome} ${count}`).join(', ')}`;
    })
    .join('\n');
}
