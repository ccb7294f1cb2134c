// Redundancy score (Eq. 9): score(t) = d(t) exp(gamma (mu(t) - tau)), where d(t) is the number of a token's edges and
// mu(t) their mean similarity. A token without edges gets the mean similarity to all tokens it was compared with, as mu
// and as score, and 0 where there are none.
//
// One thread per token; it reads the totals that bipartite_degree.wgsl left, so a new gamma repeats only this kernel.
//
// 0  parameters      (evenOthers, oddOthers: how many tokens an even, an odd token was compared with)
// 1  totals          u32[5, n]: edges; edge sum high, low; sum of all high, low; sum = (high 2^12 + low) 2^-24
// 2  meanSimilarity  f32[n], mu
// 3  score           f32[n]

struct Parameters {
  n: u32,
  evenOthers: u32,
  oddOthers: u32,
  threshold: f32,
  gamma: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> totals: array<u32>;
@group(0) @binding(2) var<storage, read_write> meanSimilarity: array<f32>;
@group(0) @binding(3) var<storage, read_write> score: array<f32>;

override workgroupSize: u32 = 64;

const lowUnit = 1.0 / 16777216.0;    // 2^-24
const highUnit = 4096.0 * lowUnit;   // 2^-12

@compute @workgroup_size(workgroupSize)
fn scoreRedundancy(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let token = (workgroup.x + workgroup.y * workgroups.x) * workgroupSize + thread;
  if (token >= parameters.n) {
    return;
  }
  let edges = totals[token];
  if (edges > 0) {
    let mean = readSum(parameters.n + token) / f32(edges);
    meanSimilarity[token] = mean;
    score[token] = f32(edges) * exp(parameters.gamma * (mean - parameters.threshold));
    return;
  }
  let others = select(parameters.evenOthers, parameters.oddOthers, token % 2 == 1);
  let mean = readSum(3 * parameters.n + token) / f32(max(others, 1));
  meanSimilarity[token] = mean;
  score[token] = mean;
}

fn readSum(slot: u32) -> f32 {
  return f32(bitcast<i32>(totals[slot])) * highUnit + f32(totals[slot + parameters.n]) * lowUnit;
}
