import { findImports, resolveImport } from './find-imports.ts';
import type { ProjectFile } from './read-project.ts';
import type { Violation } from './violation.ts';

/** A folder of src/, or a room in it with rules of its own, and what it may know. */
export interface Layer {
  /** `store`, or `counters/rules`. */
  readonly folder: string;
  /** Other folders of src/ that it may import; its own always. */
  readonly mayImport: readonly string[];
  /** `node:*` and npm packages. */
  readonly mayImportPackages: boolean;
  /** Why it may import no more than that. */
  readonly why: string;
}

const DRIVER = ['base', 'commands', 'kernel', 'counters', 'store', 'engine'] as const;
const DRIVER_WHY =
  'Drivers submit commands and read answers: one that knew another driver could not be left out or replaced alone.';

/** The layer table, lowest first. A folder of src/ that is not in it may not exist. */
export const LAYERS: readonly Layer[] = [
  {
    folder: 'base',
    mayImport: [],
    mayImportPackages: false,
    why: 'The base knows no ledger words and needs nothing, so that everything may stand on it.',
  },
  {
    folder: 'commands',
    mayImport: ['base'],
    mayImportPackages: false,
    why: 'What a command is called and made of is said once, for the rules and for everybody who carries commands to them.',
  },
  {
    folder: 'kernel',
    mayImport: ['base', 'commands'],
    mayImportPackages: false,
    why: 'The kernel decides from its arguments alone: with no store, clock or package in reach, every answer can be replayed.',
  },
  {
    folder: 'money',
    mayImport: ['base', 'commands'],
    mayImportPackages: false,
    why: 'How an amount is written is the same on every border, and in a program that has no house, such as a page that shows one.',
  },
  {
    folder: 'counters/rules',
    mayImport: ['base'],
    mayImportPackages: false,
    why: 'How events are counted follows from the arguments alone, so that every store counts alike and a test can count by hand.',
  },
  {
    folder: 'counters',
    mayImport: ['base', 'counters/rules'],
    mayImportPackages: true,
    why: 'Counters are a derived view; the house feeds them, and they must never come to decide about money: they do not know the kernel.',
  },
  {
    folder: 'store',
    mayImport: ['base', 'commands', 'kernel', 'counters', 'counters/rules'],
    mayImportPackages: true,
    why: 'A store keeps rows and knows no rules; one that called the engine would turn the way of the data around.',
  },
  {
    folder: 'engine',
    mayImport: ['base', 'commands', 'kernel', 'money', 'counters', 'counters/rules', 'store'],
    mayImportPackages: true,
    why: 'The engine serves every driver and the in-memory classes alike, so it may know none of them.',
  },
  {
    folder: 'memory',
    mayImport: ['base', 'commands', 'kernel'],
    mayImportPackages: false,
    why: 'The in-memory classes are thin doors to the kernel; with a store or an engine behind them they would not be synchronous.',
  },
  { folder: 'relay', mayImport: DRIVER, mayImportPackages: true, why: DRIVER_WHY },
  { folder: 'settle', mayImport: DRIVER, mayImportPackages: true, why: DRIVER_WHY },
  { folder: 'server', mayImport: DRIVER, mayImportPackages: true, why: DRIVER_WHY },
  {
    folder: 'client',
    mayImport: ['base', 'commands'],
    mayImportPackages: true,
    why: 'A client talks to a server over the wire; it must load in a program that has no store and no kernel.',
  },
  {
    folder: 'cli',
    mayImport: [...DRIVER, 'money', 'server', 'client'],
    mayImportPackages: true,
    why: DRIVER_WHY,
  },
];

/** What every public entry imports first, in whatever folder it lies. */
const FIRST_OF_ENTRIES = 'src/check-node.ts';
const ENTRIES = ['src/memory/index.ts'];

const OUTSIDE_WHY = 'What is published must not need tests, benches, examples or scripts, which are not.';
const UNKNOWN_FOLDER_WHY = 'Every folder of src/ has its row in the layer table: add one, with its reason.';

/** Every import of the sources that the layer table does not allow. Files directly in src/ are public entries. */
export function checkLayers(sources: readonly ProjectFile[], layers: readonly Layer[] = LAYERS): Violation[] {
  return sources.flatMap((source) => {
    const folder = folderOf(source.path, layers);
    const layer = layers.find((one) => one.folder === folder);
    if (folder !== null && layer === undefined) {
      return [{ where: source.path, what: `src/${folder}/ is not a known layer`, why: UNKNOWN_FOLDER_WHY }];
    }
    return findImports(source.text).flatMap(({ specifier, line }): Violation[] => {
      const where = `${source.path}:${line}`;
      const target = resolveImport(source.path, specifier);
      if (target === null) {
        if (layer?.mayImportPackages !== false) return [];
        return [{ where, what: `src/${folder}/ imports the package ${specifier}`, why: layer.why }];
      }
      if (!target.startsWith('src/')) return [{ where, what: `imports ${target}`, why: OUTSIDE_WHY }];
      if (target === FIRST_OF_ENTRIES && ENTRIES.includes(source.path)) return [];
      const targetFolder = folderOf(target, layers);
      if (layer === undefined || targetFolder === folder) return [];
      if (targetFolder !== null && layer.mayImport.includes(targetFolder)) return [];
      return [{ where, what: `src/${folder}/ imports ${target}`, why: layer.why }];
    });
  });
}

/**
 * `kernel` of `src/kernel/hold/place-hold.ts`, and `counters/rules` of a file in there if that has a row in the table; null
 * for a file directly in src/.
 */
function folderOf(path: string, layers: readonly Layer[]): string | null {
  const [, folder, room, file] = path.split('/');
  if (folder === undefined || room === undefined) return null;
  const inner = `${folder}/${room}`;
  return file !== undefined && layers.some((one) => one.folder === inner) ? inner : folder;
}
