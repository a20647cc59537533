import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { checkCommand } from '../../../src/commands/check-command.ts';
import {
  type CommandKind,
  ENTRIES,
  type ExpectationInput,
  type SingleCommand,
} from '../../../src/commands/command-table.ts';
import { checkExpectations } from '../../../src/commands/expectation.ts';

/** A command as a caller of a house writes it: the moment may be missing, clocks are plain objects. */
type Given<C> = {
  readonly [K in keyof C]: K extends 'clock'
    ? Counters
    : K extends 'expiry'
      ? Counters | null
      : K extends 'id'
        ? string
        : K extends 'command'
          ? Given<C[K]>
          : C[K];
};
type Counters = Readonly<Record<string, bigint>>;
type Undated<C> =
  C extends Extract<SingleCommand, { kind: CommandKind }>
    ? Omit<Given<C>, 'effectiveAt'> & { readonly effectiveAt?: number }
    : never;

export type SingleInput = Undated<SingleCommand>;
export interface GroupInput {
  readonly kind: 'atomic';
  readonly id?: string;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly private?: Readonly<Record<string, string>>;
  readonly expect?: readonly ExpectationInput[];
  readonly commands: readonly HouseInput[];
}
export type HouseInput = SingleInput | GroupInput;

/** Whether callers may give a command: what is in the table. What a house finds out by itself nobody gives it. */
export function mayBeGiven({ kind }: SingleCommand): boolean {
  return ENTRIES.has(kind);
}

/** A command of the kernel as a caller of a house writes it; without its moment when it is not kept. */
export function inputOf(command: SingleCommand, keepsMoment = true): SingleInput {
  const members = Object.entries(command)
    .filter(([name, value]) => value !== undefined && (keepsMoment || name !== 'effectiveAt'))
    .map(([name, value]) => [name, isClock(name, value) ? countersOf(value) : value]);
  return Object.fromEntries(members) as SingleInput; // The same members, clocks written out.
}

function isClock(name: string, value: unknown): value is Clock {
  return (name === 'clock' || name === 'expiry') && value !== null;
}

function countersOf({ ids, counters }: Clock): Counters {
  return Object.fromEntries(ids.map((id, i) => [id, counters[i] ?? 0n]));
}

/** The command that the kernel would be given for it, at a moment if it came without one, and without its id. */
export function commandOf(input: SingleInput, at: number): SingleCommand {
  const { id: _, ...body } = input;
  const effectiveAt = input.effectiveAt ?? at;
  return checkCommand({ ...body, effectiveAt }) as SingleCommand; // It is none of those that hold others.
}

/** The text that two requests share exactly when they ask for the same: everything but the request's own id. */
export function bodyOf(input: HouseInput): string {
  return canonicalText(bodyValue(input));
}

function bodyValue(input: HouseInput): unknown {
  if (input.kind !== 'atomic') return { ...commandOf(input, 0), effectiveAt: input.effectiveAt };
  const inner = input.commands.map((each) => [each.id ?? null, bodyValue(each)]);
  const expect = checkExpectations('expect', input.expect ?? []) ?? [];
  return {
    kind: input.kind,
    inner,
    expect,
    reference: input.reference ?? null,
    metadata: input.metadata ?? {},
  };
}

/** Whether anything in it waits for the engine to say when it takes effect. */
export function lacksMoment(input: HouseInput): boolean {
  if (input.kind !== 'atomic') return input.effectiveAt === undefined;
  return input.commands.some(lacksMoment);
}

/** The commands of a group and of groups inside it, in order. */
export function singlesIn(input: HouseInput): SingleInput[] {
  return input.kind === 'atomic' ? input.commands.flatMap(singlesIn) : [input];
}
