// Histogram of the bipartite similarities (Eq. 8) over equal bins of [-1, 1]: what lies right of tau are the edges.
//
// Each workgroup counts its share of the entries in workgroup memory, where atomics are cheap, and adds its counts to
// the result once at the end. The block B is a strided window into a matrix, as in bipartite_degree.wgsl.
//
// 0  parameters
// 1  similarities  f32, the matrix that holds B
// 2  histogram     u32[binCount], zero on entry

struct Parameters {
  offset: u32,
  rowStride: u32,
  columnStride: u32,
  rowCount: u32,
  columnCount: u32,
  binCount: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read_write> histogram: array<atomic<u32>>;

override workgroupSize: u32 = 64;
override maximumBins: u32 = 256;

var<workgroup> counts: array<atomic<u32>, maximumBins>;

@compute @workgroup_size(workgroupSize)
fn countSimilarities(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let entries = parameters.rowCount * parameters.columnCount;
  let binCount = parameters.binCount;
  for (
    var entry = workgroup.x * workgroupSize + thread;
    entry < entries;
    entry += workgroups.x * workgroupSize
  ) {
    let row = entry / parameters.columnCount;
    let column = entry % parameters.columnCount;
    let similarity = similarities[
      parameters.offset + row * parameters.rowStride + column * parameters.columnStride
    ];
    let bin = i32(floor((similarity + 1) * 0.5 * f32(binCount)));
    atomicAdd(&counts[clamp(bin, 0, i32(binCount) - 1)], 1);
  }
  workgroupBarrier();
  for (var bin = thread; bin < binCount; bin += workgroupSize) {
    let count = atomicLoad(&counts[bin]);
    if (count > 0) {
      atomicAdd(&histogram[bin], count);
    }
  }
}
