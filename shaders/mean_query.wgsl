// The query vector of Eq. 3: the mean of the query embeddings, scaled to unit length (divided by max(norm, 1e-8)).
//
// One workgroup does it all. Each thread averages the columns thread, thread + 256, ... over all rows; a tree of
// additions in workgroup memory joins the squares of these means into the norm. The result is filled up with zeros to a
// multiple of four numbers, like the unit rows it will be compared with.
//
// 0  parameters
// 1  embeddings  f32[rowCount, columnCount], one row per text token
// 2  unitQuery   f32[stride]

struct Parameters {
  rowCount: u32,
  columnCount: u32,
  stride: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read_write> unitQuery: array<f32>;

override workgroupSize: u32 = 256;

const smallestNorm = 1e-8;

var<workgroup> partialSums: array<f32, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn averageQuery(@builtin(local_invocation_index) thread: u32) {
  var sumOfSquares = 0.0;
  for (var column = thread; column < parameters.stride; column += workgroupSize) {
    var mean = 0.0;
    if (column < parameters.columnCount) {
      for (var row = 0u; row < parameters.rowCount; row++) {
        mean += embeddings[row * parameters.columnCount + column];
      }
      mean /= f32(parameters.rowCount);
    }
    unitQuery[column] = mean;
    sumOfSquares += mean * mean;
  }
  partialSums[thread] = sumOfSquares;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      partialSums[thread] += partialSums[thread + half];
    }
  }
  workgroupBarrier();

  let divisor = max(sqrt(partialSums[0]), smallestNorm);
  for (var column = thread; column < parameters.stride; column += workgroupSize) {
    unitQuery[column] /= divisor;
  }
}
