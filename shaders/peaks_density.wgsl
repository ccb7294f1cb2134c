// Densities of density-peak clustering (Du et al. 2016): rho_i = exp(-spread_i), where the spread is the mean of the squared
// distances (from the cosines of Eq. 10) to the k nearest other tokens. Spreads are kept instead of densities: the smaller
// one is the denser, and float32 has no numbers for the densities of distant tokens.
//
// One thread per token. Floats >= 0 are ordered like their bits, so the k-th smallest distance is found bit by bit, from the
// highest: a bit belongs to it if fewer than k distances lie below the number with that bit set. A last walk adds up what
// lies below the k-th smallest; the rest of the k are equal to it. Distances are symmetric, so neighbouring threads read one
// row of them side by side.
//
// 0  parameters
// 1  squares  f32[t, t], squared distances
// 2  spreads  f32[t]

struct Parameters {
  t: u32,
  neighbours: u32,
}

struct Share {
  count: u32,
  sum: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read_write> spreads: array<f32>;

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn measureDensity(@builtin(global_invocation_id) invocation: vec3u) {
  let own = invocation.x;
  if (own >= parameters.t) {
    return;
  }
  var limit = 0u;
  for (var bit = 1u << 30; bit > 0; bit >>= 1) {
    if (addUpBelow(own, limit | bit).count < parameters.neighbours) {
      limit |= bit;
    }
  }
  let below = addUpBelow(own, limit);
  let equal = f32(parameters.neighbours - below.count);
  spreads[own] = (below.sum + equal * bitcast<f32>(limit)) / f32(parameters.neighbours);
}

// Number and sum of the squared distances to other tokens whose bits are below `limit`.
fn addUpBelow(own: u32, limit: u32) -> Share {
  var share = Share(0, 0.0);
  for (var other = 0u; other < parameters.t; other++) {
    let square = squares[other * parameters.t + own];
    if (other != own && bitcast<u32>(square) < limit) {
      share.count += 1;
      share.sum += square;
    }
  }
  return share;
}
