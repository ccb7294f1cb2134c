/**
 * Memory in use, read again every second for as long as it is looked at.
 */
import { useEffect, useState } from 'react';
import { readMemoryUse, type MemoryUse } from '../../state/memoryUse.ts';
import { useServices } from '../AppContext.ts';
import { formatBytes } from '../format.ts';

const INTERVAL_MS = 1000;

export function MemoryLines() {
  const use = useMemoryUse();
  return (
    <>
      <div>
        <dt>Kernels, GPU memory</dt>
        <dd>{use ? formatBytes(use.gpuBytes) : '…'}</dd>
      </div>
      <div>
        <dt>Page, JavaScript heap</dt>
        <dd>{use ? describeHeap(use) : '…'}</dd>
      </div>
    </>
  );
}

function describeHeap({ heapBytes }: MemoryUse): string {
  return heapBytes === null ? 'not told by this browser' : formatBytes(heapBytes);
}

function useMemoryUse(): MemoryUse | null {
  const { controller } = useServices();
  const [use, setUse] = useState<MemoryUse | null>(null);
  useEffect(() => {
    let isOpen = true;
    // An engine that does not answer explains itself elsewhere.
    const read = () => void readMemoryUse(controller.link).then((next) => isOpen && setUse(next), () => undefined);
    read();
    const timer = setInterval(read, INTERVAL_MS);
    return () => {
      isOpen = false;
      clearInterval(timer);
    };
  }, [controller]);
  return use;
}
