/**
 * SwiftShader, a Vulkan driver in software, and the Vulkan loader, both out of the `@sparticuz/chromium` package
 * (Linux x64), unpacked once into node_modules/.cache.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { readTar } from '../core/tar.ts';

const DRIVER_LIBRARY = 'libvk_swiftshader.so';
const DRIVER_DESCRIPTION = 'vk_swiftshader_icd.json';
const VULKAN_LOADER = 'libvulkan.so.1';

/** glibc's flag for a library that stays loaded when its handle is closed; Node has no name for it. */
const RTLD_NODELETE = 0x1000;

/**
 * Makes the Vulkan loader available to Dawn, which asks for it by its file name alone: the system's own, or the
 * bundled one. A library loaded once is found under its name by whoever asks later.
 */
export function loadVulkanLoader(): void {
  if (!loadLibrary(VULKAN_LOADER)) loadLibrary(unpackSwiftShader().loader);
}

/**
 * Unpacks SwiftShader, once per version of the package that carries it.
 * @returns paths of its driver description (for VK_ICD_FILENAMES) and of the Vulkan loader
 * @throws Error if the package is not installed
 */
export function unpackSwiftShader(): { driver: string; loader: string } {
  const { archive, version, modules } = findPackage();
  const folder = join(modules, '.cache', 'software-gpu', `swiftshader-${version}`);
  if (!existsSync(folder)) unpack(archive, folder);
  return { driver: join(folder, DRIVER_DESCRIPTION), loader: join(folder, VULKAN_LOADER) };
}

/** Written beside and renamed, so that an interrupted or a parallel run never leaves half a driver in place. */
function unpack(archive: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  for (const { name, data } of readTar(brotliDecompressSync(readFileSync(archive)))) {
    const file = basename(name);
    if (![DRIVER_LIBRARY, DRIVER_DESCRIPTION, VULKAN_LOADER].includes(file)) continue;
    writeFileSync(join(unfinished, file), data, { mode: 0o755 });
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

function findPackage(): { archive: string; version: string; modules: string } {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  } catch (cause) {
    throw new Error(
      'No WebGPU adapter: this machine has no GPU driver, and the software driver is not installed. ' +
        'Run "npm install" with development dependencies, or use the CPU path.',
      { cause },
    );
  }
  const name = join('@sparticuz', 'chromium');
  const modules = entry.slice(0, entry.lastIndexOf(name));
  const { version } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string };
  return { archive: join(modules, name, 'bin', 'swiftshader.tar.br'), version, modules };
}

/** Loads a shared library into the process for good. Node then complains that it is no addon, which is no matter. */
function loadLibrary(path: string): boolean {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
    return true;
  } catch (error) {
    return String(error).includes('did not self-register');
  }
}
