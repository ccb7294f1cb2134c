/** Loads the independent reference cases of tests/golden/methods and makes token sets that methods run on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Kernels } from '../../src/core/kernels.ts';
import type { ParameterValues } from '../../src/core/methods/parameters.ts';
import type { MethodContext } from '../../src/core/methods/context.ts';
import { TokenSpaces } from '../../src/core/methods/tokenSpaces.ts';
import { toWorkspaceSource } from '../../src/core/openParts.ts';
import { readOwnTokens, type OwnTokens } from '../../src/core/ownTokens.ts';

const FOLDER = fileURLToPath(new URL('../golden/methods/', import.meta.url));

/** What one method keeps at one budget. */
export interface MethodRun {
  method: string;
  budget: number;
  parameters: ParameterValues;
  /** Ascending; null where the budget is refused. */
  kept: number[] | null;
  extraTokens: number;
  assignment: number[] | null;
  /** Picks of a greedy order, one list for each range. */
  order: number[][] | null;
  values: number[][] | null;
  /** Leading picks of each list that must come out equal in float32. */
  robustPrefix: number[] | null;
  /** True if the kept set survives rounding to float32. */
  exact: boolean;
  /** The same where equal inputs are rounded alike. */
  exactWithTies: boolean;
  refused: boolean;
  /** false where the method runs without the question of the case. */
  question?: boolean;
  schedule: number[] | null;
}

export interface MethodCase {
  name: string;
  tokens: OwnTokens;
  runs: MethodRun[];
}

export function loadMethodCases(): MethodCase[] {
  return readdirSync(FOLDER)
    .filter((name) => existsSync(`${FOLDER}${name}/expected.json`))
    .map((name) => {
      const { runs } = JSON.parse(readFileSync(`${FOLDER}${name}/expected.json`, 'utf8'));
      return { name, runs, tokens: readOwnTokens([{ name: 'inputs.npz', bytes: readFileSync(`${FOLDER}${name}/inputs.npz`) }]) };
    });
}

/** Takes a token set to the kernels; `spaces` must be destroyed in the end. */
export function openMethodContext(
  kernels: Kernels,
  own: Pick<OwnTokens, 'tokens' | 'joint' | 'grid' | 'extras' | 'query'>,
  settings: Partial<Pick<MethodContext, 'allowStandIns' | 'query' | 'signal'>> = {},
): { context: MethodContext; spaces: TokenSpaces } {
  const { grid, extras } = own;
  const spaces = new TokenSpaces(kernels, { source: toWorkspaceSource(own), grid, extras });
  const openSpace = spaces.open.bind(spaces);
  return { spaces, context: { n: own.tokens.rows, grid, extras, query: own.query, allowStandIns: false, openSpace, ...settings } };
}
