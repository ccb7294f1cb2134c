/**
 * What goes in: a photo and a question.
 */
import { useState, type SyntheticEvent } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { useAppState, useServices } from '../AppContext.ts';
import { SamplePicker } from './SamplePicker.tsx';

export function AskSection() {
  return (
    <section className="ask" aria-labelledby="ask-title">
      <h2 id="ask-title" className="section-title">
        Ask
      </h2>
      <SamplePicker />
      <QuestionField />
    </section>
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
