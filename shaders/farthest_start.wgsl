// Start of the farthest-point order (DivPrune, Alvar et al. 2025): the cosine distance of every token to its nearest
// other token, min over j != i of 1 - S_ij. The first pick is the token for which it is largest, the most isolated one. A
// single token has no other; it gets the largest distance there is.
//
// One thread per token walks down its column of S, so that neighbouring threads read neighbouring numbers. Where S does not
// fit the device, bands of its rows come one after another, and every band goes on from the minima of those before. Each
// workgroup also leaves its best token as a candidate for the first step of farthest_step.wgsl. Ties go to the lower token
// index.
//
// 0  parameters
// 1  similarities  f32[rowCount, n], rows firstRow, firstRow + 1, ... of S
// 2  distances     f32[n]
// 3  candidates    (f32, u32)[2, workgroups]; this kernel writes the first half

struct Parameters {
  n: u32,
  firstRow: u32,
  rowCount: u32,
}

struct Candidate {
  distance: f32,
  token: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;
@group(0) @binding(3) var<storage, read_write> candidates: array<Candidate>;

override workgroupSize: u32 = 64;

const nobody = Candidate(-1.0, 0xffffffffu);
const largestDistance = 2.0;

var<workgroup> contenders: array<Candidate, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn startFarthest(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let n = parameters.n;
  let token = workgroup.x * workgroupSize + thread;
  contenders[thread] = nobody;
  if (token < n) {
    var distance = largestDistance;
    if (parameters.firstRow > 0) {
      distance = distances[token];
    }
    for (var row = 0u; row < parameters.rowCount; row++) {
      if (parameters.firstRow + row != token) {
        // Rounding may leave a cosine just above 1.
        distance = min(distance, max(1.0 - similarities[row * n + token], 0.0));
      }
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
    candidates[workgroup.x] = contenders[0];
  }
}

fn better(a: Candidate, b: Candidate) -> Candidate {
  if (b.distance > a.distance || (b.distance == a.distance && b.token < a.token)) {
    return b;
  }
  return a;
}
