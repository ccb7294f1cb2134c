/**
 * Above the figures of the comparison: which of them is open, and the methods that are compared.
 */
import { useRef } from 'react';
import { Button, Switch } from 'react-aria-components';
import { COMPARE_FIGURE_IDS, MOST_ENTRIES, type CompareEntry } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { FIGURES } from '../figures/figureRegistry.ts';
import { AddMethod } from './AddMethod.tsx';
import { EntryCard } from './EntryCard.tsx';
import { PresetMenu } from './PresetMenu.tsx';
import './compare.css';

export function CompareBar() {
  const { controller } = useServices();
  const current = useAppState((state) => state.settings.view.figure);
  const { entries, allowStandIns } = useAppState((state) => state.settings.compare);
  const change = (next: readonly CompareEntry[]) => controller.setCompare({ entries: next });
  return (
    <div className="compare-bar">
      <div className="compare-head">
        <nav className="compare-views" aria-label="Views of the comparison">
          {COMPARE_FIGURE_IDS.map((id) => (
            <Button key={id} className="compare-view" aria-current={id === current ? 'page' : undefined} onPress={() => controller.setView({ figure: id })}>
              {FIGURES[id].title}
            </Button>
          ))}
        </nav>
        <PresetMenu entries={entries} onChoose={change} />
        <Switch className="switch" isSelected={allowStandIns} onChange={(allow) => controller.setCompare({ allowStandIns: allow })}>
          <span className="switch-track" aria-hidden="true" />
          <span>
            Allow stand-ins <span className="hint">where the encoder lacks what a method needs</span>
          </span>
        </Switch>
      </div>
      <EntryList entries={entries} onChange={change} />
    </div>
  );
}

interface EntryListProps {
  entries: readonly CompareEntry[];
  onChange: (entries: readonly CompareEntry[]) => void;
}

function EntryList({ entries, onChange }: EntryListProps) {
  const list = useRef<HTMLUListElement>(null);
  const remove = (index: number) => {
    onChange(entries.toSpliced(index, 1));
    // The button that had the focus goes with its entry; without this the keyboard would start over at the top of the page.
    requestAnimationFrame(() => {
      const names = list.current?.querySelectorAll<HTMLElement>('.compare-entry-name');
      names?.[Math.min(index, names.length - 1)]?.focus();
    });
  };
  return (
    <section aria-label="Compared methods">
      <ul ref={list} className="compare-entries">
        {entries.map((entry, index) => (
          <li key={`${index} ${entry.method}`}>
            <EntryCard
              entry={entry}
              index={index}
              onChange={(next) => onChange(entries.with(index, next))}
              onRemove={entries.length > 1 ? () => remove(index) : null}
              onDuplicate={entries.length < MOST_ENTRIES ? () => onChange(entries.toSpliced(index + 1, 0, entry)) : null}
            />
          </li>
        ))}
        <li>
          <AddMethod isFull={entries.length >= MOST_ENTRIES} onAdd={(method) => onChange([...entries, { method, parameters: {}, question: null }])} />
        </li>
        <li className="hint compare-count">
          {entries.length} of at most {MOST_ENTRIES}
        </li>
      </ul>
    </section>
  );
}
