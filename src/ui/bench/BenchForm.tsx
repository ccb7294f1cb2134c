import { useState } from 'react';
import { Button, FieldError, Form, Input, Label, NumberField, TextField } from 'react-aria-components';
import type { BenchPlan } from '../../bench/runBench.ts';
import { DEFAULT_SIZES, parseSizes } from '../../bench/sizes.ts';

interface BenchFormProps {
  isRunning: boolean;
  onStart: (plan: BenchPlan) => void;
  onCancel: () => void;
}

const DEFAULT_REPEAT = 20;
const DEFAULT_SECONDS = 60;

/** What to measure. The sizes are checked when the run starts, with a sentence where one is wrong. */
export function BenchForm({ isRunning, onStart, onCancel }: BenchFormProps) {
  const [sizes, setSizes] = useState(DEFAULT_SIZES);
  const [repeat, setRepeat] = useState(DEFAULT_REPEAT);
  const [seconds, setSeconds] = useState(DEFAULT_SECONDS);
  const [problem, setProblem] = useState<string | null>(null);

  function submit(): void {
    try {
      onStart({ sizes: parseSizes(sizes), repeat, secondsPerContestant: seconds });
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <Form
      className="bench-form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField className="bench-sizes" value={sizes} onChange={setSizes} isDisabled={isRunning} isInvalid={problem !== null}>
        <Label className="field-label">Sizes: tokens n × dimensions d × picks k</Label>
        <Input className="text-input" spellCheck="false" autoComplete="off" />
        <FieldError className="problem">{problem}</FieldError>
      </TextField>
      <CountField label="Repetitions" value={repeat} isDisabled={isRunning} onChange={setRepeat} />
      <CountField label="Seconds each, at most" value={seconds} isDisabled={isRunning} onChange={setSeconds} />
      {isRunning ? (
        <Button key="cancel" className="button" onPress={onCancel}>
          Cancel
        </Button>
      ) : (
        <Button key="run" className="button primary" type="submit">
          Run
        </Button>
      )}
    </Form>
  );
}

interface CountFieldProps {
  label: string;
  value: number;
  isDisabled: boolean;
  onChange: (value: number) => void;
}

/** A whole number from 1 on; what is no number changes nothing. */
function CountField({ label, value, isDisabled, onChange }: CountFieldProps) {
  return (
    <NumberField
      className="bench-count"
      value={value}
      minValue={1}
      maxValue={10_000}
      step={1}
      formatOptions={{ useGrouping: false }}
      isDisabled={isDisabled}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label className="field-label">{label}</Label>
      <Input className="text-input" />
    </NumberField>
  );
}
