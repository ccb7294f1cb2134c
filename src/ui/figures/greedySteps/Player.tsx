/**
 * Play, pause, step and scrub, by pointer and by keys.
 */
import type { KeyboardEvent, ReactNode } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { Choice } from '../../Choice.tsx';
import type { Playback } from './usePlayback.ts';

const SPEEDS = ['1', '2', '4', '8', '16'] as const;

interface PlayerProps {
  playback: Playback;
  total: number;
  /** Steps, counted from 1, that are marked on the slider: m and k*. */
  marks: readonly { at: number; text: string }[];
}

export function Player({ playback, total, marks }: PlayerProps) {
  const { step, playing, speed, setSpeed, go, toggle } = playback;
  const last = total - 1;
  return (
    // The buttons and the slider inside take the focus; the keys work from any of them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className="player" role="group" aria-label="Player" onKeyDown={(event) => handleKey(event, playback, last)}>
      {/* Never disabled at the ends: a disabled button would lose the focus, and with it the keys. */}
      <div className="player-buttons">
        <IconButton label="First step" path="M4 4v12M16 4l-9 6 9 6z" onPress={() => go(0)} />
        <IconButton label="Step back" path="M13 4l-9 6 9 6z" onPress={() => go(step - 1)} />
        <Button className="button primary player-play" onPress={toggle} isDisabled={total < 2}>
          <Icon path={playing ? 'M6 4v12M14 4v12' : 'M6 4l10 6-10 6z'} />
          {playing ? 'Pause' : 'Play'}
        </Button>
        <IconButton label="Step forward" path="M7 4l9 6-9 6z" onPress={() => go(step + 1)} />
        <IconButton label="Last step" path="M16 4v12M4 4l9 6-9 6z" onPress={() => go(last)} />
      </div>
      <Slider
        className="player-slider"
        value={step + 1}
        minValue={1}
        // A slider of one place would divide by nothing.
        maxValue={Math.max(2, total)}
        isDisabled={total < 2}
        onChange={(value) => go(value - 1)}
      >
        <div className="player-slider-head">
          <Label className="visually-hidden">Step</Label>
          <SliderOutput className="player-step">
            Step {step + 1} of {total}
          </SliderOutput>
        </div>
        <SliderTrack className="track">
          <div className="rail" />
          {marks.map(({ at, text }) => (
            <span key={text} className="player-mark" style={{ left: `${((at - 1) / Math.max(1, total - 1)) * 100}%` }}>
              {text}
            </span>
          ))}
          <SliderThumb className="thumb" />
        </SliderTrack>
      </Slider>
      <Choice
        label="Steps per second"
        value={SPEEDS.find((value) => Number(value) === speed) ?? '2'}
        options={SPEEDS.map((value) => ({ value, title: value }))}
        onChange={(value) => setSpeed(Number(value))}
      />
      <p className="hint player-keys">
        <Keys names={['Space']} /> play, pause · <Keys names={['←', '→']} /> or <Keys names={[',', '.']} /> step · <Keys names={['Home', 'End']} /> first,
        last
      </p>
    </div>
  );
}

function handleKey(event: KeyboardEvent, { step, go, toggle }: Playback, last: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = findAction(event.key, step, last);
  // The slider moves by its own keys, and buttons are pressed with the space bar.
  const isSlider = event.target instanceof HTMLInputElement;
  if (action === null || (isSlider && event.key !== ' ' && event.key.length > 1)) return;
  event.preventDefault();
  if (action === 'toggle') toggle();
  else go(action);
}

function findAction(key: string, step: number, last: number): number | 'toggle' | null {
  switch (key) {
    case ' ':
      return 'toggle';
    case 'ArrowLeft':
    case ',':
      return step - 1;
    case 'ArrowRight':
    case '.':
      return step + 1;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function Keys({ names }: { names: readonly string[] }): ReactNode {
  return names.map((name) => <kbd key={name}>{name}</kbd>);
}

interface IconButtonProps {
  label: string;
  path: string;
  onPress: () => void;
}

function IconButton({ label, path, onPress }: IconButtonProps) {
  return (
    <Button className="button player-icon" aria-label={label} onPress={onPress}>
      <Icon path={path} />
    </Button>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg width={16} height={16} viewBox="0 0 20 20" aria-hidden="true" fill="currentColor" stroke="currentColor" strokeWidth={2} strokeLinejoin="round">
      <path d={path} />
    </svg>
  );
}
