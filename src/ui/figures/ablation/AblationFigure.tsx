/**
 * Table 5 on the photo at hand.
 */
import { useCallback, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { ABLATION_ROWS, measureAblation, PAPER_ABLATION, selectAblation, type AblationRow } from '../../../core/figures/ablation.ts';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import type { Layout } from '../../../core/tokens.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import { describeSettings, type FigureInputs, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { useSlicedWork } from '../useSlicedWork.ts';
import { WorkBar } from '../WorkBar.tsx';
import { drawAblation, type AblationData } from './ablationDrawing.tsx';
import { listMeasures, MODULES, ROW_TEXTS, usesModule } from './ablationRows.ts';

const CAPTION =
  'What each combination of the three modules keeps when all keep the same number of tokens. GSP alone keeps the m lowest redundancy scores, QCRS alone the m ' +
  'highest relevances; together, the most relevant of what GSP leaves. QCRS + DPP walks the greedy order without GSP. Overlap is intersection over union with ' +
  'Script’s set, relevance mass the share of the sum of r that is kept, coverage the mean cosine of all tokens with the kept token most like them; the two terms of ' +
  'log det (Eq. 6) add up to that of the kept kernel. The paper’s Table 5 gives accuracy instead, of LLaVA-1.5-7B with 16 tokens on average ' +
  '(mean of POPE, MME / 20, GQA and SQA; 73.41 with all 576 tokens is 100 %); that needs the language model and is not measured here.';

export function AblationFigure({ inputs }: FigureProps) {
  const style = useFigureStyle();
  const [seed, setSeed] = useState(1);
  const start = useCallback(() => runAblation(inputs, seed), [inputs, seed]);
  const { result, progress, problem, cancel } = useSlicedWork(start);
  // Maps, numbers and settings are always those of one run; after a change of photo there is none.
  const current = result?.inputs.geometry === inputs.geometry ? result : null;
  const draw = useCallback(
    (width: number) => (current ? drawAblation(current.data, { layout: current.inputs.shown.photo.layout, style }, width) : { height: 0, content: null }),
    [current, style],
  );
  return (
    <FigureFrame
      id="ablation"
      title="Ablation"
      source="Table 5"
      caption={CAPTION}
      settings={`${describeSettings((current?.inputs ?? inputs).shown)}, random draw ${current?.data.seed ?? seed}`}
      layout={inputs.shown.photo.layout}
      draw={draw}
      table={() => (current ? toTable(current.data) : { columns: [], rows: [] })}
      controls={
        <>
          <span className="field-label">Random draw {seed}</span>
          <Button className="button small" onPress={() => setSeed(seed + 1)}>
            Draw again
          </Button>
          {progress !== null && <WorkBar text="Measuring the six sets" progress={progress} onCancel={cancel} />}
          {problem !== null && <span role="alert">The sets could not be measured: {problem}</span>}
        </>
      }
    >
      {current && <FocusNote kept={current.data.kept} layout={current.inputs.shown.photo.layout} />}
    </FigureFrame>
  );
}

interface AblationRun {
  inputs: FigureInputs;
  data: AblationData;
}

function* runAblation(inputs: FigureInputs, seed: number): Generator<number, AblationRun> {
  const { shown, geometry, ranges } = inputs;
  const { selection, parameters } = shown;
  const kept = selectAblation(selection, ranges, parameters, seed);
  const measures = yield* measureAblation(kept, geometry.similarity, selection.maps.relevance, parameters.relevanceExponent);
  return { inputs, data: { kept, measures, seed, relevanceExponent: parameters.relevanceExponent } };
}

/** Which rows keep the token in focus. */
function FocusNote({ kept, layout }: { kept: Record<AblationRow, Uint32Array>; layout: Layout }) {
  const token = useFocusToken();
  const owners = useMemo(() => ABLATION_ROWS.filter((row) => token !== null && kept[row].includes(token)), [kept, token]);
  const last = layout.views.at(-1);
  if (token === null || !last || token >= last.offset + last.rows * last.cols) return null;
  const names = owners.map((row) => (row === 'none' ? 'the random draw' : row === 'all' ? 'Script' : ROW_TEXTS[row].title));
  return (
    <p className="hint">
      Token {token} is kept by {names.length === 0 ? 'none of the six' : names.join(', ')}.
    </p>
  );
}

export function toTable({ kept, measures, seed, relevanceExponent }: AblationData): DataTable {
  const texts = listMeasures(relevanceExponent);
  const digits: Record<string, number> = { coverage: 4, 'relevance-mass': 4, overlap: 4 };
  return {
    columns: [
      { title: 'kept by' },
      ...MODULES.map((module) => ({ title: module })),
      { title: 'tokens kept' },
      ...texts.map(({ id, title }) => ({ title, digits: digits[id] ?? 3 })),
      { title: 'log det, both terms', digits: 3 },
      { title: 'paper: POPE', digits: 2 },
      { title: 'paper: MME', digits: 2 },
      { title: 'paper: GQA', digits: 2 },
      { title: 'paper: SQA (IMG)', digits: 2 },
      { title: 'paper: accuracy', digits: 2 },
      { title: 'paper: relative accuracy (%)', digits: 2 },
    ],
    rows: ABLATION_ROWS.map((row, index) => {
      const { relevance, diversity } = measures[index].logDeterminant;
      const { pope, mme, gqa, sqa, accuracy, relative } = PAPER_ABLATION[row];
      return [
        row === 'none' ? `${ROW_TEXTS[row].title} (random draw ${seed})` : ROW_TEXTS[row].title,
        ...MODULES.map((module) => (usesModule(row, module) ? 'yes' : 'no')),
        kept[row].length,
        ...texts.map(({ read }) => read(measures[index])),
        relevance + diversity,
        pope,
        mme,
        gqa,
        sqa,
        accuracy,
        relative,
      ];
    }),
  };
}
