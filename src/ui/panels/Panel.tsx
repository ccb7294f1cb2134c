/**
 * One panel: its question, the equation behind it, the image, and the key to its colours.
 */
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Formula } from './Formula.tsx';
import { PanelCanvas } from './PanelCanvas.tsx';
import { PANEL_TEXTS, type PanelKind } from './panelKinds.ts';

interface PanelProps {
  kind: PanelKind;
  /** One line under the title. */
  subtitle: ReactNode;
  /** Beside the title. */
  aside?: ReactNode;
  /** Under the image. */
  children?: ReactNode;
}

export function Panel({ kind, subtitle, aside, children }: PanelProps) {
  const { title } = PANEL_TEXTS[kind];
  return (
    <figure className="panel" data-kind={kind} aria-label={title}>
      <header className="panel-head">
        <h2 className="panel-title">{title}</h2>
        {aside}
        <EquationTag kind={kind} />
      </header>
      <p className="panel-subtitle">{subtitle}</p>
      <PanelCanvas kind={kind} />
      <figcaption className="panel-key">{children}</figcaption>
    </figure>
  );
}

function EquationTag({ kind }: { kind: PanelKind }) {
  const { source, formulas, explanation } = PANEL_TEXTS[kind];
  return (
    <DialogTrigger>
      <Button className="equation-tag">
        <Formula text={source} />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="popover-body" aria-label={`About ${source}`}>
          {formulas.map((formula) => (
            <p key={formula} className="formula">
              <Formula text={formula} />
            </p>
          ))}
          <p>{explanation}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
