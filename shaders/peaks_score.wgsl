// Scores of density-peak clustering (Du et al. 2016): delta_i rho_i, where delta is the distance (from the cosines of Eq. 10)
// to the nearest denser token. Of equal densities the lower index is the denser; the densest token of all has its largest
// distance instead. The logarithm ln delta_i - spread_i ranks alike and does not underflow.
//
// One thread per token. Distances are symmetric, so neighbouring threads read one row of them side by side.
//
// 0  parameters
// 1  squares  f32[t, t], squared distances
// 2  spreads  f32[t], -ln rho
// 3  scores   f32[t]

struct Parameters {
  t: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read> spreads: array<f32>;
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;

override workgroupSize: u32 = 64;

const beyond = 3.4e38;          // above every distance: no denser token
const smallest = 1.2e-38;       // below it, floats may count as 0
const lowest = -3.4e38;         // score of a token at the place of a denser one

@compute @workgroup_size(workgroupSize)
fn scorePeaks(@builtin(global_invocation_id) invocation: vec3u) {
  let own = invocation.x;
  if (own >= parameters.t) {
    return;
  }
  let spread = spreads[own];
  var nearestDenser = beyond;
  var farthest = 0.0;
  for (var other = 0u; other < parameters.t; other++) {
    let square = squares[other * parameters.t + own];
    farthest = max(farthest, square);
    if (spreads[other] < spread || (spreads[other] == spread && other < own)) {
      nearestDenser = min(nearestDenser, square);
    }
  }
  let separation = select(nearestDenser, farthest, nearestDenser == beyond);
  var score = lowest;
  if (separation >= smallest) {
    score = 0.5 * log(separation) - spread;
  }
  scores[own] = score;
}
