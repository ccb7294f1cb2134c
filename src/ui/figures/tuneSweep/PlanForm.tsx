/**
 * What a sweep goes through, and on what: ranges, photo or folder, further questions.
 */
import { useState } from 'react';
import { Button, Input, Label, TextArea, TextField } from 'react-aria-components';
import { AXIS_TEXTS, TUNING_AXES } from '../../../core/tuning/plan.ts';
import { listImages } from '../../../state/folderImages.ts';
import { FolderInputs } from '../FolderInputs.tsx';
import type { PlanTexts } from './planTexts.ts';

interface PlanFieldsProps {
  texts: PlanTexts;
  onChange: (texts: PlanTexts) => void;
}

export function PlanFields({ texts, onChange }: PlanFieldsProps) {
  return (
    <div className="tune-fields" role="group" aria-label="Values to sweep">
      {TUNING_AXES.map((axis) => (
        <TextField key={axis} className="tune-field" value={texts[axis]} onChange={(text) => onChange({ ...texts, [axis]: text })}>
          <Label className="field-label">{`${AXIS_TEXTS[axis].symbol}, ${AXIS_TEXTS[axis].name}`}</Label>
          <Input className="text-input" maxLength={60} spellCheck="false" autoComplete="off" />
        </TextField>
      ))}
      <p className="hint">
        Values, as 1, 5, 10, or ranges: <code>0.1:0.9:0.1</code> in steps of 0.1, <code>16:192:x12</code> for 12 values.
      </p>
    </div>
  );
}

export interface SweepSources {
  /** null for the photo at hand. */
  files: readonly File[] | null;
  /** As they were written, one a line. */
  questions: string;
}

interface SourceFieldsProps {
  sources: SweepSources;
  canAsk: boolean;
  onChange: (sources: SweepSources) => void;
}

export function SourceFields({ sources, canAsk, onChange }: SourceFieldsProps) {
  const { files, questions } = sources;
  return (
    <div className="tune-sources">
      <FolderInputs onFiles={(chosen) => onChange({ ...sources, files: chosen })} />
      {files && (
        <>
          <span role="status">{describeFiles(files)}</span>
          <Button className="button small quiet" onPress={() => onChange({ ...sources, files: null })}>
            Sweep this photo instead
          </Button>
        </>
      )}
      {canAsk && <FurtherQuestions questions={questions} onChange={(text) => onChange({ ...sources, questions: text })} />}
    </div>
  );
}

function FurtherQuestions({ questions, onChange }: { questions: string; onChange: (text: string) => void }) {
  const [isOpen, setOpen] = useState(questions !== '');
  if (!isOpen) {
    return (
      <Button className="button small quiet" onPress={() => setOpen(true)}>
        Ask further questions …
      </Button>
    );
  }
  return (
    <TextField className="tune-questions" value={questions} onChange={onChange}>
      <Label className="field-label">Further questions, one a line</Label>
      <TextArea className="text-input" rows={3} maxLength={4000} />
    </TextField>
  );
}

function describeFiles(files: readonly File[]): string {
  const { images, otherFiles } = listImages(files);
  const text = images.length === 1 ? '1 image' : `${images.length} images`;
  return otherFiles === 0 ? text : `${text}; ${otherFiles === 1 ? '1 other file is' : `${otherFiles} other files are`} none`;
}

/** Each once, without empty lines. */
export function splitQuestions(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter((line) => line !== ''))];
}
