/**
 * Any two of the compared methods against each other: either of them, or their difference, in one place.
 */
import { useMemo, useRef, useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Choice } from '../../Choice.tsx';
import { DrawnFigure } from '../../figures/frame/DrawnFigure.tsx';
import { useElementWidth } from '../../figures/frame/useElementWidth.ts';
import { useFigureStyle } from '../../figures/drawing/FigureStyle.ts';
import type { MapOptions } from './MethodMap.tsx';
import { drawPair, PAIR_VIEWS, type Pair, type PairView } from './pairDrawing.tsx';
import type { PairChoice } from './usePairChoice.ts';
import { otherOf, useBlink } from './useBlink.ts';

interface PairSectionProps {
  choice: PairChoice;
  pair: Pair;
  titles: readonly string[];
  options: MapOptions;
}

export function PairSection({ choice, pair, titles, options }: PairSectionProps) {
  const style = useFigureStyle();
  const body = useRef<HTMLDivElement>(null);
  const width = useElementWidth(body);
  const blink = useBlink();
  const [isHolding, setHolding] = useState(false);
  const view = isHolding ? otherOf(blink.view) : blink.view;
  const drawing = useMemo(() => (width > 0 ? drawPair(pair, view, options, style, width) : null), [pair, view, options, style, width]);
  const places = titles.map((title, index) => ({ value: String(index), title: `${index + 1} ${title}` }));
  return (
    <section className="pair" aria-labelledby="pair-title">
      <h3 id="pair-title" className="pair-title">
        A against B
      </h3>
      <div className="figure-controls">
        <Choice label="A" value={String(choice.a)} options={places} onChange={(place) => choice.choose('a', Number(place))} />
        <Choice label="B" value={String(choice.b)} options={places} onChange={(place) => choice.choose('b', Number(place))} />
        <ToggleButtonGroup
          className="pair-views"
          aria-label="Shown"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={([key]) => blink.show(PAIR_VIEWS.find((candidate) => candidate === key) ?? 'difference')}
        >
          {PAIR_VIEWS.map((candidate) => (
            <ToggleButton key={candidate} id={candidate} className="pair-view">
              {VIEW_NAMES[candidate]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Button className="button small pair-button" onPress={blink.toggle}>
          {blink.isBlinking ? 'Stop blinking' : 'Blink A and B'}
        </Button>
        <Button
          className="button small pair-button hold"
          isDisabled={blink.isBlinking}
          data-pressed={isHolding || undefined}
          onPressStart={() => setHolding(true)}
          onPressEnd={() => setHolding(false)}
        >
          Hold to see {VIEW_NAMES[otherOf(blink.view)]}
        </Button>
      </div>
      <div ref={body} className="figure-body">
        {drawing && <DrawnFigure width={width} drawing={drawing} label="A against B" />}
      </div>
    </section>
  );
}

const VIEW_NAMES: Record<PairView, string> = { a: 'A', b: 'B', difference: 'Difference' };
