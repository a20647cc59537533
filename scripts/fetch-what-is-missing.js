// Makes node_modules what package-lock.json says. It runs before anything is installed and on whatever Node the
// machine has (18 or later), so it is plain JavaScript and uses nothing but Node's own modules.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * A package as package-lock.json and npm's own record of what is installed describe it.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages by their place, such as `node_modules/typescript`
 * @typedef {{ platform: string, arch: string }} Machine
 */

/** @type {Machine} */
const thisMachine = { platform: process.platform, arch: process.arch };

/**
 * Where the Node that the project brings along lives. Always start it by this path: shells remember where they
 * found `node` first, and the one in PATH may be older than the sources need.
 * @param {string} root
 * @param {Machine} machine
 */
export function ownNodePath(root, machine = thisMachine) {
  return join(root, 'node_modules', 'node', 'bin', machine.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Says in one sentence what node_modules lacks or has too much of, compared with the lock file; null when they agree.
 * Reads two files, so that a second run costs milliseconds.
 * @param {string} root
 * @param {Machine} machine
 * @returns {string | null}
 */
export function findWhatIsMissing(root, machine = thisMachine) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (wanted === null) throw new Error('package-lock.json is missing or unreadable');
  // npm writes this record last, so a broken-off installation has none.
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'nothing is installed yet';
  for (const [place, locked] of Object.entries(wanted)) {
    if (place === '') continue; // The project itself.
    const found = installed[place];
    if (found === undefined) {
      if (isNeededOn(locked, machine)) return `${place} is not installed`;
    } else if (found.version !== locked.version) {
      return `${place} is at ${found.version}, not at ${locked.version}`;
    } else if (found.integrity !== locked.integrity) {
      return `${place} is not the one that is locked`;
    }
  }
  for (const place of Object.keys(installed)) {
    if (wanted[place] === undefined) return `${place} is installed and not in the lock file`;
  }
  if (!existsSync(ownNodePath(root, machine))) return "the project's own Node is not installed";
  return null;
}

/**
 * Installs with `npm ci` when something is missing, and says so on standard error; throws a sentence when it fails.
 * @param {string} root
 */
export function fetchWhatIsMissing(root) {
  const missing = findWhatIsMissing(root);
  if (missing === null) return;
  console.error(`Installing what package-lock.json names, with npm ci (${missing}) ...`);
  const startedAt = Date.now();
  const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // The project's own Node goes away while npm replaces node_modules: let npm run on the machine's.
    env: { ...process.env, PATH: pathWithout(join(root, 'node_modules')) },
    // Everything npm says goes to standard error: standard output belongs to the task.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.error)
    throw new Error(`npm could not be started: ${npm.error.message}. Install Node 18 or later with npm.`);
  if (npm.status !== 0) {
    throw new Error(
      `npm ci failed (${npm.signal ?? `exit code ${npm.status}`}); its lines above say why. ` +
        'The first run needs a package registry within reach; later ones do not.',
    );
  }
  const stillMissing = findWhatIsMissing(root);
  if (stillMissing !== null) {
    throw new Error(
      `npm ci ended well, yet ${stillMissing}. The package "node" needs its install script: ` +
        'see that npm is not set to ignore-scripts or to omit optional packages.',
    );
  }
  console.error(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/**
 * PATH without the folders under one folder.
 * @param {string} folder
 */
function pathWithout(folder) {
  const parts = (process.env.PATH ?? '').split(delimiter);
  return parts.filter((part) => !part.startsWith(folder)).join(delimiter);
}

/**
 * Whether a machine cannot do without this package. Optional ones are mostly binaries for other platforms; those of
 * this platform are needed, except where the C library decides, which is npm's to know.
 * @param {LockedPackage} locked
 * @param {Machine} machine
 */
function isNeededOn(locked, machine) {
  if (locked.optional !== true) return true;
  if (locked.os === undefined || locked.cpu === undefined || locked.libc !== undefined) return false;
  return locked.os.includes(machine.platform) && locked.cpu.includes(machine.arch);
}

/**
 * @param {string} path
 * @returns {LockedPackages | null}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
