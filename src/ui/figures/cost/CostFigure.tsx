/**
 * What visual tokens cost a language model, for the page's own tokens and for the numbers that the paper prints.
 */
import { useCallback, useMemo, useState } from 'react';
import { LLAMA_7B, type LanguageModel } from '../../../core/costModel.ts';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { drawCost } from './costDrawing.tsx';
import { CostEquations } from './CostEquations.tsx';
import { chooseModel, toCostTable, type CostScenario, type ModelChoice } from './costFigureState.ts';
import { ModelFields, TokenFields } from './CostFields.tsx';
import './cost.css';

/** How far the chart goes: everything, or the budgets of LLaVA-NeXT or LLaVA-1.5, which are crowded otherwise. */
const SPANS = { all: null, 'llava-next': 720, 'llava-1.5': 216 };
type Span = keyof typeof SPANS;

/** LLaVA-1.5 at the paper's 88.9 %, until a photo is there. */
const WITHOUT_PHOTO = { before: 576, after: 64 };

const CAPTION =
  'Prefill FLOPs of the language model over the visual tokens; the shaded gap is what grows with n². The ring is n before pruning, the dot after; ' +
  'diamonds are the numbers that the paper prints. For LLaVA-NeXT the paper scales its number for 2880 tokens in proportion to n, ' +
  'which overstates what pruned sequences cost, and its 13B tables print the numbers of the 7B model. Its Table 6 counts a multiplication and an addition as two.';

export function CostFigure() {
  const style = useFigureStyle();
  const [choice, setChoice] = useState<ModelChoice>('7b');
  const [free, setFree] = useState<LanguageModel>({ ...LLAMA_7B, title: 'free model' });
  // What the person typed; null follows the page.
  const [before, setBefore] = useState<number | null>(null);
  const [after, setAfter] = useState<number | null>(null);
  const [text, setText] = useState(0);
  const [span, setSpan] = useState<Span>('all');
  const pageBefore = useAppState((state) => state.shown?.photo.n ?? WITHOUT_PHOTO.before);
  const pageAfter = useAppState((state) => state.shown?.parameters.budget ?? WITHOUT_PHOTO.after);
  const scenario = useMemo<CostScenario>(
    () => ({ model: chooseModel(choice, free), before: before ?? pageBefore, after: after ?? pageAfter, text }),
    [choice, free, before, pageBefore, after, pageAfter, text],
  );
  const draw = useCallback((width: number) => drawCost(scenario, SPANS[span], style, width), [scenario, span, style]);
  return (
    <FigureFrame
      id="cost"
      title="FLOPs and KV cache"
      source="Tables 2, 3, 6, 8, 9"
      caption={CAPTION}
      settings={describeScenario(scenario)}
      draw={draw}
      table={() => toCostTable(scenario)}
      controls={
        <>
          <Choice<ModelChoice>
            label="Model"
            value={choice}
            options={[
              { value: '7b', title: '7B, as LLaMA and Vicuna' },
              { value: '13b', title: '13B, as LLaMA and Vicuna' },
              { value: 'free', title: 'Free' },
            ]}
            onChange={setChoice}
          />
          {choice === 'free' && <ModelFields model={free} onChange={setFree} />}
          <Choice<Span>
            label="Chart"
            value={span}
            options={[
              { value: 'all', title: 'to 2880 tokens' },
              { value: 'llava-next', title: `to ${SPANS['llava-next']} tokens` },
              { value: 'llava-1.5', title: `to ${SPANS['llava-1.5']} tokens` },
            ]}
            onChange={setSpan}
          />
          <TokenFields
            before={scenario.before}
            after={scenario.after}
            text={text}
            edited={before !== null || after !== null}
            onBefore={setBefore}
            onAfter={setAfter}
            onText={setText}
            onFollow={() => {
              setBefore(null);
              setAfter(null);
            }}
          />
        </>
      }
    >
      <CostEquations {...scenario} />
    </FigureFrame>
  );
}

function describeScenario({ model, before, after, text }: CostScenario): string {
  const { title, layers, hiddenSize, feedForwardSize, keyValueShare, cacheBytes } = model;
  return `${title}: L = ${layers}, d = ${hiddenSize}, f = ${feedForwardSize}, s = ${Number(keyValueShare.toFixed(3))}, b = ${cacheBytes}; ${before} tokens before, ${after} after, ${text} text tokens`;
}
