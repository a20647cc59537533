/**
 * Leaves in the package's declarations exactly what its entries speak of: statements that no public name leads to go, and
 * so do imports and files that are empty then. What is not there cannot be leaned on, and needs no compiling.
 * (The compiler that builds has no API in JavaScript, so an earlier one reads what it wrote.)
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript-5.9';

const dist = resolve(process.argv[2] ?? 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string }>;
};
const entries = Object.values(manifest.exports).flatMap((way) =>
  typeof way === 'string' ? [] : join(dist, '..', way.types),
);

const program = ts.createProgram(entries, {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ESNext,
  types: [],
});
const checker = program.getTypeChecker();
const isOurs = (file: ts.SourceFile): boolean => file.fileName.startsWith(dist);

const kept = new Set<ts.Node>();
const waiting: ts.Node[] = [];
for (const entry of entries) {
  const file = program.getSourceFile(entry);
  if (file === undefined) throw new Error(`${entry} is not there`);
  for (const statement of file.statements) keep(statement);
}
for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) follow(next);

for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue;
  const path = join(dist, name);
  const text = textOf(program.getSourceFile(path));
  if (text === '') rmSync(path);
  else writeFileSync(path, text);
}

function keep(node: ts.Node): void {
  if (kept.has(node)) return;
  kept.add(node);
  waiting.push(node);
}

/** Keeps whatever the names in a statement, or in a specifier of an import, lead to. */
function follow(node: ts.Node): void {
  if (ts.isIdentifier(node)) keepMeaning(checker.getSymbolAtLocation(node));
  if (ts.isImportDeclaration(node)) return; // Its specifiers are kept one by one.
  ts.forEachChild(node, follow);
}

function keepMeaning(symbol: ts.Symbol | undefined): void {
  for (const declaration of symbol?.declarations ?? []) {
    if (isOurs(declaration.getSourceFile()))
      keep(isImportPart(declaration) ? declaration : statementOf(declaration));
  }
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    keepMeaning(checker.getImmediateAliasedSymbol(symbol));
  }
}

function isImportPart(node: ts.Node): boolean {
  return ts.isImportSpecifier(node) || ts.isNamespaceImport(node) || ts.isImportClause(node);
}

function statementOf(node: ts.Node): ts.Node {
  let statement = node;
  while (!ts.isSourceFile(statement) && !ts.isSourceFile(statement.parent)) statement = statement.parent;
  return statement;
}

/** What is left of a file; nothing where nothing leads to it. */
function textOf(file: ts.SourceFile | undefined): string {
  const statements = file?.statements.map(textOfStatement).filter((text) => text !== '') ?? [];
  if (file === undefined || statements.length === 0) return '';
  const libraries = file.libReferenceDirectives.map(({ fileName }) => `/// <reference lib="${fileName}" />`);
  return `${[...libraries, ...statements].join('\n')}\n`;
}

function textOfStatement(statement: ts.Statement): string {
  if (!ts.isImportDeclaration(statement)) return kept.has(statement) ? statement.getFullText().trim() : '';
  const { importClause: clause, moduleSpecifier } = statement;
  const bindings = clause?.namedBindings;
  if (clause === undefined || bindings === undefined) return '';
  if (ts.isNamespaceImport(bindings)) return kept.has(bindings) ? statement.getText() : '';
  const names = bindings.elements.filter((element) => kept.has(element)).map((element) => element.getText());
  if (names.length === 0) return '';
  const type = clause.isTypeOnly ? 'type ' : '';
  return `import ${type}{ ${names.join(', ')} } from ${moduleSpecifier.getText()};`;
}
