/**
 * Which device computes, why, and the choice of another.
 */
import { Button, Dialog, DialogTrigger, Label, Popover, Radio, RadioGroup } from 'react-aria-components';
import type { SimilarityVariant } from '../../core/kernels.ts';
import type { DeviceChoice } from '../../engine/protocol.ts';
import type { EngineState } from '../../state/store.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { MemoryLines } from './MemoryLines.tsx';

const CHOICES: { value: DeviceChoice; title: string; hint: string }[] = [
  { value: 'auto', title: 'Automatic', hint: 'the GPU where there is a real one, else whatever is faster' },
  { value: 'gpu', title: 'GPU', hint: 'WebGPU, on a software adapter if need be' },
  { value: 'cpu', title: 'CPU', hint: 'float32 loops in JavaScript' },
];

const SIMILARITY_KERNELS: Record<SimilarityVariant, string> = { workgroup: 'workgroup memory', subgroups: 'subgroups' };

export function DeviceChip() {
  const { controller } = useServices();
  const engine = useAppState((state) => state.engine);
  const choice = useAppState((state) => state.settings.device);
  return (
    <DialogTrigger>
      <Button className="chip device" data-status={engine.status}>
        <span className="dot" aria-hidden="true" />
        {nameDevice(engine)}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="popover-body" aria-label="Device">
          <DeviceReason engine={engine} />
          <RadioGroup
            className="radios"
            value={choice}
            onChange={(value) => {
              const chosen = CHOICES.find((candidate) => candidate.value === value);
              if (chosen) void controller.setDevice(chosen.value);
            }}
          >
            <Label className="field-label">Compute on</Label>
            {CHOICES.map(({ value, title, hint }) => (
              <Radio key={value} value={value} className="radio">
                <span className="radio-mark" aria-hidden="true" />
                <span>
                  {title} <span className="hint">{hint}</span>
                </span>
              </Radio>
            ))}
          </RadioGroup>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function DeviceReason({ engine }: { engine: EngineState }) {
  switch (engine.status) {
    case 'starting':
      return <p>The engine is starting.</p>;
    case 'failed':
      return <p>{engine.message}</p>;
    case 'ready':
      return (
        <>
          <p>{engine.start.reason}</p>
          <dl className="numbers">
            <div>
              <dt>Pruning</dt>
              <dd>{engine.start.kernels.adapter}</dd>
            </div>
            {engine.start.kernels.similarity && (
              <div>
                <dt>Similarity kernel</dt>
                <dd>{SIMILARITY_KERNELS[engine.start.kernels.similarity]}</dd>
              </div>
            )}
            <div>
              <dt>Encoder</dt>
              <dd>{engine.start.encoder === 'wasm' ? 'WebAssembly' : 'WebGPU'}</dd>
            </div>
            <MemoryLines />
          </dl>
        </>
      );
    default:
      return engine satisfies never;
  }
}

function nameDevice(engine: EngineState): string {
  if (engine.status === 'starting') return 'Starting…';
  if (engine.status === 'failed') return 'Engine stopped';
  const { kind, software } = engine.start.kernels;
  if (kind === 'cpu') return 'CPU';
  return software ? 'Software GPU' : 'WebGPU';
}
