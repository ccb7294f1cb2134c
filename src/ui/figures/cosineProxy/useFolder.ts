import { useStore } from 'zustand';
import { useServices } from '../../AppContext.ts';
import { findFolderRun, type FolderRun, type FolderState } from './folderRun.ts';

/** The page's run over a folder, and where it stands. */
export function useFolder(): { run: FolderRun; state: FolderState } {
  const { store, controller } = useServices();
  const run = findFolderRun(store, controller.link);
  return { run, state: useStore(run.state) };
}
