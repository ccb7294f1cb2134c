/**
 * The parameters that Script shares with its own parts, as schemas.
 */
import { DEFAULT_PARAMETERS, PARAMETER_RANGES } from '../script/scriptParameters.ts';

const THRESHOLD = {
  kind: 'number',
  title: 'Threshold',
  symbol: 'τ',
  ...PARAMETER_RANGES.threshold,
  default: DEFAULT_PARAMETERS.threshold,
  explanation: 'Two tokens count as redundant with each other if their cosine is at least this.',
} as const;

const GAMMA = {
  kind: 'number',
  title: 'Gamma',
  symbol: 'γ',
  ...PARAMETER_RANGES.gamma,
  default: DEFAULT_PARAMETERS.gamma,
  explanation: 'How strongly the mean similarity above the threshold raises the redundancy score (Eq. 9).',
} as const;

const PRUNE_RATIO = {
  kind: 'number',
  title: 'Prune ratio',
  symbol: 'p',
  ...PARAMETER_RANGES.pruneRatio,
  default: DEFAULT_PARAMETERS.pruneRatio,
  explanation: 'The share of tokens that graph-structured pruning discards, as long as m remain.',
} as const;

const EPSILON = {
  kind: 'number',
  title: 'Epsilon',
  symbol: 'ε',
  ...PARAMETER_RANGES.epsilon,
  isLogarithmic: true,
  default: DEFAULT_PARAMETERS.epsilon,
  explanation: 'Keeps the division of Eq. 11 finite where a token adds nothing new.',
} as const;

const INVERT = {
  kind: 'switch',
  title: 'Invert relevance',
  default: DEFAULT_PARAMETERS.invert,
  explanation: 'Takes tokens unlike the question for relevant ones: what public codes do, as CLIP’s patches often match text the wrong way round.',
} as const;

const GRAPH = {
  kind: 'choice',
  title: 'Graph',
  options: [
    { value: 'bipartite', title: 'bipartite (even against odd tokens)' },
    { value: 'full', title: 'full (every token against all others)' },
  ],
  default: DEFAULT_PARAMETERS.graph,
  explanation: 'Which pairs of tokens are compared for redundancy.',
} as const;

const RELEVANCE_EXPONENT = {
  kind: 'number',
  title: 'Exponent of r',
  min: 0,
  max: 4,
  step: 0.5,
  default: DEFAULT_PARAMETERS.relevanceExponent,
  explanation: '1 weighs similarity by r on either side, diag(r) S diag(r); 0.5 is Eq. 5; 0 is pure diversity.',
} as const;

const QUERY_SOURCE = {
  kind: 'choice',
  title: 'Question vector',
  options: [
    { value: 'pooled', title: 'the text model’s own' },
    { value: 'mean', title: 'mean of token states (Eq. 3)' },
  ],
  default: DEFAULT_PARAMETERS.querySource,
  explanation: 'What tokens are compared with: the pooled embedding of the question, or the mean of its token states.',
} as const;

const SCOPE = {
  kind: 'choice',
  title: 'Scope',
  options: [
    { value: 'per-view', title: 'inside each view' },
    { value: 'joint', title: 'over all tokens' },
  ],
  default: 'per-view',
  explanation: 'Whether tiles and frames are selected from one by one or all together; the same for a single view.',
} as const;

/** All of them, by the names they have in Script. */
export const SCRIPT_SCHEMA = {
  threshold: THRESHOLD,
  gamma: GAMMA,
  pruneRatio: PRUNE_RATIO,
  epsilon: EPSILON,
  invert: INVERT,
  graph: GRAPH,
  relevanceExponent: RELEVANCE_EXPONENT,
  querySource: QUERY_SOURCE,
  scope: SCOPE,
} as const;
