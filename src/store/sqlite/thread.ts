import { Worker } from 'node:worker_threads';

/**
 * A thread that runs a program which is given as text, so that it is found wherever the package ends up, and gets data in
 * `workerData`.
 */
export function threadOf(program: string, data: Readonly<Record<string, string | number>>): Worker {
  // What this process was started with may say how a text is to be read, as `--input-type=module` does.
  return new Worker(program, { eval: true, workerData: data, execArgv: [] });
}
