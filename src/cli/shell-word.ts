/** Text as one word for a POSIX shell, so that a command that is shown can be copied. */
export function shellWord(text: string): string {
  return /^[\w.:/=+,@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
