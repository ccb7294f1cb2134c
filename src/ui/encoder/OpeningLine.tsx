/**
 * How far the encoder that was chosen has come, or why it could not be opened.
 */
import { useAppState } from '../AppContext.ts';
import { ActivityBar } from '../panels/ActivityLine.tsx';

export function OpeningLine() {
  const activity = useAppState(({ activities, encoder }) => activities.find(({ id }) => id === encoder.opening?.activity) ?? null);
  const problem = useAppState((state) => state.encoder.problem);
  if (!activity && problem === null) return null;
  return (
    <footer className="dialog-foot">
      {activity && (
        <div className="opening">
          <ActivityBar activity={activity} />
        </div>
      )}
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </footer>
  );
}
