/**
 * Sentences that need the person's attention, one below the other, until they are dismissed.
 */
import { Button } from 'react-aria-components';
import { dismissNotice } from '../state/notices.ts';
import { useAppState, useServices } from './AppContext.ts';

export function Notices() {
  const { store } = useServices();
  const notices = useAppState((state) => state.notices);
  return (
    <output className="notices">
      {notices.map(({ id, tone, text, action }) => (
        <span key={id} className="notice" data-tone={tone}>
          <span className="notice-text">{text}</span>
          {action && (
            <Button
              className="button small"
              onPress={() => {
                dismissNotice(store, id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <Button className="button small quiet" aria-label="Dismiss" onPress={() => dismissNotice(store, id)}>
            ×
          </Button>
        </span>
      ))}
    </output>
  );
}
