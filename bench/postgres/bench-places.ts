import type { BenchServer } from './bench-server.ts';
import { ServerMeter } from './server-meter.ts';

/** Gives each run a house of its own, in a schema of its own of one server. */
export class BenchPlaces {
  /** On the disk of the server, where that is known. */
  readonly folder: string | undefined;
  readonly #serverUrl: string;
  #count = 0;

  constructor({ url, folder }: BenchServer) {
    this.#serverUrl = url;
    this.folder = folder;
  }

  /** The url of a house in a schema that is not used yet. */
  next(): string {
    this.#count += 1;
    const separator = this.#serverUrl.includes('?') ? '&' : '?';
    return `${this.#serverUrl}${separator}schema=bench_${process.pid}_${this.#count}`;
  }

  /**
   * Does work on a house that is not made yet, and drops it. Each begins when everything that was done before is in the
   * files, so that none pays for another.
   */
  async within<T>(work: (url: string) => Promise<T>): Promise<T> {
    const url = this.next();
    const meter = await ServerMeter.open(url);
    try {
      await meter.tidy();
      return await work(url);
    } finally {
      await meter.tidy();
      await meter.close();
    }
  }
}
