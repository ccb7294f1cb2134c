// Start of soft matching (ToMe: Bolya et al., Token Merging, 2023), which merges the most similar tokens round by round
// until few are left. At first every token is a group of its own.
//
// A group is the mean x of its tokens, and all that matching needs of it are its dot products with the other groups:
// products_ij = <x_i, x_j> = S_ij |x_i| |x_j|, with the cosines S of Eq. 10. Products of a mean are means of products, so
// from here on matrix entries are averaged instead of tokens, whatever the number of their dimensions. Tokens shorter than
// 1e-8 count as zero.
//
// One thread per entry of the matrix; those of its first row also start the list of groups.
//
// 0  parameters
// 1  similarities  f32[n, n], S
// 2  norms         f32[n], |x|
// 3  products      f32[n, n], by the token at whose place a group stands
// 4  lengths       f32[n], |x|, 0 for zero groups
// 5  list          (u32, f32)[2, n], token and size of each group, in order; this kernel writes the first half

struct Parameters {
  n: u32,
}

struct Group {
  token: u32,
  size: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read> norms: array<f32>;
@group(0) @binding(3) var<storage, read_write> products: array<f32>;
@group(0) @binding(4) var<storage, read_write> lengths: array<f32>;
@group(0) @binding(5) var<storage, read_write> list: array<Group>;

override workgroupSize: u32 = 64;

const smallestNorm = 1e-8;

@compute @workgroup_size(workgroupSize)
fn startMatching(@builtin(global_invocation_id) entry: vec3u) {
  let row = entry.y;
  let column = entry.x;
  if (column >= parameters.n) {
    return;
  }
  let index = row * parameters.n + column;
  products[index] = similarities[index] * lengthOf(row) * lengthOf(column);
  if (row == 0) {
    lengths[column] = lengthOf(column);
    list[column] = Group(column, 1.0);
  }
}

fn lengthOf(token: u32) -> f32 {
  let norm = norms[token];
  return select(norm, 0.0, norm < smallestNorm);
}
