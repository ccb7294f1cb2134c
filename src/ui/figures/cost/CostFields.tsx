/**
 * The fields of the calculator.
 */
import { Button, Input, Label, NumberField } from 'react-aria-components';
import type { LanguageModel } from '../../../core/costModel.ts';
import { Choice } from '../../Choice.tsx';

interface CountFieldProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  onChange: (value: number) => void;
}

/** A whole number; what is no number changes nothing. */
export function CountField({ label, value, min = 0, max, onChange }: CountFieldProps) {
  return (
    <NumberField
      className="cost-field"
      value={value}
      minValue={min}
      maxValue={max}
      step={1}
      formatOptions={{ useGrouping: false }}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label className="field-label">{label}</Label>
      <Input className="text-input cost-input" />
    </NumberField>
  );
}

interface TokenFieldsProps {
  before: number;
  after: number;
  text: number;
  /** The tokens are no longer the page's. */
  edited: boolean;
  onBefore: (tokens: number) => void;
  onAfter: (tokens: number) => void;
  onText: (tokens: number) => void;
  onFollow: () => void;
}

const MOST_TOKENS = 100_000;

export function TokenFields({ before, after, text, edited, onBefore, onAfter, onText, onFollow }: TokenFieldsProps) {
  return (
    <>
      <CountField label="Tokens before" value={before} max={MOST_TOKENS} onChange={onBefore} />
      <CountField label="after" value={after} max={MOST_TOKENS} onChange={onAfter} />
      <CountField label="Text tokens" value={text} max={MOST_TOKENS} onChange={onText} />
      {edited && (
        <Button className="button small quiet" onPress={onFollow}>
          Take the page’s n and m again
        </Button>
      )}
    </>
  );
}

const SHARES = ['1', '1/2', '1/4', '1/7', '1/8'] as const;
type Share = (typeof SHARES)[number];
const SHARE_VALUES: Record<Share, number> = { '1': 1, '1/2': 1 / 2, '1/4': 1 / 4, '1/7': 1 / 7, '1/8': 1 / 8 };

const BYTES = ['1', '2', '4'] as const;
type Bytes = (typeof BYTES)[number];

/** The parameters of a model of one's own. */
export function ModelFields({ model, onChange }: { model: LanguageModel; onChange: (model: LanguageModel) => void }) {
  return (
    <>
      <CountField label="Layers L" value={model.layers} min={1} max={1000} onChange={(layers) => onChange({ ...model, layers })} />
      <CountField label="Width d" value={model.hiddenSize} min={1} max={MOST_TOKENS} onChange={(hiddenSize) => onChange({ ...model, hiddenSize })} />
      <CountField label="Feed-forward f" value={model.feedForwardSize} min={1} max={1_000_000} onChange={(feedForwardSize) => onChange({ ...model, feedForwardSize })} />
      <Choice<Share>
        label="Key-value share s"
        value={SHARES.find((share) => SHARE_VALUES[share] === model.keyValueShare) ?? '1'}
        options={SHARES.map((share) => ({ value: share, title: share === '1' ? '1, every head its own' : `${share}, shared by heads` }))}
        onChange={(share) => onChange({ ...model, keyValueShare: SHARE_VALUES[share] })}
      />
      <Choice<Bytes>
        label="Bytes per number b"
        value={BYTES.find((bytes) => Number(bytes) === model.cacheBytes) ?? '2'}
        options={BYTES.map((bytes) => ({ value: bytes, title: `${bytes} (${Number(bytes) * 8} bits)` }))}
        onChange={(bytes) => onChange({ ...model, cacheBytes: Number(bytes) })}
      />
    </>
  );
}
