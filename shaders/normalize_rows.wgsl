// Unit rows: z_i = h_i / max(|h_i|, 1e-8), the vectors whose dot products are the cosines of Eq. 8 and Eq. 10.
//
// One workgroup takes one row. Its threads walk the row side by side, each adding up the squares it meets; a tree of
// additions in workgroup memory joins their sums; then the same threads divide the row by its norm. Every row is summed
// in the same order, so equal tokens get equal unit tokens, bit for bit. Unit rows are stored with a stride that is a
// multiple of 4, filled up with zeros, so that later kernels can load four numbers at once.
//
// 0  parameters
// 1  rows      f32[rowCount, columnCount]
// 2  unitRows  f32[rowCount, stride]
// 3  norms     f32[rowCount], |h_i|

struct Parameters {
  rowCount: u32,
  columnCount: u32,
  stride: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(2) var<storage, read_write> unitRows: array<f32>;
@group(0) @binding(3) var<storage, read_write> norms: array<f32>;

override workgroupSize: u32 = 64;

const smallestNorm = 1e-8;

var<workgroup> partialSums: array<f32, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn normalizeRows(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = workgroup.x + workgroup.y * workgroups.x;
  if (row >= parameters.rowCount) {
    return;
  }

  var sumOfSquares = 0.0;
  for (var column = thread; column < parameters.columnCount; column += workgroupSize) {
    let value = rows[row * parameters.columnCount + column];
    sumOfSquares += value * value;
  }
  partialSums[thread] = sumOfSquares;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      partialSums[thread] += partialSums[thread + half];
    }
  }
  workgroupBarrier();

  let norm = sqrt(partialSums[0]);
  let divisor = max(norm, smallestNorm);
  for (var column = thread; column < parameters.stride; column += workgroupSize) {
    var value = 0.0;
    if (column < parameters.columnCount) {
      value = rows[row * parameters.columnCount + column] / divisor;
    }
    unitRows[row * parameters.stride + column] = value;
  }
  if (thread == 0) {
    norms[row] = norm;
  }
}
