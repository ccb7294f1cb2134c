/**
 * What the selection comes to: counts, diversity, cost for a 7B LLM, and the time it took here.
 */
import { useMemo, type ReactNode } from 'react';
import { estimateCacheBytes, estimateFlops } from '../../core/costModel.ts';
import { countKept, findTokensInside } from '../../core/regions.ts';
import { findPicture } from '../../state/film.ts';
import type { Shown } from '../../state/store.ts';
import { useAppState } from '../AppContext.ts';
import { formatBytes, formatFlops, formatMilliseconds, formatNumber, formatPercent } from '../format.ts';
import { Formula } from '../panels/Formula.tsx';
import { describeLostRegion, findLostRegion } from '../insight/lostRegion.ts';

export function Readouts() {
  const shown = useAppState((state) => state.shown);
  return (
    <section className="readouts" aria-labelledby="readouts-title">
      <h2 id="readouts-title" className="section-title">
        What it comes to
      </h2>
      {shown && (
        <>
          <dl className="figures">
            <Counts shown={shown} />
            <Diversity />
            <Cost shown={shown} />
            <Times shown={shown} />
          </dl>
          <Remarks shown={shown} />
        </>
      )}
    </section>
  );
}

function Counts({ shown }: { shown: Shown }) {
  const { selection } = shown;
  const kept = selection.indices.length;
  return (
    <>
      <Readout name="Tokens kept" explanation={`of ${selection.n}, that is ${formatPercent(1 - kept / selection.n)} fewer`} hero>
        {kept}
      </Readout>
      <Readout name="k*" explanation="how far down the greedy order the walk went">
        {selection.kStar}
      </Readout>
      <Readout name={<Formula text="|GSP ∩ DPP_m|" />} explanation={`of the first m = ${selection.budget} picks survive GSP`}>
        {selection.intersectionAtM}
      </Readout>
      <Readout name="Supplemented" explanation="taken after the greedy order had ended">
        {selection.supplemented}
      </Readout>
      <RegionKept shown={shown} />
    </>
  );
}

/** Of the tokens inside the boxes that the person has drawn, if any. */
function RegionKept({ shown: { photo, selection } }: { shown: Shown }) {
  const regions = useAppState((state) => state.settings.regions);
  const inside = useMemo(() => findTokensInside(photo.layout, regions), [photo.layout, regions]);
  if (regions.length === 0) return null;
  const kept = countKept(inside, selection.indices);
  const share = inside.length === 0 ? 'no token has its centre inside' : `tokens inside the boxes on the photo, ${formatPercent(kept / inside.length)}`;
  return (
    <Readout name="Region kept" explanation={share}>
      {`${kept} of ${inside.length}`}
    </Readout>
  );
}

/** A figure that has not been computed yet is an ellipsis. */
function show(value: number | undefined, digits: number): string {
  return value === undefined ? '…' : formatNumber(value, digits);
}

function Diversity() {
  const values = useAppState((state) => state.readouts?.values ?? null);
  const stale = useAppState((state) => state.readouts?.selection !== state.shown?.selection);
  return (
    <>
      <Readout
        name="log det L̃ of the kept"
        stale={stale}
        explanation={`2 Σ ln r = ${show(values?.logRelevance, 1)}, ln det S = ${show(values?.logDiversity, 1)} (Eq. 6)`}
      >
        {values ? formatNumber(values.logRelevance + values.logDiversity, 1) : '…'}
      </Readout>
      <Readout
        name="Similarity of the kept"
        stale={stale}
        explanation={`mean cosine between kept tokens; the closest pair ${show(values?.maxSimilarity, 2)}`}
      >
        {show(values?.meanSimilarity, 2)}
      </Readout>
    </>
  );
}

function Cost({ shown: { selection } }: { shown: Shown }) {
  const kept = selection.indices.length;
  return (
    <>
      <Readout name="Prefill, 7B LLM" explanation={`from ${formatFlops(estimateFlops(selection.n))}, visual tokens only`}>
        {formatFlops(estimateFlops(kept))}
      </Readout>
      <Readout name="KV cache, 7B LLM" explanation={`from ${formatBytes(estimateCacheBytes(selection.n))}, 16-bit keys and values`}>
        {formatBytes(estimateCacheBytes(kept))}
      </Readout>
    </>
  );
}

const ENGINE_TITLES = { wasm: 'WebAssembly', webgpu: 'WebGPU' } as const;

function Times({ shown }: { shown: Shown }) {
  const engine = useAppState((state) => state.engine);
  const stages = useAppState((state) => state.stageTimings);
  const start = engine.status === 'ready' ? engine.start : null;
  const { timings } = shown.photo;
  const device = start ? `${start.kernels.kind === 'gpu' ? 'WebGPU' : 'CPU'}, ${start.kernels.adapter}` : '…';
  const details = Object.values(stages)
    .map(({ stage, milliseconds }) => `${stage} ${formatMilliseconds(milliseconds)}`)
    .join(', ');
  return (
    <>
      {timings ? (
        <Readout
          name="Encoder"
          explanation={`${start ? ENGINE_TITLES[start.encoder] : '…'}; question ${formatMilliseconds(shown.question.milliseconds)}`}
        >
          {formatMilliseconds(timings.encode)}
        </Readout>
      ) : (
        <Readout name="Encoder" explanation="own tokens; no encoder ran here">
          –
        </Readout>
      )}
      <Readout name="Pruning" explanation={`${device}. Stages when they last ran: ${details}`}>
        {formatMilliseconds(shown.milliseconds)}
      </Readout>
    </>
  );
}

function Remarks({ shown }: { shown: Shown }) {
  // Of the views in the panels, which dash its outline.
  const lost = useAppState((state) => {
    const picture = findPicture(state);
    const region = picture && findLostRegion(picture.layout, shown.selection.fate);
    return region && describeLostRegion(shown.photo.layout, region);
  });
  const remarks = [...shown.selection.warnings, ...(lost ? [lost] : [])];
  if (remarks.length === 0) return null;
  return (
    <ul className="remarks" aria-label="Remarks">
      {remarks.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

interface ReadoutProps {
  name: ReactNode;
  explanation: ReactNode;
  children: ReactNode;
  hero?: boolean;
  stale?: boolean;
}

function Readout({ name, explanation, children, hero, stale }: ReadoutProps) {
  return (
    <div className="readout" data-hero={hero || undefined} data-stale={stale || undefined}>
      <dt>{name}</dt>
      <dd>
        <span className="value">{children}</span>
        <span className="hint">{explanation}</span>
      </dd>
    </div>
  );
}
