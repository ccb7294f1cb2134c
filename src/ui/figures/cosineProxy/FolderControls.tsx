/**
 * Chooses the images that the figure is computed over, and tells how far it is with them.
 */
import { Button } from 'react-aria-components';
import { FolderInputs } from '../FolderInputs.tsx';
import { WorkBar } from '../WorkBar.tsx';
import type { FolderRun, FolderState } from './folderRun.ts';
import { countImages } from './proxyCharts.ts';

interface FolderControlsProps {
  run: FolderRun;
  state: FolderState;
}

/** Buttons that choose a folder or some images, and that switch between them and the photo. */
export function FolderControls({ run, state }: FolderControlsProps) {
  const isKnown = state.sums !== null || state.progress !== null || state.skipped.length > 0;
  return (
    <div className="proxy-sources">
      <FolderInputs onFiles={(files) => void run.start(files)} />
      {isKnown && (
        <Button className="button small" onPress={() => run.show(!state.isShown)}>
          {state.isShown ? 'Back to this photo' : `Show the ${countImages(state.sums?.names.length ?? 0)} again`}
        </Button>
      )}
    </div>
  );
}

/** Progress while a run is under way, and what was left out. */
export function FolderStatus({ run, state }: FolderControlsProps) {
  const { progress, isShown } = state;
  return (
    <div className="proxy-status" aria-live="polite">
      {progress && (
        <WorkBar
          text={`${progress.done} of ${countImages(progress.total)}`}
          progress={progress.total > 0 ? progress.done / progress.total : null}
          onCancel={run.stop}
        />
      )}
      {isShown && !progress && <p className="hint">{summarize(state)}</p>}
      {isShown && state.skipped.length > 0 && (
        <details className="proxy-skipped">
          <summary>{countImages(state.skipped.length)} skipped</summary>
          <ul>
            {state.skipped.map(({ name, reason }, index) => (
              // Names may repeat, and the list only grows.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>
                <strong>{name}</strong>: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function summarize({ sums, otherFiles, ending }: FolderState): string {
  const count = sums?.names.length ?? 0;
  const parts = [
    count === 0 ? 'There is no image that could be read.' : `${countImages(count)} added up.`,
    ...(ending === null ? [] : [ending]),
    ...(otherFiles === 0 ? [] : [`${otherFiles} other ${otherFiles === 1 ? 'file is no image' : 'files are no images'}.`]),
  ];
  return parts.join(' ');
}
