import { NodeProcess } from './node-process.ts';

/** A process with a clock of its own, and a house open. */
export class ClockProcess {
  readonly #process: NodeProcess;
  readonly #waiting: ((line: string) => void)[];

  private constructor(process: NodeProcess, waiting: ((line: string) => void)[]) {
    this.#process = process;
    this.#waiting = waiting;
  }

  static async start(url: string, skewMs: number): Promise<ClockProcess> {
    const waiting: ((line: string) => void)[] = [];
    const hear = (line: string): void => waiting.shift()?.(line);
    const process = await NodeProcess.start('nodes/clock-child.ts', [url, String(skewMs)], hear);
    return new ClockProcess(process, waiting);
  }

  /** Tells it to do something, and answers what it says. */
  async ask(what: object): Promise<Record<string, unknown>> {
    const said = new Promise<string>((hear) => this.#waiting.push(hear));
    this.#process.tell(JSON.stringify(what));
    return JSON.parse(await said);
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }
}
