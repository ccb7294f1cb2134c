/**
 * Figures 7 and 8 on the photo at hand: several questions side by side.
 */
import { useCallback, useState, type SyntheticEvent } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { useAppState } from '../../AppContext.ts';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureInputs, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { WorkBar } from '../WorkBar.tsx';
import { refuseQuestion } from './questionRelevance.ts';
import { drawQuestions } from './questionsDrawing.tsx';
import './questions.css';
import { useQuestionRows, type QuestionRow } from './useQuestionRows.ts';

/** So that the figure says something at once. */
const FIRST_QUESTIONS = ['Is there a person?', 'What is in the background?'];

const CAPTION =
  'The same photo with different questions: where every question finds its tokens, and which tokens Script keeps for it with the settings of the ' +
  'page. Redundancy is the same for all of them; only relevance, and with it the greedy order, changes. Relevance is stretched for every question by ' +
  'itself, so that a question about something absent has a warmest token, too; the cosines below the maps tell the two apart.';

export function QuestionsFigure({ inputs }: FigureProps) {
  const { shown } = inputs;
  const style = useFigureStyle();
  const view = useAppState((state) => state.settings.view);
  const [added, setAdded] = useState<readonly string[]>(FIRST_QUESTIONS);
  const canAsk = shown.question.kind === 'asked' || shown.question.kind === 'empty';
  const others = useOthers(canAsk ? added : NONE, shown.question.text);
  const { rows, work } = useQuestionRows(inputs, others);
  const draw = useCallback(
    (width: number) =>
      drawQuestions(
        rows,
        { n: shown.photo.n, layout: shown.photo.layout, table: colourTable(view.colourMap), opacity: view.opacity, style },
        width,
      ),
    [rows, shown.photo, view.colourMap, view.opacity, style],
  );
  return (
    <FigureFrame
      id="questions"
      title="Questions side by side"
      source="Figures 7–8"
      caption={CAPTION}
      settings={describeSettings(shown)}
      layout={shown.photo.layout}
      draw={draw}
      table={() => toTable(rows, inputs)}
      controls={
        canAsk ? (
          <QuestionControls present={[shown.question.text, ...others]} removable={others} onChange={setAdded} />
        ) : (
          <p className="hint">{shown.question.kind === 'unreadable' ? 'This encoder reads no text: choose CLIP or SigLIP to ask.' : 'Own tokens answer the question that came with them, and no other.'}</p>
        )
      }
    >
      {work.progress !== null && <WorkBar text="Choosing the tokens of every question" progress={work.progress} onCancel={work.cancel} />}
      {work.problem !== null && <p className="hint">The tokens could not be chosen: {work.problem}</p>}
    </FigureFrame>
  );
}

const NONE: readonly string[] = [];

/** The added questions without the one that the page asks itself; the same array while nothing changes. */
function useOthers(added: readonly string[], asked: string): readonly string[] {
  const [others, setOthers] = useState(added);
  const wanted = added.filter((text) => text.toLowerCase() !== asked.toLowerCase());
  if (wanted.length !== others.length || wanted.some((text, index) => text !== others[index])) {
    setOthers(wanted);
    return wanted;
  }
  return others;
}

interface QuestionControlsProps {
  present: readonly string[];
  removable: readonly string[];
  onChange: (questions: readonly string[]) => void;
}

function QuestionControls({ present, removable, onChange }: QuestionControlsProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = (event: SyntheticEvent) => {
    event.preventDefault();
    const refusal = refuseQuestion(text, present);
    setProblem(refusal);
    if (refusal !== null) return;
    onChange([...removable, text.trim()]);
    setText('');
  };
  return (
    <>
      <Form className="question-adder" onSubmit={add}>
        <TextField
          value={text}
          onChange={(value) => {
            setText(value);
            setProblem(null);
          }}
          isInvalid={problem !== null}
          validationBehavior="aria"
        >
          <Label className="field-label">Another question</Label>
          <div className="question-row">
            <Input className="text-input" maxLength={2000} />
            <Button className="button" type="submit">
              Add
            </Button>
          </div>
          <FieldError className="hint">{problem}</FieldError>
        </TextField>
      </Form>
      <ul className="question-chips" aria-label="Added questions">
        {removable.map((question) => (
          <li key={question} className="chip">
            <span className="chip-text">{question}</span>
            <Button
              className="text-button"
              aria-label={`Remove “${question}”`}
              onPress={() => onChange(removable.filter((other) => other !== question))}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function toTable(rows: readonly QuestionRow[], { shown }: FigureInputs): DataTable {
  const named = rows.map((row) => ({ ...row, kept: row.kept && new Set(row.kept), name: row.text === '' ? row.title : row.text }));
  return {
    columns: [
      { title: 'token' },
      ...named.flatMap(({ name }) => [
        { title: `relevance: ${name}`, digits: 4 },
        { title: `cosine: ${name}`, digits: 4 },
        { title: `kept: ${name}` },
      ]),
    ],
    rows: Array.from({ length: shown.photo.n }, (_, token) => [
      token,
      ...named.flatMap(({ relevance, rawRelevance, kept }) => [
        relevance?.[token] ?? null,
        rawRelevance?.[token] ?? null,
        kept ? Number(kept.has(token)) : null,
      ]),
    ]),
  };
}
