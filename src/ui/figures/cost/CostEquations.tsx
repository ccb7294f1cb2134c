/**
 * The two equations with their numbers in place.
 */
import { countProjections } from '../../../core/costModel.ts';
import { html as cacheEquation } from '../../equations/costCache.tex';
import { html as flopsEquation } from '../../equations/costFlops.tex';
import { Equation } from '../../equations/Equation.tsx';
import { formatNumber } from '../../format.ts';
import { costOf, formatMebibytes, formatTera, type CostScenario } from './costFigureState.ts';

export function CostEquations({ model, after, text }: CostScenario) {
  const cost = costOf(after + text, model);
  const shared = { n: String(cost.tokens), layers: String(model.layers), width: String(model.hiddenSize) };
  return (
    <div className="cost-equations">
      <Equation
        html={flopsEquation}
        values={{
          ...shared,
          projections: trim(countProjections(model)),
          forward: String(model.feedForwardSize),
          // One decimal more than elsewhere, so that the sum adds up.
          linear: formatNumber(cost.linear, 4),
          quadratic: formatNumber(cost.quadratic, 4),
          total: formatNumber(cost.teraflops, 4),
        }}
        label={`FLOPs of ${cost.tokens} tokens: ${model.layers} layers times ${trim(countProjections(model))} n d squared plus 2 n squared d plus 3 n d f, ${formatTera(cost.teraflops)} TFLOPs`}
      />
      <Equation
        html={cacheEquation}
        values={{ ...shared, share: trim(model.keyValueShare), bytes: String(model.cacheBytes), total: formatMebibytes(cost.mebibytes) }}
        label={`KV cache of ${cost.tokens} tokens: n times ${model.layers} layers times 2 d s b, ${formatMebibytes(cost.mebibytes)} MiB`}
      />
      <p className="hint">
        n: tokens, L: layers, d: width of the hidden states, f: width of the feed-forward layers, which the paper calls m as well as the budget, s:
        share of d that keys and values take, b: bytes per number. The 2 n² d is attention between all pairs of tokens; the 3 is the three matrices of a gated
        feed-forward layer. A multiplication with its addition counts once.
      </p>
    </div>
  );
}

/** Three decimals at most, none that say nothing. */
function trim(value: number): string {
  return String(Number(formatNumber(value, 3)));
}
