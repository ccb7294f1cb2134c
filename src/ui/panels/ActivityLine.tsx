/**
 * What is under way, how far it is, and a way to stop it. The last result stays on screen meanwhile.
 */
import { Button, Label, ProgressBar } from 'react-aria-components';
import type { Activity } from '../../state/store.ts';
import { useAppState } from '../AppContext.ts';

export function ActivityLine() {
  const activity = useAppState((state) => state.activities.at(-1) ?? null);
  if (!activity) return null;
  return (
    <div className="activity">
      <ActivityBar activity={activity} />
    </div>
  );
}

export function ActivityBar({ activity }: { activity: Activity }) {
  return (
    <>
      <ProgressBar
        className="progress"
        {...(activity.fraction === null ? { isIndeterminate: true } : { value: activity.fraction * 100 })}
      >
        {({ percentage, isIndeterminate }) => (
          <>
            <Label>{activity.text}</Label>
            <span className="progress-track" data-waiting={isIndeterminate || undefined}>
              <span className="progress-fill" style={{ width: `${percentage ?? 100}%` }} />
            </span>
          </>
        )}
      </ProgressBar>
      {activity.cancel && (
        <Button className="button small quiet" onPress={activity.cancel}>
          Cancel
        </Button>
      )}
    </>
  );
}
