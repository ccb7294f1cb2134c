// Finds out whether node_modules is what package-lock.json asks for, and installs what is missing.
// Node's built-in modules only: this runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure, runCommand } from './commands.mjs';

/** Oldest Node that the build tools run on. */
const MINIMUM_NODE = [20, 19];

/**
 * One entry of "packages" in a lock file, as far as it matters here.
 * @typedef {{ version?: string, link?: boolean, dev?: boolean, optional?: boolean, devOptional?: boolean,
 *   os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 * @typedef {{ os: string, cpu: string, libc: string | null }} Platform
 */

/**
 * Refuses a Node that is too old, before it fails in less clear ways.
 * @param {string} version for example "20.19.0"
 */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    throw new Failure(`This needs Node ${MINIMUM_NODE.join('.')} or newer and runs on ${version}: install a newer one from https://nodejs.org.`);
  }
}

/**
 * Whether a package's own restriction ("os", "cpu" or "libc" of its entry) admits a value; "!x" excludes x.
 * @param {string[] | undefined} allowed
 * @param {string | null} value null where it does not apply
 */
function admits(allowed, value) {
  if (allowed === undefined) return true;
  if (value === null) return false;
  if (allowed.includes(`!${value}`)) return false;
  const named = allowed.filter((name) => !name.startsWith('!'));
  return named.length === 0 || named.includes(value);
}

/**
 * An optional package must be there if it is made for exactly this platform: that is how native binaries come. Without
 * such a restriction npm may have left it out, and only a wrong version counts.
 * @param {LockedPackage} locked
 * @param {Platform} platform
 * @returns {'required' | 'allowed' | 'foreign'}
 */
function classifyPackage(locked, platform) {
  if (!admits(locked.os, platform.os) || !admits(locked.cpu, platform.cpu) || !admits(locked.libc, platform.libc)) return 'foreign';
  if (!locked.optional && !locked.devOptional) return 'required';
  return locked.os !== undefined && locked.cpu !== undefined ? 'required' : 'allowed';
}

/**
 * Paths of the packages that are missing or have another version than the lock file says.
 * @param {Lock} wanted package-lock.json
 * @param {Lock | null} installed node_modules/.package-lock.json, which npm writes last; null if there is none
 * @param {{ development: boolean, platform: Platform, isPresent?: (path: string) => boolean }} options `development` asks for the
 *   packages that only tests need, too; `isPresent` tells whether a package's folder exists
 * @returns {string[]}
 */
export function findStalePackages(wanted, installed, { development, platform, isPresent = () => true }) {
  return Object.entries(wanted.packages)
    .filter(([path, locked]) => {
      if (path === '' || locked.link || (!development && locked.dev)) return false;
      const found = installed?.packages[path];
      switch (classifyPackage(locked, platform)) {
        case 'foreign':
          return false;
        case 'allowed':
          return found !== undefined && found.version !== locked.version;
        case 'required':
          return found === undefined || found.version !== locked.version || !isPresent(path);
      }
    })
    .map(([path]) => path);
}

/** @returns {Platform} the platform that this process runs on */
function describePlatform() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const libc = report.header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return { os: process.platform, cpu: process.arch, libc: process.platform === 'linux' ? libc : null };
}

/**
 * @param {string} path
 * @returns {Lock | null}
 */
function readLock(path) {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Command that starts npm: the very npm that runs us where there is one, else the one on the PATH.
 * @returns {{ command: string, leading: string[], shell: boolean }}
 */
function locateNpm() {
  const running = process.env.npm_execpath;
  if (running !== undefined && basename(running) === 'npm-cli.js') {
    return { command: process.execPath, leading: [running], shell: false };
  }
  return { command: 'npm', leading: [], shell: process.platform === 'win32' };
}

/**
 * Makes node_modules agree with package-lock.json; does nothing, quickly, where it already does.
 * @param {string} root folder of package.json
 * @param {{ development: boolean }} options `development` installs the packages that only tests need, too
 */
export async function ensureDependencies(root, { development }) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === null) throw new Failure(`package-lock.json is missing or damaged in ${root}: restore it from the repository.`);
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  const stale = findStalePackages(wanted, installed, {
    development,
    platform: describePlatform(),
    isPresent: (path) => existsSync(join(root, path, 'package.json')),
  });
  if (stale.length === 0) return;
  console.log(`Installing packages (${stale.length} missing or outdated) ...`);
  const { command, leading, shell } = locateNpm();
  // npm ci starts from an empty folder: what the tests had brought is kept if it was there.
  const keepsDevelopment = development || Object.values(installed?.packages ?? {}).some((entry) => entry.dev);
  const scope = keepsDevelopment ? ['--include=dev'] : ['--omit=dev'];
  const { status } = await runCommand(command, [...leading, 'ci', ...scope, '--loglevel=error'], { cwd: root, output: 'show', shell });
  if (status !== 0) {
    throw new Failure(`npm ci ended with status ${status}: check the network connection and npm's own message above, then start again.`);
  }
}
