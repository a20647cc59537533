import { ROW_LENGTH_MAX } from './import-options.ts';
import type { InputRow } from './meaning-of-row.ts';

const TOO_LONG = `a line of more than ${ROW_LENGTH_MAX} units`;

/** Reads text line by line, LF or CRLF; lines of white space alone are passed over. */
export async function* readJsonLines(texts: AsyncIterable<string>): AsyncGenerator<InputRow<string>> {
  let text = '';
  let line = 1;
  /** The beginning of the line was too long and is dropped; so is the rest of it. */
  let isDropping = false;
  const rowOf = (content: string): InputRow<string> => {
    if (!isDropping) return { line, content, length: content.length };
    return { line, content: undefined, problem: TOO_LONG, length: ROW_LENGTH_MAX };
  };
  for await (const piece of texts) {
    text += piece;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const row = rowOf(text.slice(start, end));
      if (row.content?.trim() !== '') yield row;
      isDropping = false;
      line += 1;
      start = end + 1;
    }
    text = text.slice(start);
    if (text.length <= ROW_LENGTH_MAX) continue;
    isDropping = true;
    text = '';
  }
  const row = rowOf(text);
  if (row.content?.trim() !== '') yield row;
}
