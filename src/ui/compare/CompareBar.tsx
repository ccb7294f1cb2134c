/**
 * Beside the figures of the comparison: which of them is open, and the methods that are compared.
 */
import { Button, Switch } from 'react-aria-components';
import { COMPARE_FIGURE_IDS, MOST_ENTRIES, type CompareEntry } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { FIGURES } from '../figures/figureRegistry.ts';
import { AddMethod } from './AddMethod.tsx';
import { COMPARE_PRESETS } from './comparePresets.ts';
import { EntryCard } from './EntryCard.tsx';
import './compare.css';

export function CompareBar() {
  const { controller } = useServices();
  const current = useAppState((state) => state.settings.view.figure);
  const { entries, allowStandIns } = useAppState((state) => state.settings.compare);
  const change = (next: readonly CompareEntry[]) => controller.setCompare({ entries: next });
  return (
    <div className="compare-bar">
      <nav className="compare-views" aria-label="Views of the comparison">
        {COMPARE_FIGURE_IDS.map((id) => (
          <Button key={id} className="figure-link" aria-current={id === current ? 'page' : undefined} onPress={() => controller.setView({ figure: id })}>
            {FIGURES[id].title}
          </Button>
        ))}
      </nav>
      <section aria-label="Compared methods">
        <h3 className="field-label">
          Methods <span className="remark">{entries.length} of at most {MOST_ENTRIES}</span>
        </h3>
        <ul className="compare-entries">
          {entries.map((entry, index) => (
            <li key={`${index} ${entry.method}`}>
              <EntryCard
                entry={entry}
                index={index}
                onChange={(next) => change(entries.with(index, next))}
                onRemove={entries.length > 1 ? () => change(entries.toSpliced(index, 1)) : null}
                onDuplicate={entries.length < MOST_ENTRIES ? () => change(entries.toSpliced(index + 1, 0, entry)) : null}
              />
            </li>
          ))}
        </ul>
        <AddMethod isFull={entries.length >= MOST_ENTRIES} onAdd={(method) => change([...entries, { method, parameters: {}, question: null }])} />
      </section>
      <div className="setting">
        <Switch className="switch" isSelected={allowStandIns} onChange={(allow) => controller.setCompare({ allowStandIns: allow })}>
          <span className="switch-track" aria-hidden="true" />
          Allow stand-ins
        </Switch>
        <p className="hint">Where the encoder lacks what a method needs, take the nearest thing it has, and say so.</p>
      </div>
      <ComparePresets entries={entries} onChoose={change} />
    </div>
  );
}

interface ComparePresetsProps {
  entries: readonly CompareEntry[];
  onChoose: (entries: readonly CompareEntry[]) => void;
}

function ComparePresets({ entries, onChoose }: ComparePresetsProps) {
  const current = JSON.stringify(entries);
  const chosen = COMPARE_PRESETS.find((preset) => JSON.stringify(preset.entries) === current);
  return (
    <section aria-label="Comparisons to start from">
      <h3 className="field-label">Start from</h3>
      <div className="compare-presets">
        {COMPARE_PRESETS.map((preset) => (
          <Button key={preset.id} className="preset" data-current={preset === chosen || undefined} onPress={() => onChoose(preset.entries)}>
            {preset.title}
          </Button>
        ))}
      </div>
      {chosen && <p className="hint">{chosen.explanation}</p>}
    </section>
  );
}
