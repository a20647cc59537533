import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT_ROOT, readProject } from '../architecture/read-project.ts';

/** The text of a page without its fenced blocks, in which brackets are no links and hashes no headings. */
function proseOf(text: string): string {
  return text.replaceAll(/^( {0,3}(?:`{3,}|~{3,}))[^\n]*\n(?:[\s\S]*?\n)?\1[ \t]*$/gm, '');
}

/** The anchors of a page's headings, as they are made where Markdown is shown: `## A *b* (c)` is `a-b-c`. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    let name = anchor;
    for (let count = 1; anchors.has(name); count += 1) name = `${anchor}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

/** How the pages of the project are linked to where only one of them is shown, as by a registry. */
const HOME = 'https://github.com/tallystick/tallystick/blob/main/';

/** Where the links of a page lead that stay inside the project. */
function linksOf(text: string): string[] {
  const withoutCode = proseOf(text).replaceAll(/`[^`\n]*`/g, '');
  const links = withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)>?\s*\)|^\[[^\]]+\]: (\S+)$/gm);
  return [...links]
    .map(([, target = '', named = target]) => named)
    .filter((target) => target.startsWith(HOME) || !/^[a-z]+:/.test(target));
}

/** What is wrong with a link on a page; undefined when it leads somewhere. */
function problemOf(path: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#');
  const inside = file.startsWith(HOME) ? file.slice(HOME.length) : undefined;
  const page = file === '' ? path : (inside ?? join(dirname(path), file));
  const full = join(PROJECT_ROOT, page);
  if (!existsSync(full)) return `${path}: there is no ${page}`;
  if (anchor === undefined || !page.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(full, 'utf8')).has(anchor) ? undefined : `${path}: ${page} has no #${anchor}`;
}

describe('the links between pages', () => {
  test('are found, and headings become the anchors that they lead to', () => {
    const text =
      '# A `b`: c\n[x](y.md#z) `[no](no.md)`\n```\n# no\n[no](no.md)\n```\n## D-e\n## D-e\n[w](https://w.w)\n[v]: v.md';
    expect(linksOf(text)).toEqual(['y.md#z', 'v.md']);
    expect([...anchorsOf(text)]).toEqual(['a-b-c', 'd-e', 'd-e-1']);
  });

  test('lead to what is there', () => {
    const pages = readProject().filter(({ path }) => path.endsWith('.md'));
    const links = pages.flatMap(({ path, text }) => linksOf(text).map((target) => ({ path, target })));
    expect(links.length).toBeGreaterThan(50);
    expect(
      links.map(({ path, target }) => problemOf(path, target)).filter((one) => one !== undefined),
    ).toEqual([]);
  });

  test('lead somewhere from a page of a registry, too, which shows README.md alone', () => {
    const text = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');
    expect(linksOf(text).filter((target) => !/^(?:#|https:)/.test(target))).toEqual([]);
    // Each name in brackets has its address at the end of the page.
    const named = new Set([...proseOf(text).matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name));
    const known = new Set([...text.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
});
