/**
 * What goes in: a photo and a question.
 */
import { useState, type ChangeEvent, type SyntheticEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { useAppState, useServices } from '../AppContext.ts';
import { SamplePicker } from './SamplePicker.tsx';

const ACCEPTED = 'image/jpeg,image/png,image/webp,image/avif,image/gif,.jpg,.jpeg,.png,.webp,.avif,.gif';

export function AskSection() {
  return (
    <section className="ask" aria-labelledby="ask-title">
      <h2 id="ask-title" className="section-title">
        Ask
      </h2>
      <SamplePicker />
      <ImagePicker />
      <QuestionField />
    </section>
  );
}

function ImagePicker() {
  const { controller } = useServices();
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    // Forgotten at once, so that choosing the same file again opens it again.
    event.target.value = '';
    if (file) void controller.openFile(file);
  };
  return (
    <div className="image-picker">
      <label className="button">
        <input className="visually-hidden" type="file" aria-label="Image" accept={ACCEPTED} onChange={choose} />
        Choose a photo…
      </label>
      <span className="hint">or drop or paste one anywhere. It never leaves this machine.</span>
    </div>
  );
}

function QuestionField() {
  const { controller } = useServices();
  const applied = useAppState((state) => state.settings.question);
  const [text, setText] = useState(applied);
  const [seen, setSeen] = useState(applied);
  // A sample or a link brought a question of its own.
  if (seen !== applied) {
    setSeen(applied);
    setText(applied);
  }

  const ask = (event?: SyntheticEvent) => {
    event?.preventDefault();
    void controller.ask(text);
  };
  return (
    <form className="question" onSubmit={ask}>
      <TextField value={text} onChange={setText} onBlur={() => ask()}>
        <Label className="field-label">Question</Label>
        <div className="question-row">
          <Input className="text-input" placeholder="Nothing asked: pure diversity" maxLength={2000} enterKeyHint="go" />
          <Button className="button primary" type="submit">
            Ask
          </Button>
        </div>
      </TextField>
    </form>
  );
}
