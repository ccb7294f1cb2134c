/**
 * Photos, videos and own tokens dropped or pasted anywhere on the page.
 */
import { useEffect, useState, type ReactNode } from 'react';
import { useServices } from '../AppContext.ts';

export function DropTarget({ children }: { children: ReactNode }) {
  const { controller } = useServices();
  const [hovering, setHovering] = useState(false);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const drop = (event: DragEvent) => {
      setHovering(false);
      // A figure may have taken a folder of images for itself.
      if (event.defaultPrevented) return;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void controller.openFiles(files);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void controller.openFiles(files);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, [controller]);

  return (
    <>
      {children}
      {hovering && <div className="drop-veil">Drop the photo, the video, or your own tokens, anywhere</div>}
    </>
  );
}
