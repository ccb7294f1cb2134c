// One step of the farthest-point order (DivPrune, Alvar et al. 2025): pick the token j that is farthest from all picked
// ones, then bring the distance of every other token i to its nearest picked token up to date,
//   distance_i = min(distance_i, 1 - S_ij).
// Before the first pick the distances are those to the nearest other token (farthest_start.wgsl); the first step
// replaces them.
//
// As in greedy_step.wgsl one dispatch is one step, since workgroups cannot wait for each other within a dispatch: every
// workgroup finds the best of the candidates that the previous dispatch left (all find the same), updates its own
// tokens, and leaves its own best token as a candidate for the next step, in the other half of a double buffer. No value
// returns to the CPU in between. A picked token's distance becomes -1, so that it never wins again. Ties go to the lower
// token index at every level.
//
// group 0
// 0  parameters
// 1  similarities  S: all of it, row j at j rowStride, or row j alone with rowStride 0 (similarity_row.wgsl)
// 2  distances     f32[n], to the nearest picked token, or -1 for picked tokens
// 3  candidates    (f32, u32)[2, groupCount]
// 4  trace         (f32, u32)[steps], distance and token of each pick
// group 1
// 0  step          u32, number of tokens picked so far

struct Parameters {
  n: u32,
  groupCount: u32,
  rowStride: u32,
}

struct Candidate {
  distance: f32,
  token: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;
@group(0) @binding(3) var<storage, read_write> candidates: array<Candidate>;
@group(0) @binding(4) var<storage, read_write> trace: array<Candidate>;
@group(1) @binding(0) var<uniform> step: u32;

override workgroupSize: u32 = 64;

const nobody = Candidate(-1.0, 0xffffffffu);
const largestDistance = 2.0;

var<workgroup> contenders: array<Candidate, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn takeFarthestStep(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let n = parameters.n;
  let token = workgroup.x * workgroupSize + thread;
  let readHalf = (step % 2) * parameters.groupCount;
  let writeHalf = ((step + 1) % 2) * parameters.groupCount;

  var picked = nobody;
  for (var group = 0u; group < parameters.groupCount; group++) {
    picked = better(picked, candidates[readHalf + group]);
  }
  if (workgroup.x == 0 && thread == 0) {
    trace[step] = picked;
  }

  contenders[thread] = nobody;
  if (token < n) {
    var distance = select(distances[token], largestDistance, step == 0);
    if (token == picked.token) {
      distance = -1.0;
    } else {
      // Never above the -1 of a token that was picked earlier.
      distance = min(distance, max(1.0 - similarities[picked.token * parameters.rowStride + token], 0.0));
    }
    distances[token] = distance;
    contenders[thread] = Candidate(distance, token);
  }
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      contenders[thread] = better(contenders[thread], contenders[thread + half]);
    }
  }
  if (thread == 0) {
    candidates[writeHalf + workgroup.x] = contenders[0];
  }
}

fn better(a: Candidate, b: Candidate) -> Candidate {
  if (b.distance > a.distance || (b.distance == a.distance && b.token < a.token)) {
    return b;
  }
  return a;
}
