/**
 * Keys that work anywhere on the page: Escape frees the pinned token, holding B shows the kept set before the change.
 */
import { useEffect } from 'react';
import { unpin } from '../state/focus.ts';
import { useServices } from './AppContext.ts';

export function useShortcuts(): void {
  const { store, controller } = useServices();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') unpin(store);
      if (isCompareKey(event) && !event.repeat && !isTyping(event.target)) controller.showBefore(true);
    };
    const release = (event: KeyboardEvent) => {
      if (isCompareKey(event)) controller.showBefore(false);
    };
    const leave = () => controller.showBefore(false);
    window.addEventListener('keydown', press);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', leave);
    };
  }, [store, controller]);
}

function isCompareKey(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === 'b' && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type === 'text') ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
