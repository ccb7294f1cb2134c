// Centres of density-peak clustering (Du et al. 2016): the tokens of highest score delta rho, made of distances from the
// cosines of Eq. 10. The best comes first, the lower index among equals.
//
// One thread per token counts those that go before it; its place is that count, if there are so many centres.
//
// 0  parameters
// 1  scores   f32[t]
// 2  centres  u32[centreCount], indices among the tokens that take part

struct Parameters {
  t: u32,
  centreCount: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> scores: array<f32>;
@group(0) @binding(2) var<storage, read_write> centres: array<u32>;

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn chooseCentres(@builtin(global_invocation_id) invocation: vec3u) {
  let own = invocation.x;
  if (own >= parameters.t) {
    return;
  }
  let score = scores[own];
  var rank = 0u;
  for (var other = 0u; other < parameters.t; other++) {
    rank += u32(scores[other] > score || (scores[other] == score && other < own));
  }
  if (rank < parameters.centreCount) {
    centres[rank] = own;
  }
}
