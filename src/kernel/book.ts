import type { Atomic, Command, SingleCommand } from '../commands/command-table.ts';
import type { RunSchedule } from '../commands/own-command.ts';
import { checkGroupExpected } from './account/check-expected.ts';
import { applyEvent } from './apply-event.ts';
import type { Event } from './apply-rows.ts';
import { type BookOptions, BookState } from './book-state.ts';
import { decideCommand } from './decide-command.ts';
import type { Rejection } from './rejection.ts';
import { dueCommand, isMissed, scheduleOutcome } from './schedule/run-schedule.ts';

/** A check of the caller's own: it runs for each single command, in its turn, before any rule. */
export type OwnCheck = (command: SingleCommand) => Rejection | undefined;

/** What running a command came to. */
export type Outcome =
  | { readonly ok: true; readonly events: readonly Event[] }
  | {
      readonly ok: false;
      readonly rejection: Rejection;
      /** Where in nested groups the refused command stands: an index for each depth. Empty: the command itself. */
      readonly path: readonly number[];
    };

/** How far a group has come: which of its commands is next. */
interface Progress {
  readonly commands: readonly Command[];
  next: number;
}

/**
 * One book in memory: commands in, events or rejections out, with layers that nest to any depth. It checks
 * no shapes: give it what checkCommand returned, or commands built by code that checked its own input.
 */
export class Book {
  readonly state: BookState;

  constructor(options?: BookOptions) {
    this.state = new BookState(options);
  }

  /** Decides one command and applies what follows. A rejection changes nothing. */
  execute(command: SingleCommand, check?: OwnCheck): Event | Rejection {
    const decision = check?.(command) ?? decideCommand(this.state, command);
    if (decision.kind !== 'rejected') applyEvent(this.state, decision);
    return decision;
  }

  /** Runs a command or a group of them, nested to any depth; each group does everything or nothing. */
  run(command: Command | RunSchedule, check?: OwnCheck): Outcome {
    if (command.kind === 'run_schedule') return this.#runSchedule(command, check);
    if (command.kind === 'atomic') return this.#runGroup(command, check);
    const decision = this.execute(command, check);
    if (decision.kind === 'rejected') return { ok: false, rejection: decision, path: [] };
    return { ok: true, events: [decision] };
  }

  /** Carries out a schedule that is due: its command, where it may be, and what came of it. */
  #runSchedule(run: RunSchedule, check?: OwnCheck): Outcome {
    const command = dueCommand(this.state, run);
    if (command.kind === 'rejected') return { ok: false, rejection: command, path: [] };
    const decision = isMissed(this.state, run) ? 'missed' : this.execute(command, check);
    const isDone = decision !== 'missed' && decision.kind !== 'rejected';
    const outcome = scheduleOutcome(this.state, run, isDone ? 'done' : decision);
    applyEvent(this.state, outcome);
    return { ok: true, events: isDone ? [decision, outcome] : [outcome] };
  }

  // A loop over its own stack, because groups may nest deeper than calls can.
  #runGroup(group: Atomic, check?: OwnCheck): Outcome {
    const { undo } = this.state;
    const events: Event[] = [];
    const failed = checkGroupExpected(this.state, group);
    if (failed !== undefined) return { ok: false, rejection: failed, path: [] };
    const groups: Progress[] = [{ commands: group.commands, next: 0 }];
    undo.begin();
    for (let inner = groups.at(-1); inner !== undefined; inner = groups.at(-1)) {
      const command = inner.commands[inner.next];
      if (command === undefined) {
        groups.pop();
        continue;
      }
      inner.next += 1;
      const isGroup = command.kind === 'atomic';
      const decision = isGroup ? checkGroupExpected(this.state, command) : this.execute(command, check);
      if (decision?.kind === 'rejected') {
        undo.rollback();
        return { ok: false, rejection: decision, path: groups.map(({ next }) => next - 1) };
      }
      if (isGroup) groups.push({ commands: command.commands, next: 0 });
      else if (decision !== undefined) events.push(decision);
    }
    undo.commit();
    return { ok: true, events };
  }

  /** Applies a fact decided earlier, as when a book is rebuilt from its events. */
  replay(event: Event): void {
    applyEvent(this.state, event);
  }

  /** Opens a layer. Everything until its commit or rollback belongs to it. */
  begin(): void {
    this.state.undo.begin();
  }

  /** Folds the latest layer into the one outside it; false when none is open. */
  commit(): boolean {
    return this.state.undo.commit();
  }

  /** Undoes exactly the latest layer; false when none is open. */
  rollback(): boolean {
    return this.state.undo.rollback();
  }
}
