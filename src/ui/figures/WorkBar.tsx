import { Button, Label, ProgressBar } from 'react-aria-components';

interface WorkBarProps {
  /** What is under way. */
  text: string;
  /** 0 to 1, null where the amount is not known. */
  progress: number | null;
  onCancel: () => void;
}

/** Progress of long work inside a figure, with a way to stop it. */
export function WorkBar({ text, progress, onCancel }: WorkBarProps) {
  return (
    <div className="work-bar">
      <ProgressBar className="progress" {...(progress === null ? { isIndeterminate: true } : { value: progress * 100 })}>
        {({ percentage, isIndeterminate }) => (
          <>
            <Label>{text}</Label>
            <span className="progress-track" data-waiting={isIndeterminate || undefined}>
              <span className="progress-fill" style={{ width: `${percentage ?? 100}%` }} />
            </span>
          </>
        )}
      </ProgressBar>
      <Button className="button small quiet" onPress={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
