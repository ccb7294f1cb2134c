// Clusters of density-peak clustering (Du et al. 2016): every token belongs to the nearest centre by squared distance (from
// the cosines of Eq. 10), the better centre among equals, and a centre to itself.
//
// One thread per token.
//
// 0  parameters
// 1  squares     f32[t, t], squared distances
// 2  centres     u32[centreCount], indices among the tokens that take part
// 3  assignment  i32[t], index among the centres

struct Parameters {
  t: u32,
  centreCount: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read> centres: array<u32>;
@group(0) @binding(3) var<storage, read_write> assignment: array<i32>;

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn assignTokens(@builtin(global_invocation_id) invocation: vec3u) {
  let own = invocation.x;
  if (own >= parameters.t) {
    return;
  }
  var nearest = 0u;
  var distance = squares[centres[0] * parameters.t + own];
  for (var rank = 0u; rank < parameters.centreCount; rank++) {
    let square = squares[centres[rank] * parameters.t + own];
    if (centres[rank] == own) {
      nearest = rank;
      break;
    }
    if (square < distance) {
      nearest = rank;
      distance = square;
    }
  }
  assignment[own] = i32(nearest);
}
