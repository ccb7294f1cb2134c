/**
 * What every compared method keeps, in numbers.
 */
import { useCallback } from 'react';
import { toScoreTable } from '../../../core/scoreCard/scoreTable.ts';
import { useServices } from '../../AppContext.ts';
import { useFigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { describeSettings } from '../../figures/figureInputs.ts';
import { FigureFrame } from '../../figures/frame/FigureFrame.tsx';
import type { ComparisonProps } from '../comparisonInputs.ts';
import { toPlainScoreCard } from './plainScoreCard.ts';
import { drawScoreCard } from './scoreCardDrawing.tsx';
import { toScoreRows, useScoredRuns } from './scoredRuns.ts';
import { MeasureLegend, ScoreTable } from './ScoreTable.tsx';
import './scoreCard.css';

const CAPTION =
  'Measures of what each method keeps of this photo, from the angles and lengths of its tokens, the relevance r to the page’s question and, where the encoder gives ' +
  'it, the [CLS] attention. A method wins the measure that it maximizes, so no single column ranks them: Script’s DPP maximizes log det, DivPrune the minimum ' +
  'distance, top-k by relevance the relevance kept. None of them is accuracy, which needs the language model. Times are of this device and leave out encoding and ' +
  'the similarities, which all methods share.';

export function ScoreCardFigure({ shown }: ComparisonProps) {
  const { store } = useServices();
  const style = useFigureStyle();
  const runs = useScoredRuns();
  const { n } = shown.photo;
  const draw = useCallback((width: number) => drawScoreCard({ runs, n }, style, width), [runs, n, style]);
  const plain = () => {
    const { engine } = store.getState();
    return toPlainScoreCard(runs, shown, engine.status === 'ready' ? engine.start.kernels : null);
  };
  return (
    <FigureFrame
      id="score-card"
      title="Score card"
      source="measured here"
      caption={CAPTION}
      settings={describeSettings(shown)}
      draw={draw}
      table={() => toScoreTable(toScoreRows(runs))}
      plain={plain}
      lead={
        <>
          <ScoreTable runs={runs} />
          <MeasureLegend />
        </>
      }
      showsOwnNumbers
    />
  );
}
