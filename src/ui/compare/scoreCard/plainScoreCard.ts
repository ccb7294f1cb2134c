/**
 * The score card with everything that it depends on, as plain values: the fields that the headless program writes, too.
 */
import type { DeviceDescription } from '../../../core/kernels.ts';
import { toPlainScores } from '../../../core/scoreCard/scoreTable.ts';
import { resolveParameters } from '../../../state/compareEntries.ts';
import type { Shown } from '../../../state/store.ts';
import { toScoreRows, type ScoredRun } from './scoredRuns.ts';

/** @param device null while it is not known */
export function toPlainScoreCard(runs: readonly ScoredRun[], { photo, question, parameters }: Shown, device: DeviceDescription | null) {
  const finished = runs.filter(({ card, refusal }) => card !== null || refusal !== null);
  const { methods, overlap } = toPlainScores(toScoreRows(finished));
  return {
    image: photo.name,
    question: question.text,
    n: photo.n,
    d: photo.d,
    budget: parameters.budget,
    device: device && { kind: device.kind, adapter: device.adapter },
    methods: methods.map((scores, index) => {
      const { entry, selection, refusal, timedRuns } = finished[index];
      const kept = refusal === null ? selection : null;
      return {
        ...scores,
        parameters: resolveParameters(entry, parameters),
        ...(entry.question === null ? {} : { question: entry.question }),
        timedRuns: kept ? timedRuns : 0,
        selected: kept && Array.from(kept.indices),
        extraTokens: kept?.extraTokens ?? [],
        standIns: kept?.standIns ?? [],
        notes: kept?.notes ?? [],
      };
    }),
    overlap,
  };
}
