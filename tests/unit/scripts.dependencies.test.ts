import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findStalePackages, requireNode, type Lock } from '../../scripts/dependencies.mjs';

const LINUX = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const MAC = { os: 'darwin', cpu: 'arm64', libc: null };

const wanted: Lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/app': { version: '1.2.3' },
    'node_modules/app/node_modules/inner': { version: '2.0.0' },
    'node_modules/test-only': { version: '3.0.0', dev: true },
    'node_modules/binary-linux-x64': { version: '4.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/binary-linux-x64-musl': { version: '4.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/binary-darwin-arm64': { version: '4.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
    'node_modules/portable-extra': { version: '5.0.0', optional: true },
  },
};

/** What npm would have installed for Linux, without the packages that only tests need. */
function installLinux(): Lock {
  const names = ['node_modules/app', 'node_modules/app/node_modules/inner', 'node_modules/binary-linux-x64'];
  return { packages: Object.fromEntries(names.map((name) => [name, { ...wanted.packages[name] }])) };
}

const production = { development: false, platform: LINUX };

describe('findStalePackages', () => {
  it('is content with what npm installs for this platform', () => {
    expect(findStalePackages(wanted, installLinux(), production)).toEqual([]);
  });

  it('names everything required where nothing is installed', () => {
    const required = Object.keys(installLinux().packages);
    expect(findStalePackages(wanted, null, production)).toEqual(required);
    expect(findStalePackages(wanted, { packages: {} }, { ...production, development: true })).toHaveLength(required.length + 1);
  });

  it('asks for the packages of the tests only when they are wanted', () => {
    expect(findStalePackages(wanted, installLinux(), { ...production, development: true })).toEqual(['node_modules/test-only']);
  });

  it.each(['node_modules/app', 'node_modules/app/node_modules/inner', 'node_modules/binary-linux-x64'])('notices another version of %s', (name) => {
    const installed = installLinux();
    installed.packages[name].version = '9.9.9';
    expect(findStalePackages(wanted, installed, production)).toEqual([name]);
  });

  it('notices a folder that was deleted by hand', () => {
    const options = { ...production, isPresent: (path: string) => path !== 'node_modules/app' };
    expect(findStalePackages(wanted, installLinux(), options)).toEqual(['node_modules/app']);
  });

  it('ignores optional packages that npm left out, but not one of another version', () => {
    const installed = installLinux();
    installed.packages['node_modules/portable-extra'] = { version: '5.0.0', optional: true };
    expect(findStalePackages(wanted, installed, production)).toEqual([]);
    installed.packages['node_modules/portable-extra'].version = '4.9.0';
    expect(findStalePackages(wanted, installed, production)).toEqual(['node_modules/portable-extra']);
  });

  it('misses the native binary when the folder comes from another platform', () => {
    expect(findStalePackages(wanted, installLinux(), { development: false, platform: MAC })).toEqual(['node_modules/binary-darwin-arm64']);
    const musl = { ...LINUX, libc: 'musl' };
    expect(findStalePackages(wanted, installLinux(), { development: false, platform: musl })).toEqual(['node_modules/binary-linux-x64-musl']);
  });

  it('understands excluded platforms', () => {
    const lock: Lock = { packages: { 'node_modules/not-mac': { version: '1.0.0', optional: true, os: ['!darwin'], cpu: ['x64', 'arm64'] } } };
    expect(findStalePackages(lock, null, { development: false, platform: MAC })).toEqual([]);
    expect(findStalePackages(lock, null, production)).toEqual(['node_modules/not-mac']);
  });

  it('leaves packages alone that the lock does not know', () => {
    const installed = installLinux();
    installed.packages['node_modules/extra'] = { version: '1.0.0' };
    expect(findStalePackages(wanted, installed, production)).toEqual([]);
  });
});

describe('the lock file of this repository', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

  it('agrees with what is installed, since these tests run', () => {
    const installed = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')) as Lock;
    const platform = { os: process.platform, cpu: process.arch, libc: null };
    expect(findStalePackages(lock, installed, { development: true, platform })).toEqual([]);
  });

  it.each([MAC, LINUX, { os: 'win32', cpu: 'x64', libc: null }, { os: 'darwin', cpu: 'x64', libc: null }])('holds the native binaries for $os $cpu', (platform) => {
    const required = findStalePackages(lock, null, { development: true, platform }).join(' ');
    for (const name of ['@rolldown/binding', '@img/sharp', '@typescript/typescript', '@oxlint/binding', 'lightningcss']) {
      expect(required).toContain(`node_modules/${name}-${platform.os}-${platform.cpu}`);
    }
  });

  it('keeps the headless browser and the test runner out of a plain start', () => {
    const required = findStalePackages(lock, null, { development: false, platform: LINUX });
    expect(required).toContain('node_modules/vite');
    for (const name of ['@sparticuz/chromium', 'playwright-core', 'vitest', 'oxlint', 'axe-core', 'fast-check']) {
      expect(required).not.toContain(`node_modules/${name}`);
    }
  });
});

describe('requireNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('accepts %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['20.18.3', '18.20.4', '8.0.0'])('refuses %s in one sentence', (version) => {
    expect(() => requireNode(version)).toThrow(`needs Node 20.19 or newer and runs on ${version}`);
  });
});
