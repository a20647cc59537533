import { join } from 'node:path';
import ts from 'typescript-5.9';
import { beforeAll, expect, test } from 'vitest';
import { CACHE_ROWS_MAX, PAGE_ROWS_MAX, QUEUE_WEIGHT_MAX } from '../../src/base/limits.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { declaredBy, isMember, readDeclarations } from '../support/package/declarations.ts';
import { requireBuild } from '../support/package/require-build.ts';

beforeAll(requireBuild);

test('every name that is declared says what it is', () => {
  const silent = readDeclarations().flatMap(({ path, file }) =>
    file.statements
      .filter((one) => declaredBy(one).length > 0 && !hasSentence(one))
      .map((one) => `${path}: ${declaredBy(one)}`),
  );
  expect(silent).toEqual([]);
});

test('every member that people meet says what it is', () => {
  const silent: string[] = [];
  for (const { path, file } of readDeclarations()) {
    const visit = (node: ts.Node, owner: string): void => {
      const within = ts.isStatement(node) ? (declaredBy(node)[0] ?? owner) : owner;
      if (isMember(node) && !hasSentence(node)) silent.push(`${path}: ${within}.${node.name.getText()}`);
      ts.forEachChild(node, (child) => visit(child, within));
    };
    visit(file, '');
  }
  expect(silent).toEqual([]);
});

/** Types are made of types: what is said of a field of a command must come through to whoever writes the field. */
test('editors show it where a command is written', () => {
  const name = join(PROJECT_ROOT, 'hover.ts');
  const source = `import type { CommandInput } from './dist/index.js'; export declare const command: CommandInput;`;
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(name);
  const statement = file?.statements.at(-1);
  if (statement === undefined || !ts.isVariableStatement(statement))
    throw new Error('the command is declared last');
  const [declaration] = statement.declarationList.declarations;
  if (declaration === undefined) throw new Error('one command is declared');
  const type = checker.getTypeAtLocation(declaration.name);
  const silent = new Set<string>();
  const kinds = new Set<string>();
  for (const one of type.isUnion() ? type.types : []) {
    const kind = checker.getTypeOfSymbol(checker.getPropertyOfType(one, 'kind') ?? one.symbol);
    const shown = checker.typeToString(kind);
    kinds.add(shown);
    for (const field of one.getProperties()) {
      if (field.name !== 'kind' && field.getDocumentationComment(checker).length === 0)
        silent.add(`${shown}.${field.name}`);
    }
  }
  expect(kinds.size).toBeGreaterThan(15);
  expect([...silent]).toEqual([]);
});

function hasSentence(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((part) => {
    const text = ts.isJSDoc(part) ? ts.getTextOfJSDocComment(part.comment) : undefined;
    return text !== undefined && text.trim() !== '';
  });
}

test('what opens a house names every kind of url, and the defaults as they are', () => {
  const declared = readDeclarations().map(({ file }) => file.text.replaceAll(/\s+\*?\s*/g, ' '));
  const open = declared.find((text) => text.includes('function open(')) ?? '';
  for (const url of ['`memory:`', '`sqlite:PATH`', '`postgres://']) expect(open).toContain(url);
  const options = declared.find((text) => text.includes('interface OpenOptions')) ?? '';
  expect(options).toContain(`Default ${CACHE_ROWS_MAX.toLocaleString('en')}.`);
  expect(options).toContain(`Default ${QUEUE_WEIGHT_MAX.toLocaleString('en')}.`);
  // A default by the name of a constant says nothing to who cannot read the sources.
  expect(declared.join('\n').match(/[Dd]efault:? [A-Z]+_[A-Z_]+/g)).toBeNull();
  const pages = new Set(declared.join('\n').match(/up to the default, [\d,]+\d/g));
  expect([...pages]).toEqual([`up to the default, ${PAGE_ROWS_MAX.toLocaleString('en')}`]);
});
