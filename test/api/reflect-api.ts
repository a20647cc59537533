import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';

const { exports: EXPORTS } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly types?: string }>>;
};

/** The declarations of the package's entries, by the name that the probe gives each: `main` is the package itself. */
const ENTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(EXPORTS).flatMap(([entry, { types }]) =>
    types === undefined ? [] : [[entry === '.' ? 'main' : entry.slice('./'.length), types]],
  ),
);

/** A function, constructor or method that a caller can reach. */
export interface ApiDoor {
  /** The entry, `main` for the package itself, or the class whose method or constructor it is. */
  readonly owner: string;
  /** Its name; `new` for a constructor. */
  readonly name: string;
  /** Whether it answers by a promise. */
  readonly isAsync: boolean;
  /** Every place in its arguments: `(0)`, `(1).limit`, `(0)[].entries[].amount`. */
  readonly paths: readonly ApiPath[];
}

export interface ApiPath {
  readonly path: string;
  /** Whether it may be left out. */
  readonly isOptional: boolean;
}

/** An exported name that is a class, and the entry that it is exported from first. */
interface ExportedClass {
  readonly entry: string;
  readonly name: string;
}

/**
 * Types that write the places in arguments as texts. The compiler works them out of the built declarations and prints
 * them where it writes the declarations of the probe: so nothing here has to understand types.
 */
const PROBE_TYPES = `
type Leaf = string | number | bigint | boolean | symbol | null | undefined | ((...args: never) => unknown)
  | ReadonlyMap<unknown, unknown> | AbortSignal | Date | counters.Counters | main.PostgresPool;
type Mark<T> = undefined extends T ? '?' : '';
type Deep = [0, 0, 0, 0, 0];
type Inside<T, D extends 0[]> = D['length'] extends Deep['length'] ? ''
  : T extends Leaf ? ''
  : T extends readonly (infer E)[]
    ? number extends T['length'] ? '' | \`[]\${Inside<E, [...D, 0]>}\` : '' | Places<T, D>
  : string extends keyof T ? ''
  : '' | { [K in keyof T & string]-?: \`.\${K}\${Mark<T[K]>}\` | \`.\${K}\${Inside<T[K], [...D, 0]>}\` }[keyof T & string];
type Index<A> = keyof A & \`\${number}\`;
type Places<A extends readonly unknown[], D extends 0[]> =
  { [I in Index<A>]-?: \`[\${I}]\${Inside<A[I], [...D, 0]>}\` }[Index<A>];
type Params<A extends readonly unknown[]> =
  { [I in Index<A>]-?: \`(\${I})\${Mark<A[I]>}\` | \`(\${I})\${Inside<A[I], []>}\` }[Index<A>];
type Call<F> = F extends (...args: infer A) => infer R
  ? (R extends Promise<unknown> ? ' rejects' : ' throws') | Params<A>
  : ' value';
type All<F> = F extends { readonly all: infer A } ? \`.all\${Call<A>}\` : never;
declare function members<T>():
  { [K in keyof T & string]: \`\${K}\${Call<T[K]>}\` | \`\${K}\${All<T[K]>}\` }[keyof T & string];
declare function made<C extends abstract new (...args: never) => unknown>():
  C extends abstract new (...args: infer A) => unknown ? \`new\${' throws' | Params<A>}\` : never;
`;

/** Everything that can be called, as the built declarations say. */
export function reflectApi(): ApiDoor[] {
  requireBuild();
  const classes = exportedClasses();
  const functions = Object.keys(ENTRIES).map(
    (entry) => `export const f_${entry} = members<typeof ${entry}>();`,
  );
  const methods = classes.map(({ entry, name }) => `export const m_${name} = members<${entry}.${name}>();`);
  const first = printed([...functions, ...methods]);
  // Only what is exported as a value can be made by a caller.
  const values = Object.keys(ENTRIES).flatMap((entry) =>
    (first.get(`f_${entry}`) ?? []).map((one) => ({ entry, one })),
  );
  const makeable = classes.filter(({ entry, name }) =>
    values.some((value) => value.entry === entry && value.one === `${name} value`),
  );
  const second = printed(
    makeable.map(({ entry, name }) => `export const c_${name} = made<typeof ${entry}.${name}>();`),
  );
  return [...first, ...second].flatMap(([key, texts]) => doorsOf(key.slice(2), texts));
}

/** The texts that the compiler prints for the constants of a probe. */
function printed(lines: readonly string[]): Map<string, string[]> {
  const folder = join(PROJECT_ROOT, 'node_modules/.cache/api-probe');
  mkdirSync(folder, { recursive: true });
  const imports = Object.entries(ENTRIES).map(
    ([entry, path]) => `import type * as ${entry} from '${join(PROJECT_ROOT, path)}';`,
  );
  const probe = join(folder, `probe-${process.pid}.ts`);
  const out = join(folder, `out-${process.pid}`);
  try {
    writeFileSync(probe, [...imports, PROBE_TYPES, ...lines].join('\n'));
    const options =
      '--ignoreConfig --strict --skipLibCheck --declaration --emitDeclarationOnly --target es2024';
    const modules = '--module nodenext --moduleResolution nodenext --allowImportingTsExtensions --types node';
    const lib = '--lib es2024,esnext.iterator,esnext.collection --outDir';
    const tsc = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
    const flags = `${options} ${modules} ${lib}`.split(' ');
    execFileSync(process.execPath, [tsc, ...flags, out, probe], { encoding: 'utf8', cwd: PROJECT_ROOT });
    const text = readFileSync(join(out, `probe-${process.pid}.d.ts`), 'utf8');
    return new Map(
      [...text.matchAll(/^export declare const (\w+): (.*);$/gm)].map(([, name = '', union = '']) => [
        name,
        // Where it printed anything but texts it has not worked the type out.
        union.split(' | ').map((one) => JSON.parse(one) as string),
      ]),
    );
  } finally {
    rmSync(probe, { force: true });
    rmSync(out, { recursive: true, force: true });
  }
}

/** Classes that callers have instances of; what is abstract they have by its heirs. */
function exportedClasses(): ExportedClass[] {
  const classes = new Map<string, ExportedClass>();
  for (const [entry, path] of Object.entries(ENTRIES)) {
    const text = readFileSync(join(PROJECT_ROOT, path), 'utf8');
    for (const [, names = '', from = ''] of text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']*)'/g)) {
      const source = join(dirname(join(PROJECT_ROOT, path)), from.replace(/\.ts$/, '.d.ts'));
      const declarations = readFileSync(source, 'utf8');
      for (const one of names.split(',')) {
        const name = one.replace(/^\s*type /, '').trim();
        if (name === '' || name.includes(' ')) continue;
        const isClass = new RegExp(`export declare class ${name}\\b`).test(declarations);
        if (isClass && !classes.has(name)) classes.set(name, { entry, name });
      }
    }
  }
  return [...classes.values()];
}

function doorsOf(owner: string, texts: readonly string[]): ApiDoor[] {
  const answers = texts.flatMap((text) => {
    const [, name, answer] = /^([\w.]+) (rejects|throws)$/.exec(text) ?? [];
    return name === undefined ? [] : [{ name, isAsync: answer === 'rejects' }];
  });
  return answers.map(({ name, isAsync }) => {
    const own = texts.filter((text) => text.startsWith(`${name}(`)).map((text) => text.slice(name.length));
    // What may be left out stands there twice, once with the mark.
    const paths = own
      .filter((path) => !path.endsWith('?'))
      .map((path) => ({ path, isOptional: own.includes(`${path}?`) }));
    return { owner, name, isAsync, paths };
  });
}
