/**
 * Which frames of the video are encoded: how many, and from which part.
 */
import { useState } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { isSameSampling, type FrameSampling } from '../../media/sampleTimes.ts';
import type { VideoState } from '../../state/store.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { COUNT_NAMES, describeVideo, formatTime, toSampling } from './filmData.ts';
import './film.css';

export function VideoControls() {
  const video = useAppState((state) => state.video);
  // Another video or another encoding of it begins with what was asked for last.
  return video && <Controls key={`${video.name} ${JSON.stringify(video.sampling)}`} video={video} />;
}

function Controls({ video: { name, info, sampling, isEncoded } }: { video: VideoState }) {
  const { controller } = useServices();
  const [chosen, setChosen] = useState<FrameSampling>(sampling);
  const isBusy = useAppState(({ activities }) => activities.length > 0);
  const { duration } = info;
  const range = chosen.range ?? { start: 0, end: duration };
  return (
    <fieldset className="video-controls">
      <legend className="visually-hidden">Frames of the video</legend>
      <p className="hint video-facts">{describeVideo(name, info)}</p>
      <Slider
        className="parameter"
        value={[range.start, range.end]}
        minValue={0}
        maxValue={duration}
        step={Math.max(duration / 1000, 0.01)}
        onChange={(ends) => setChosen(toSampling(chosen.count, ends, duration))}
      >
        <div className="parameter-head">
          <Label className="field-label">Range</Label>
          <SliderOutput className="value">{`${formatTime(range.start)} – ${formatTime(range.end)}`}</SliderOutput>
        </div>
        <SliderTrack className="track">
          <div className="rail" />
          <SliderThumb index={0} className="thumb" aria-label="Start, in seconds" />
          <SliderThumb index={1} className="thumb" aria-label="End, in seconds" />
        </SliderTrack>
      </Slider>
      <div className="video-row">
        <Choice
          label="Frames"
          value={String(chosen.count)}
          options={COUNT_NAMES.map((count) => ({ value: count, title: count }))}
          onChange={(count) => setChosen({ ...chosen, count: Number(count) })}
        />
        <Button className="button" isDisabled={(isEncoded || isBusy) && isSameSampling(chosen, sampling)} onPress={() => void controller.encodeFrames(chosen)}>
          Encode {chosen.count} frames
        </Button>
      </div>
      <p className="hint">At equal steps of time; 2 × 2 tokens of a frame become their mean, as in LLaVA-Video, which takes 64.</p>
    </fieldset>
  );
}
