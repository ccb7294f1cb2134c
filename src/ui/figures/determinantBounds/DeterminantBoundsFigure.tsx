/**
 * Figure 6 and Appendix B on the photo at hand: bounds of the determinant beside real determinants, the claims that do not hold,
 * and three tokens as a box in space.
 */
import { useCallback, useMemo, useState } from 'react';
import { useAppState } from '../../AppContext.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureInputs, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { WorkBar } from '../WorkBar.tsx';
import { AppendixCards } from './AppendixCards.tsx';
import { BoundsControls, FIRST_SETTINGS, type BoundsSettings } from './BoundsControls.tsx';
import { findTriple, measureLengths } from './chooseTriple.ts';
import { drawDeterminantBounds } from './determinantBoundsDrawing.tsx';
import { tabulateSets } from './determinantBoundsTable.ts';
import { describePool, summarizeChecks, type TripleKind } from './determinantBoundsText.ts';
import { SpaceEquations } from './SpaceEquations.tsx';
import { SMALLEST_SET, useBoundsAnalysis, type BoundsAnalysis } from './useBoundsAnalysis.ts';
import { usePrefersCalm } from './usePrefersCalm.ts';
import { useTurning } from './useTurning.ts';
import './determinantBounds.css';

const CAPTION =
  'Determinants are those of unit tokens, as in Appendix B: relevance plays no part in the chart. The paper’s Figure 6 shows Eq. 27 and Eq. 28 for k = 5, ' +
  'without any set. The lower bounds depend on the largest cosine, not on the average; their curves are for sets whose cosines are all equal, the best ' +
  'that a bound can be at that average, and the live set also has Eq. 26 with its own ρmax. Eq. 27 is thin below ρavg = 0, where it is no bound. ' +
  'Sets without volume lie on the lower edge of a logarithmic chart.';

export function DeterminantBoundsFigure({ inputs }: FigureProps) {
  const [settings, setSettings] = useState(FIRST_SETTINGS);
  const change = useCallback((changed: Partial<BoundsSettings>) => setSettings((before) => ({ ...before, ...changed })), []);
  const analysis = useBoundsAnalysis(inputs, settings);
  if (analysis.directions < SMALLEST_SET) {
    return <p className="figure-waiting">Similarity takes two tokens; this photo has {analysis.directions} with a direction.</p>;
  }
  return <BoundsOfPhoto inputs={inputs} settings={settings} analysis={analysis} onChange={change} />;
}

interface BoundsOfPhotoProps {
  inputs: FigureInputs;
  settings: BoundsSettings;
  analysis: BoundsAnalysis;
  onChange: (change: Partial<BoundsSettings>) => void;
}

function BoundsOfPhoto({ inputs, settings, analysis, onChange }: BoundsOfPhotoProps) {
  const { shown, geometry } = inputs;
  const { k, live, cloud, checks, steps, pool, poolPicks, work } = analysis;
  const style = useFigureStyle();
  const prefersCalm = usePrefersCalm();
  const { rotation, turn } = useTurning(settings.isTurning && !prefersCalm);
  const { chosen, weights } = useChosenTriple(inputs, settings, analysis);
  const bounds = useMemo(() => ({ k, live, cloud, vertical: settings.vertical }), [k, live, cloud, settings.vertical]);
  const lines = useMemo(() => summarizeChecks(checks, steps), [checks, steps]);
  const poolText = describePool(pool.length, poolPicks);
  const show = useCallback((triple: TripleKind) => onChange({ triple }), [onChange]);
  const { layout } = shown.photo;
  const draw = useCallback(
    (width: number) => drawDeterminantBounds({ layout, bounds, chosen, rotation, onTurn: turn, checks: lines, pool: poolText }, style, width),
    [layout, bounds, chosen, rotation, turn, lines, poolText, style],
  );
  return (
    <FigureFrame
      id="determinant-bounds"
      title="Determinant bounds"
      source="Figure 6, App. B"
      caption={CAPTION}
      settings={`${describeSettings(shown)}, k = ${k}, draw ${settings.seed}`}
      layout={layout}
      draw={draw}
      table={() => tabulateSets(analysis, geometry)}
      controls={
        <>
          <BoundsControls settings={settings} directions={analysis.directions} onChange={onChange} />
          {work.progress !== null && <WorkBar text="Looking at all triples" progress={work.progress} onCancel={work.cancel} />}
          {work.problem !== null && <p>{work.problem}</p>}
        </>
      }
    >
      <SpaceEquations chosen={chosen} weights={weights} />
      <AppendixCards checks={checks} steps={steps} onShow={show} />
    </FigureFrame>
  );
}

/** The vectors in space, with their lengths, and the relevance of their tokens. */
function useChosenTriple({ shown, geometry }: FigureInputs, { triple: kind, weighted }: BoundsSettings, { live, checks }: BoundsAnalysis) {
  // Only one kind follows the focus; the others are not drawn anew when it moves.
  const focus = useAppState((state) => (kind === 'focus' ? state.focus.token : null));
  const { order } = shown.selection.trace;
  const { relevance } = shown.selection.maps;
  const exponent = shown.parameters.relevanceExponent;
  return useMemo(() => {
    const found = findTriple(kind, { geometry, set: live.measures?.tokens ?? [], order, focus, checks });
    const weights = measureLengths(found.triple, relevance, exponent);
    return { chosen: { ...found, lengths: weighted ? weights : UNIT_LENGTHS }, weights };
  }, [kind, weighted, geometry, live, order, focus, checks, relevance, exponent]);
}

const UNIT_LENGTHS = [1, 1, 1] as const;
