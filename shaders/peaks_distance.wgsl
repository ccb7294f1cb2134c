// Start of density-peak clustering (DPC-KNN: Du et al. 2016) of some of the tokens: their squared Euclidean distances over
// the number of dimensions, |x_i - x_j|^2 / d = ((|x_i| - |x_j|)^2 + 2 |x_i| |x_j| (1 - S_ij)) / d, with the cosines S of
// Eq. 10. In this form no two large numbers are subtracted from each other, and equal tokens stay close to 0.
//
// One thread per entry.
//
// 0  parameters    (t tokens take part)
// 1  tokens        u32[t], the tokens that take part
// 2  similarities  f32[n, n], S
// 3  norms         f32[n], |x|
// 4  squares       f32[t, t], 0 on the diagonal

struct Parameters {
  n: u32,
  t: u32,
  d: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read> similarities: array<f32>;
@group(0) @binding(3) var<storage, read> norms: array<f32>;
@group(0) @binding(4) var<storage, read_write> squares: array<f32>;

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn measureDistances(@builtin(global_invocation_id) entry: vec3u) {
  let row = entry.y;
  let column = entry.x;
  if (column >= parameters.t) {
    return;
  }
  let a = norms[tokens[row]];
  let b = norms[tokens[column]];
  let turn = max(1.0 - similarities[tokens[row] * parameters.n + tokens[column]], 0.0);
  let square = ((a - b) * (a - b) + 2.0 * a * b * turn) / f32(parameters.d);
  squares[row * parameters.t + column] = select(square, 0.0, row == column);
}
