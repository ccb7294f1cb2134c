/**
 * What goes in: a photo or a video, and a question.
 */
import { lazy, Suspense, useState, type SyntheticEvent } from 'react';
import { Button, Input, Label, Text, TextField } from 'react-aria-components';
import type { Question } from '../../state/store.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { LayoutPicker } from './LayoutPicker.tsx';
import { SamplePicker } from './SamplePicker.tsx';
import { TokenPieces } from './TokenPieces.tsx';

// Most people never open a video.
const VideoControls = lazy(async () => ({ default: (await import('../film/VideoControls.tsx')).VideoControls }));

export function AskSection() {
  const hasVideo = useAppState((state) => state.video !== null);
  return (
    <section className="ask" aria-labelledby="ask-title">
      <h2 id="ask-title" className="section-title">
        Ask
      </h2>
      <SamplePicker />
      <Suspense>{hasVideo && <VideoControls />}</Suspense>
      <QuestionField />
      <LayoutPicker />
    </section>
  );
}

/** Why no question can be asked, where that is so. */
const REASONS: Partial<Record<Question['kind'], string>> = {
  unreadable: 'This encoder reads no text, so every token matters alike. Choose CLIP or SigLIP to ask.',
  brought: 'The question came with the tokens.',
  missing: 'The tokens came without a question, so every token matters alike.',
};

function QuestionField() {
  const { controller } = useServices();
  const applied = useAppState((state) => state.settings.question);
  const kind = useAppState((state) => state.shown?.question.kind ?? 'empty');
  const [text, setText] = useState(applied);
  const [seen, setSeen] = useState(applied);
  // A sample or a link brought a question of its own.
  if (seen !== applied) {
    setSeen(applied);
    setText(applied);
  }

  const reason = REASONS[kind];
  const ask = (event?: SyntheticEvent) => {
    event?.preventDefault();
    void controller.ask(text);
  };
  return (
    <form className="question" onSubmit={ask}>
      <TextField value={reason ? '' : text} onChange={setText} onBlur={() => ask()} isDisabled={reason !== undefined}>
        <Label className="field-label">Question</Label>
        <div className="question-row">
          <Input
            className="text-input"
            placeholder={reason ? '' : 'Nothing asked: pure diversity'}
            maxLength={2000}
            enterKeyHint="go"
          />
          <Button className="button primary" type="submit" isDisabled={reason !== undefined}>
            Ask
          </Button>
        </div>
        {reason && (
          <Text slot="description" className="hint">
            {reason}
          </Text>
        )}
      </TextField>
      <TokenPieces />
    </form>
  );
}
