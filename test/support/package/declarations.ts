import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-5.9';
import { PROJECT_ROOT } from '../../architecture/read-project.ts';

/** A file of declarations as it is built. */
export interface Declarations {
  /** From the root: `dist/index.d.ts`. */
  readonly path: string;
  readonly file: ts.SourceFile;
}

/** All declarations that are in the package. */
export function readDeclarations(): Declarations[] {
  return globSync('dist/**/*.d.ts', { cwd: PROJECT_ROOT }).map((path) => {
    const text = readFileSync(join(PROJECT_ROOT, path), 'utf8');
    return { path, file: ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true) };
  });
}

/** What an entry of the package exports. */
export interface PublicNames {
  /** As it is imported: `tallystick/memory`. */
  readonly entry: string;
  readonly names: ReadonlySet<string>;
}

/** The names that each entry exports: entries list them one by one. */
export function publicNames(): PublicNames[] {
  const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, string | { types: string }>;
  };
  return Object.entries(manifest.exports).flatMap(([way, target]) => {
    if (typeof target === 'string') return [];
    const text = readFileSync(join(PROJECT_ROOT, target.types), 'utf8');
    const file = ts.createSourceFile(target.types, text, ts.ScriptTarget.ESNext, true);
    const names = new Set<string>();
    for (const statement of file.statements) {
      if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) continue;
      if (ts.isNamedExports(statement.exportClause)) {
        for (const { name } of statement.exportClause.elements) names.add(name.text);
      }
    }
    return [{ entry: manifest.name + way.slice(1), names }];
  });
}

/** A field or method of what people write or get: `kind` of a command apart, which its type says. */
export function isMember(
  node: ts.Node,
): node is ts.PropertySignature | ts.MethodSignature | ts.PropertyDeclaration | ts.MethodDeclaration {
  const isOne =
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node);
  if (!isOne || ts.isPrivateIdentifier(node.name) || isPattern(node.parent)) return false;
  const type = ts.isPropertySignature(node) ? node.type : undefined;
  return type === undefined || !saysItself(type);
}

/** A text, an object or a list of texts, or what stands in one that has a name. */
function saysItself(type: ts.TypeNode): boolean {
  if (ts.isLiteralTypeNode(type) || ts.isTypeQueryNode(type)) return true;
  if (ts.isTypeOperatorNode(type) || ts.isParenthesizedTypeNode(type)) return saysItself(type.type);
  if (ts.isIndexedAccessTypeNode(type)) return saysItself(type.objectType);
  if (ts.isTupleTypeNode(type)) return type.elements.every(saysItself);
  if (!ts.isTypeLiteralNode(type)) return false;
  return type.members.every((one) => ts.isPropertySignature(one) && one.type && saysItself(one.type));
}

/** What other types are held against, and nobody writes or gets. */
function isPattern(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isTypeLiteralNode(node)) return false;
  if (ts.isTypeReferenceNode(parent)) return parent.typeName.getText() === 'Extract';
  return (
    ts.isTypeParameterDeclaration(parent) || (ts.isConditionalTypeNode(parent) && parent.extendsType === node)
  );
}

/** The names that a statement declares. */
export function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}
