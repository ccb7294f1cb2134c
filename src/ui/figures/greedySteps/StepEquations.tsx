/**
 * The equations of a step with all their numbers in place: for the pick, for one other token, and for the sets.
 */
import { explainUpdate, mostAffected, type TokenUpdate } from '../../../core/figures/greedySteps.ts';
import { Equation } from '../../equations/Equation.tsx';
import { html as argmax } from '../../equations/greedyArgmax.tex';
import { html as component } from '../../equations/greedyComponent.tex';
import { html as kernel } from '../../equations/greedyKernel.tex';
import { html as logDeterminant } from '../../equations/greedyLogDeterminant.tex';
import { html as projection } from '../../equations/greedyProjection.tex';
import { html as residual } from '../../equations/greedyResidual.tex';
import { html as walk } from '../../equations/greedyWalk.tex';
import { formatNumber, formatPercent } from '../../format.ts';
import { pickOf, stepOf, type Film } from './film.ts';
import { formatFactor, formatValue } from './formatValue.ts';
import { useFocusedToken } from './useFocusedToken.ts';

interface StepProps {
  film: Film;
  step: number;
}

export function StepEquations({ film, step }: StepProps) {
  const focused = useFocusedToken();
  const { token, note } = chooseToken(film, step, focused);
  return (
    <div className="step-equations">
      <h3>The pick: token j = {pickOf(film, step)}</h3>
      <PickEquations film={film} step={step} />
      <h3>{token === null ? 'No other token is left' : `What it takes from token i = ${film.range.start + token}`}</h3>
      {note && <p className="step-note">{note}</p>}
      {token !== null && <UpdateEquations film={film} step={step} update={explainUpdate(film.replay, step, token)} />}
    </div>
  );
}

/** The token in focus, or, where the step does not change that one, the one it changes most. */
function chooseToken(film: Film, step: number, focused: number | null): { token: number | null; note: string | null } {
  const { range, replay } = film;
  const local = focused === null ? -1 : focused - range.start;
  const pickedAt = stepOf(film, focused);
  const isOpen = local >= 0 && local < range.count && (pickedAt < 0 || pickedAt > step);
  if (isOpen) return { token: local, note: null };
  const most = mostAffected(replay, step);
  return { token: most < 0 ? null : most, note: describeChoice(focused, pickedAt, step, most < 0) };
}

function describeChoice(focused: number | null, pickedAt: number, step: number, isLast: boolean): string | null {
  const instead = isLast ? '' : ' Below is the token that loses most in this step; point at another one to see its numbers.';
  if (pickedAt === step) return `Token ${focused}, in focus, is the pick itself.${instead}`;
  if (pickedAt >= 0) return `Token ${focused}, in focus, was picked at step ${pickedAt + 1}: Eq. 11 leaves it alone from then on.${instead}`;
  return instead.trim();
}

function PickEquations({ film, step }: StepProps) {
  const { replay, runGains, walk: path, total } = film;
  const gain = replay.gains[step];
  const sum = replay.logDeterminants[step];
  const earlier = step === 0 ? 0 : replay.logDeterminants[step - 1];
  const pick = pickOf(film, step);
  const { kStar, budget } = path;
  return (
    <>
      <EquationCard
        title="The token with the largest residual"
        source="Sec. 4.2, before Eq. 11"
        html={argmax}
        values={{ pick: `token ${pick}`, gain: formatValue(gain) }}
        label={`j is the token outside the set with the largest residual: token ${pick}, with v squared ${formatValue(gain)}.`}
        remark={`Computed here in float64. This page’s run, in float32, had ${formatNumber(runGains[step], 6)}; the difference is ${formatValue(Math.abs(gain - runGains[step]))}.`}
      />
      <EquationCard
        title="The log determinant grows by its logarithm"
        source="Sec. 4.2, max det"
        html={logDeterminant}
        values={{ step: String(step + 1), earlier: formatValue(earlier), gain: formatValue(gain), sum: formatValue(sum) }}
        label={`The log determinant of the picks is the sum of ln v squared over ${step + 1} steps: ${formatValue(earlier)} plus ln ${formatValue(gain)} is ${formatValue(sum)}.`}
        remark="Exact as far as ε is negligible beside v²."
      />
      <EquationCard
        title={`The walk: ${describeWalk(film, step)}`}
        source="Sec. 4.3"
        html={walk}
        values={{ step: String(step + 1), kept: String(path.kept[step]), budget: String(budget), kStar: String(kStar) }}
        label={`Of the first ${step + 1} picks, ${path.kept[step]} survive GSP and are kept, of a budget of ${budget}. k star is ${kStar}.`}
        remark={
          path.kept[total - 1] < budget
            ? `The order ends after ${total} picks with ${path.kept[total - 1]} kept; the other ${budget - path.kept[total - 1]} are filled in afterwards.`
            : `The walk goes on until m tokens are kept, which is at step k* = ${kStar}.`
        }
      />
    </>
  );
}

function describeWalk({ walk: { fates, kStar } }: Film, step: number): string {
  switch (fates[step]) {
    case 'kept':
      return 'this pick survives GSP and is kept';
    case 'dropped':
      return step < kStar ? 'GSP dropped this pick, so it is skipped' : 'it ended before this pick, which GSP dropped';
    case 'beyond':
      return 'it ended before this pick';
    default:
      return fates[step] satisfies never;
  }
}

function UpdateEquations({ film, step, update }: StepProps & { update: TokenUpdate }) {
  const { epsilon, relevanceExponent } = film.replay.source;
  const exponent = relevanceExponent === 1 ? '' : String(relevanceExponent);
  const numbers = {
    kernel: formatValue(update.kernel),
    projection: formatFactor(update.projection),
    gain: formatValue(update.gain),
    component: formatFactor(update.component),
    before: formatValue(update.before),
    after: formatValue(update.after),
  };
  // An exponent acts on the numbers, too, which then stand for r to that power.
  const power = (relevance: number) => formatValue(relevance ** relevanceExponent);
  const values = {
    ...numbers,
    exponent,
    epsilon: formatValue(epsilon),
    step: String(step + 1),
    cosine: formatFactor(update.cosine),
    pickRelevance: power(update.pickRelevance),
    tokenRelevance: power(update.tokenRelevance),
  };
  return (
    <>
      <EquationCard
        title="How close the two are, weighted by relevance"
        source="Sec. 4.2, after Eq. 10"
        html={kernel}
        values={values}
        label={`L of j and i is the relevance of j, ${values.pickRelevance}, times their cosine, ${values.cosine}, times the relevance of i, ${values.tokenRelevance}: ${values.kernel}.`}
      />
      <EquationCard
        title={step === 0 ? 'No earlier picks yet' : `What ${step === 1 ? 'the earlier pick accounts' : `the ${step} earlier picks account`} for`}
        source="Eq. 11, u"
        html={projection}
        values={{ ...values, projection: formatValue(update.projection) }}
        label={`The product of u j and u i, over the steps before ${step + 1}, is ${formatValue(update.projection)}.`}
      />
      <EquationCard
        title="What is new in this pick, as seen from token i"
        source="Eq. 11"
        html={component}
        values={{ ...values, component: formatValue(update.component) }}
        label={`e i is ${values.kernel} minus ${values.projection}, over the root of ${values.gain} plus ${values.epsilon}: ${formatValue(update.component)}.`}
      />
      <EquationCard
        title="What is left of token i"
        source="Eq. 11"
        html={residual}
        values={values}
        label={`v i squared goes from ${values.before} to the larger of ${values.before} minus ${values.component} squared, and 0: ${values.after}.`}
        remark={describeLoss(update)}
      />
    </>
  );
}

function describeLoss({ before, after }: TokenUpdate): string {
  if (before === 0) return 'Nothing was left of it before.';
  return `It loses ${formatPercent((before - after) / before)} of its residual. The max keeps rounding from going below 0.`;
}

interface EquationCardProps {
  title: string;
  /** Where the paper has it. */
  source: string;
  html: string;
  values: Readonly<Record<string, string>>;
  label: string;
  remark?: string;
}

function EquationCard({ title, source, html, values, label, remark }: EquationCardProps) {
  return (
    <div className="step-equation">
      <div className="step-equation-head">
        <span>{title}</span>
        <span className="step-equation-source">{source}</span>
      </div>
      <Equation html={html} values={values} label={label} />
      {remark && <p className="hint">{remark}</p>}
    </div>
  );
}
