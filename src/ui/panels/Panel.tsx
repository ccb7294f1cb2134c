/**
 * One panel: its question, the equation behind it, the image, and the key to its colours.
 */
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useServices } from '../AppContext.ts';
import { Formula } from './Formula.tsx';
import { PanelCanvas } from './PanelCanvas.tsx';
import { PANEL_TEXTS, type PanelKind } from './panelKinds.ts';

interface PanelProps {
  kind: PanelKind;
  /** One line under the title. */
  subtitle: ReactNode;
  /** Beside the title. */
  badge?: ReactNode;
  /** At the end of the subtitle's line. */
  control?: ReactNode;
  /** Beside the image, as high as it: a colour bar. */
  scale?: ReactNode;
  /** Lies over the image, in its place. */
  cover?: ReactNode;
  /** One line under the image. */
  children?: ReactNode;
}

export function Panel({ kind, subtitle, badge, control, scale, cover, children }: PanelProps) {
  const { title } = PANEL_TEXTS[kind];
  return (
    <figure className="panel" data-kind={kind} aria-label={title}>
      <header className="panel-head">
        <h2 className="panel-title">{title}</h2>
        {badge}
        <EquationTag kind={kind} />
      </header>
      <div className="panel-subtitle">
        <p>{subtitle}</p>
        {control}
      </div>
      <PanelCanvas kind={kind} />
      {cover}
      <div className="panel-scale">{scale}</div>
      <figcaption className="panel-key">{children}</figcaption>
    </figure>
  );
}

function EquationTag({ kind }: { kind: PanelKind }) {
  const { controller } = useServices();
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
          <Button className="button small" onPress={() => controller.setView({ figure: 'shader' })}>
            Show the shader
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
