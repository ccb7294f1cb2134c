// The similarities among chosen tokens: the k x k block of S (Eq. 10) in their rows and columns, from which log det
// (Eq. 6) and the mean and maximum similarity of a kept set are read off.
//
// One thread per entry gathers it from S.
//
// 0  parameters
// 1  tokens        u32[k], the chosen token indices
// 2  similarities  f32[n, n], S
// 3  block         f32[k, k]

struct Parameters {
  n: u32,
  k: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read> similarities: array<f32>;
@group(0) @binding(3) var<storage, read_write> block: array<f32>;

@compute @workgroup_size(8, 8)
fn gatherSimilarity(@builtin(global_invocation_id) entry: vec3u) {
  let row = entry.y;
  let column = entry.x;
  if (row >= parameters.k || column >= parameters.k) {
    return;
  }
  block[row * parameters.k + column] = similarities[tokens[row] * parameters.n + tokens[column]];
}
