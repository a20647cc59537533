import { type ImportGroup, REPORT_LINES_MAX, REPORT_MESSAGES_MAX } from './import-options.ts';

/** Rows of one kind: how many, and the lines of the first. */
export class LineGroup implements ImportGroup {
  readonly lines: number[] = [];
  count = 0;

  add(line: number): void {
    this.count += 1;
    if (this.lines.length < REPORT_LINES_MAX) this.lines.push(line);
  }
}

/** Rows by what came of them, in bounded memory. */
export class LineGroups {
  readonly #groups = new Map<string, LineGroup>();

  add(name: string, line: number): void {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new LineGroup();
      this.#groups.set(name, group);
    }
    group.add(line);
  }

  /** Adds a row by what is wrong with it; of that, without the value, which may be another one in each row. */
  addMessage(message: string, line: number): void {
    const said = message.replace(/, got .*$/s, '');
    const isKnown = this.#groups.has(said) || this.#groups.size < REPORT_MESSAGES_MAX;
    this.add(isKnown ? said : 'something else', line);
  }

  /** The largest groups first. */
  list(): (readonly [name: string, group: ImportGroup])[] {
    return [...this.#groups].sort(([, a], [, b]) => b.count - a.count);
  }
}
