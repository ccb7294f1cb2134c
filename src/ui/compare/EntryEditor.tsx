/**
 * What a method does, where it comes from, its published settings, its own question, and a control for every parameter.
 */
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { Preset } from '../../core/methods/method.ts';
import type { ParameterValue, ParameterValues } from '../../core/methods/parameters.ts';
import { listFollowed, methodOf, resolveParameters } from '../../state/compareEntries.ts';
import type { CompareEntry } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { describeLack, type Availability } from './availability.ts';
import { ParameterControl } from './ParameterControl.tsx';

interface EntryEditorProps {
  entry: CompareEntry;
  /** null while there is no photo. */
  availability: Availability | null;
  onChange: (entry: CompareEntry) => void;
  onDuplicate: (() => void) | null;
}

export function EntryEditor({ entry, availability, onChange, onDuplicate }: EntryEditorProps) {
  const { controller } = useServices();
  const page = useAppState((state) => state.settings.parameters);
  const method = methodOf(entry);
  const values = resolveParameters(entry, page);
  const set = (parameters: ParameterValues) => onChange({ ...entry, parameters });
  const follows = listFollowed(method).filter((name) => !Object.hasOwn(entry.parameters, name));
  return (
    <>
      <h3 className="compare-title">{method.title}</h3>
      {availability && availability.status !== 'ready' && <p className="compare-lack">{describeLack(availability)}</p>}
      <p>{method.summary}</p>
      {method.remarks !== undefined && <p className="hint">{method.remarks}</p>}
      <p className="hint">{method.source}.</p>
      <Presets
        presets={method.presets}
        values={values}
        onChoose={({ budget, parameters }) => {
          set({ ...entry.parameters, ...parameters });
          if (budget !== undefined) controller.setParameters({ budget });
        }}
      />
      {follows.length > 0 && <p className="hint">Follows the page’s sliders until something is set here.</p>}
      {Object.entries(method.parameters).map(([name, parameter]) => (
        <ParameterControl key={name} parameter={parameter} value={values[name]} onChange={(value: ParameterValue) => set({ ...entry.parameters, [name]: value })} />
      ))}
      <QuestionField entry={entry} onChange={onChange} />
      <div className="compare-actions">
        <Button className="button small" isDisabled={Object.keys(entry.parameters).length === 0} onPress={() => set({})}>
          Reset
        </Button>
        <Button className="button small" isDisabled={onDuplicate === null} onPress={() => onDuplicate?.()}>
          Add it a second time
        </Button>
      </div>
    </>
  );
}

interface PresetsProps {
  presets: readonly Preset[];
  values: ParameterValues;
  onChoose: (preset: Preset) => void;
}

function Presets({ presets, values, onChoose }: PresetsProps) {
  const budget = useAppState((state) => state.settings.parameters.budget);
  if (presets.length === 0) return null;
  const isCurrent = (preset: Preset) =>
    (preset.budget === undefined || preset.budget === budget) && Object.entries(preset.parameters).every(([name, value]) => values[name] === value);
  return (
    <div className="compare-presets" role="group" aria-label="Published settings">
      {presets.map((preset) => (
        <Button key={preset.title} className="preset" data-current={isCurrent(preset) || undefined} onPress={() => onChoose(preset)}>
          {preset.title} {preset.budget !== undefined && <span className="detail">(m {preset.budget})</span>}
        </Button>
      ))}
    </div>
  );
}

/** Empty for the page's own question. */
function QuestionField({ entry, onChange }: Pick<EntryEditorProps, 'entry' | 'onChange'>) {
  const kind = useAppState((state) => state.shown?.question.kind ?? 'asked');
  const pageQuestion = useAppState((state) => state.settings.question);
  if (kind !== 'asked' && kind !== 'empty') return null;
  return (
    <TextField
      className="compare-question"
      defaultValue={entry.question ?? ''}
      onBlur={({ target }) => {
        const text = target instanceof HTMLInputElement ? target.value.trim() : '';
        const question = text === '' || text === pageQuestion.trim() ? null : text;
        if (question !== entry.question) onChange({ ...entry, question });
      }}
      onKeyDown={({ key, target }) => {
        if (key === 'Enter' && target instanceof HTMLInputElement) target.blur();
      }}
    >
      <Label className="field-label">A question of its own</Label>
      <Input className="text-input" placeholder={pageQuestion} maxLength={2000} />
    </TextField>
  );
}
