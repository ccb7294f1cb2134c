/**
 * One place in the comparison: its hue, its method, whether it can run, and a way to change or remove it.
 */
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { methodOf, resolveParameters, titleEntry } from '../../state/compareEntries.ts';
import type { CompareEntry } from '../../state/settings.ts';
import { useAppState } from '../AppContext.ts';
import { useFigureStyle } from '../figures/drawing/FigureStyle.ts';
import { judgeAvailability } from './availability.ts';
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
  const { series } = useFigureStyle();
  const { entries } = useAppState((state) => state.settings.compare);
  const method = methodOf(entry);
  const title = titleEntry(entry, entries);
  const count = Object.keys(entry.parameters).length + Number(entry.question !== null);
  return (
    <div className="compare-entry">
      <span className="compare-dot" style={{ background: series[index % series.length] }} aria-hidden="true" />
      <DialogTrigger>
        <Button className="compare-entry-name" aria-label={`${title}: settings`}>
          <span>{title}</span>
          <span className="chevron" aria-hidden="true" />
        </Button>
        <Popover className="popover compare-popover" placement="right top">
          <Dialog className="compare-dialog" aria-label={`Settings of ${method.title}`}>
            <EntryEditor entry={entry} onChange={onChange} onDuplicate={onDuplicate} />
          </Dialog>
        </Popover>
      </DialogTrigger>
      {onRemove && (
        <Button className="button small quiet" aria-label={`Remove ${title}`} onPress={onRemove}>
          ×
        </Button>
      )}
      <EntryState entry={entry} changed={count} />
    </div>
  );
}

function EntryState({ entry, changed }: { entry: CompareEntry; changed: number }) {
  const shown = useAppState((state) => state.shown);
  const allowStandIns = useAppState((state) => state.settings.compare.allowStandIns);
  const page = useAppState((state) => state.settings.parameters);
  const availability = shown && judgeAvailability(methodOf(entry), resolveParameters(entry, page), shown, { allowStandIns, ownQuestion: entry.question !== null });
  const settings = changed === 0 ? null : <span>{changed === 1 ? '1 setting of its own' : `${changed} settings of its own`}</span>;
  if (availability?.status === 'missing') return <p className="compare-lack">needs {availability.missing}</p>;
  if (availability?.status === 'stand-ins') {
    return <p className="compare-lack">{availability.areAllowed ? `stand-in for ${availability.missing}` : `needs ${availability.missing}; a stand-in is possible`}</p>;
  }
  return settings && <p className="compare-lack">{settings}</p>;
}
