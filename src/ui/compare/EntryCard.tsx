/**
 * One place in the comparison: its hue, its method, whether it can run, and a way to change or remove it.
 */
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { methodOf, titleEntry } from '../../state/compareEntries.ts';
import type { CompareEntry } from '../../state/settings.ts';
import { useAppState } from '../AppContext.ts';
import { useDarkTheme } from '../figures/useDarkTheme.ts';
import { DARK_STYLE, LIGHT_STYLE } from '../figures/drawing/FigureStyle.ts';
import { judgeEntry, type Availability } from './availability.ts';
import { EntryEditor } from './EntryEditor.tsx';

interface EntryCardProps {
  entry: CompareEntry;
  index: number;
  onChange: (entry: CompareEntry) => void;
  /** null for the last one. */
  onRemove: (() => void) | null;
  /** null where there is no more room. */
  onDuplicate: (() => void) | null;
}

export function EntryCard({ entry, index, onChange, onRemove, onDuplicate }: EntryCardProps) {
  // The bar stands outside of the figure, whose style it shares.
  const { series } = useDarkTheme() ? DARK_STYLE : LIGHT_STYLE;
  const { entries } = useAppState((state) => state.settings.compare);
  const method = methodOf(entry);
  const title = titleEntry(entry, entries);
  const availability = useAvailability(entry);
  const state = availability && nameState(availability);
  return (
    <div className="compare-entry" data-state={availability?.status}>
      <DialogTrigger>
        <Button className="compare-entry-name">
          <span className="compare-dot" style={{ background: series[index % series.length] }} aria-hidden="true" />
          <span>{title}</span>
          {state && <span className="compare-state">{state}</span>}
          <span className="visually-hidden">, settings</span>
          <span className="chevron" aria-hidden="true" />
        </Button>
        <Popover className="popover compare-popover" placement="bottom start">
          <Dialog className="compare-dialog" aria-label={`Settings of ${method.title}`}>
            <EntryEditor entry={entry} availability={availability} onChange={onChange} onDuplicate={onDuplicate} />
          </Dialog>
        </Popover>
      </DialogTrigger>
      {onRemove && (
        <Button className="compare-remove" aria-label={`Remove ${title}`} onPress={onRemove}>
          ×
        </Button>
      )}
    </div>
  );
}

function useAvailability(entry: CompareEntry): Availability | null {
  const shown = useAppState((state) => state.shown);
  const allowStandIns = useAppState((state) => state.settings.compare.allowStandIns);
  return shown && judgeEntry(entry, shown, allowStandIns);
}

/** In a word or two; the editor and the map have the whole sentence. */
function nameState(availability: Availability): string | null {
  switch (availability.status) {
    case 'ready':
      return null;
    case 'stand-ins':
      return availability.areAllowed ? 'stand-in' : 'needs a stand-in';
    case 'missing':
      return 'cannot run';
    default:
      return availability satisfies never;
  }
}
