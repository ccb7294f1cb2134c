/**
 * The numbers of the token in focus and the sentence that says why it was kept or dropped.
 */
import type { ReactNode } from 'react';
import { locateToken } from '../../core/cells.ts';
import { FATES } from '../../core/script/scriptSelection.ts';
import { nameView } from '../../core/shownViews.ts';
import type { Focus, Shown } from '../../state/store.ts';
import { useAppState } from '../AppContext.ts';
import { formatNumber, formatPercent } from '../format.ts';
import { describeAttention } from '../insight/attention.ts';
import { explainToken } from '../insight/explainToken.ts';
import { FATE_STYLES } from '../paint/fateColours.ts';
import { formatShort } from '../paint/mapValues.ts';

export function TokenInspector() {
  const shown = useAppState((state) => state.shown);
  const focus = useAppState((state) => state.focus);
  return (
    <section className="inspector" aria-labelledby="inspector-title">
      {shown && focus.token !== null && focus.token < shown.photo.n ? (
        <InspectedToken shown={shown} token={focus.token} focus={focus} />
      ) : (
        <>
          <h2 id="inspector-title" className="section-title">
            Token
          </h2>
          <p className="hint">Point at a panel to see one token’s numbers.</p>
        </>
      )}
    </section>
  );
}

function InspectedToken({ shown, token, focus }: { shown: Shown; token: number; focus: Focus }) {
  const { selection, photo } = shown;
  const { maps, trace } = selection;
  const cell = locateToken(photo.layout, token);
  const view = cell && photo.layout.views.length > 1 ? `${nameView(photo.layout, cell.view)}, ` : '';
  const pick = maps.greedyStep[token] >= 0 ? trace.order.indexOf(token) : -1;
  const fate = FATE_STYLES[FATES[selection.fate[token]]];
  const ranked = shown.parameters.scope === 'per-view' && cell ? cell.view.rows * cell.view.cols : selection.n;
  const sentence = explainToken(selection, token, ranked);
  return (
    <>
      <div className="inspector-head">
        <h2 id="inspector-title" className="section-title">
          Token {token}
        </h2>
        <span className="place">{cell ? `${view}row ${cell.row}, col ${cell.col}` : ''}</span>
        <span className="pin" data-pinned={focus.pinned || undefined}>
          {focus.pinned ? 'pinned, Esc frees' : 'click pins'}
        </span>
      </div>
      <p className="verdict" data-kept={fate.kept || undefined}>
        <span className="swatch" style={{ background: `rgb(${fate.rgb.join(' ')})` }} aria-hidden="true" />
        <span>{sentence}</span>
      </p>
      <p className="visually-hidden" aria-live="polite">
        {focus.source === 'keyboard' && cell ? `${view}row ${cell.row}, column ${cell.col}. ${sentence}` : ''}
      </p>
      <dl className="numbers">
        <Figure name="Degree d" value={maps.degree[token]} title="Tokens of the other half with cosine ≥ τ" />
        <Figure name="Mean sim. μ" value={formatNumber(maps.meanSimilarity[token], 3)} title="Mean similarity over those" />
        <Figure name="Score" value={formatShort(maps.score[token])} title="d · exp(γ (μ − τ)), Eq. 9" />
        <Figure name="Rank" value={maps.redundancyRank[token]} title="1 is the most redundant token" />
        <Figure
          name="Cosine"
          value={maps.rawRelevance ? formatNumber(maps.rawRelevance[token], 3) : '–'}
          title="Raw relevance: cosine with the question, Eq. 3–4"
        />
        <Figure name="Relevance r" value={formatNumber(maps.relevance[token], 3)} title="Stretched to 0 … 1 over the photo" />
        <Figure name="DPP step" value={pick >= 0 ? maps.greedyStep[token] + 1 : '–'} title="When the greedy order picked it" />
        <Figure
          name="DPP gain"
          value={pick >= 0 ? formatShort(trace.gains[pick]) : '–'}
          title="Residual v² at the moment of its selection, Eq. 11"
        />
        <Figure name="Fate" value={fate.title} title={fate.explanation} />
      </dl>
      <Attention photo={photo} token={token} />
    </>
  );
}

function Attention({ photo: { extras, n }, token }: { photo: Shown['photo']; token: number }) {
  const figures = describeAttention(extras, token);
  if (figures.length === 0) return null;
  return (
    <>
      <dl className="numbers attention">
        {figures.map((figure) => (
          <Figure key={figure.name} {...figure} />
        ))}
      </dl>
      <p className="hint">Shares of the sum over all tokens, mean over heads; {formatPercent(1 / n, 2)} if it were even.</p>
    </>
  );
}

function Figure({ name, value, title }: { name: string; value: ReactNode; title: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
