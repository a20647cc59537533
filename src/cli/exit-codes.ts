/** What the exit code of the program says, so that scripts need not read its words. */
export const EXIT = {
  done: 0,
  refused: 1,
  misuse: 2,
  unavailable: 3,
  damaged: 4,
  bug: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code means, as `tallystick --help` and the reference page say it. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  refused: 'business said no, or there is no such account: the reason is on stderr, or in the JSON',
  misuse: 'wrong usage: nothing was changed',
  unavailable:
    'the house is not available: missing, locked, out of reach, of another version; or the disk failed',
  damaged: 'verify, reconcile or doctor found problems',
  bug: 'a bug of tallystick: please report it',
  interrupted: 'interrupted (Ctrl-C); the house was closed properly',
};

/** The exit codes as lines of help. */
export function describeExitCodes(): string {
  return Object.entries(EXIT_MEANINGS)
    .map(([name, meaning]) => `  ${String(EXIT[name as keyof typeof EXIT]).padEnd(5)}${meaning}`)
    .join('\n');
}
