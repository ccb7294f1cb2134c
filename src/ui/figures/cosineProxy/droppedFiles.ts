/**
 * Files of a drop, those inside of folders included.
 */

/**
 * What was dropped, if it is a folder or several images; null for a single photo and for tokens, which the page opens. Has to
 * be asked during the event, the files may be read later.
 */
export function takeDroppedFolder({ items }: DataTransfer): (() => Promise<File[]>) | null {
  const dropped = [...items].flatMap((item) => {
    const entry = item.webkitGetAsEntry();
    return entry ? [{ entry, isImage: item.type.startsWith('image/') }] : [];
  });
  const hasFolder = dropped.some(({ entry }) => entry.isDirectory);
  const areImages = dropped.length > 1 && dropped.every(({ isImage }) => isImage);
  if (!hasFolder && !areImages) return null;
  return async () => (await Promise.all(dropped.map(({ entry }) => listFiles(entry)))).flat();
}

async function listFiles(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  // A reader gives a folder in parts, and an empty one at its end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return files;
    files.push(...(await Promise.all(part.map(listFiles))).flat());
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
