/** A fenced block of Markdown. */
interface Fence {
  readonly info: string;
  readonly text: string;
  /** The line of its opening fence, from 1, and of its closing one. */
  readonly line: number;
  readonly endLine: number;
}

/** One block of TypeScript to be run. */
export interface ExampleBlock {
  readonly line: number;
  readonly code: string;
  /** What it must print; null where the page does not say. */
  readonly prints: string | null;
}

/** A program: a block, and those that continue it. */
export interface Example {
  readonly path: string;
  readonly blocks: readonly ExampleBlock[];
}

export interface FoundExamples {
  readonly examples: readonly Example[];
  /** How many blocks are marked as not to be run, each with its reason. */
  readonly notRun: number;
  /** Fences that break the conventions of this folder's README, as sentences. */
  readonly mistakes: readonly string[];
}

const PRINTS = 'text title="prints"';
const NO_RUN = /^ts no-run: *\S/;
/** Other spellings of what should be a `ts` block. */
const OTHER_SPELLING = /^(?:ts|tsx|typescript|js|jsx|mjs|javascript|text title)\b/;

/** The examples of a page, in order. */
export function findExamples(path: string, markdown: string): FoundExamples {
  const lines = markdown.split('\n');
  const examples: { path: string; blocks: ExampleBlock[] }[] = [];
  const mistakes: string[] = [];
  let notRun = 0;
  let before: Fence | undefined;
  for (const fence of findFences(lines)) {
    const { info, line, text } = fence;
    const where = `${path}:${line}`;
    if (info === 'ts') {
      examples.push({ path, blocks: [{ line, code: text, prints: null }] });
    } else if (info === 'ts continued') {
      const example = examples.at(-1);
      if (example === undefined) mistakes.push(`${where}: there is no block that it could continue`);
      else example.blocks.push({ line, code: text, prints: null });
    } else if (NO_RUN.test(info)) {
      notRun++;
    } else if (info === PRINTS) {
      const blocks = examples.at(-1)?.blocks;
      const block = blocks?.pop();
      if (block !== undefined) blocks?.push({ ...block, prints: text });
      if (block === undefined || before?.line !== block.line || !isBlankBetween(lines, before, fence)) {
        mistakes.push(`${where}: what is printed must follow directly on a block that is run`);
      }
    } else if (OTHER_SPELLING.test(info)) {
      mistakes.push(
        `${where}: expected "ts", "ts continued", "ts no-run: REASON" or ${PRINTS}, got "${info}"`,
      );
    }
    before = fence;
  }
  return { examples, notRun, mistakes };
}

function findFences(lines: readonly string[]): Fence[] {
  const fences: Fence[] = [];
  for (let at = 0; at < lines.length; at++) {
    const opening = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(lines[at] ?? '');
    if (opening === null) continue;
    const [, mark = '', info = ''] = opening;
    let end = at + 1;
    while (end < lines.length && lines[end]?.trim() !== mark) end++;
    fences.push({
      info: info.trim(),
      text: lines.slice(at + 1, end).join('\n'),
      line: at + 1,
      endLine: end + 1,
    });
    at = end;
  }
  return fences;
}

function isBlankBetween(lines: readonly string[], above: Fence, below: Fence): boolean {
  return lines.slice(above.endLine, below.line - 1).every((line) => line.trim() === '');
}
