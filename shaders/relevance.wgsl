// Raw relevance (Eq. 3): the cosine of every joint embedding with the query vector, r_i = <e_i, q> with both of unit
// length.
//
// One workgroup takes one token: its threads multiply four numbers at a time side by side, and a tree of additions in
// workgroup memory joins their sums.
//
// 0  parameters   (stride counts vectors of four numbers)
// 1  unitRows     f32[n, 4 stride], joint embeddings of unit length
// 2  unitQuery    f32[4 stride]
// 3  relevance    f32[n] in [-1, 1]

struct Parameters {
  n: u32,
  stride: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> unitRows: array<vec4f>;
@group(0) @binding(2) var<storage, read> unitQuery: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> relevance: array<f32>;

override workgroupSize: u32 = 64;

var<workgroup> partialSums: array<f32, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn computeRelevance(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let token = workgroup.x + workgroup.y * workgroups.x;
  if (token >= parameters.n) {
    return;
  }
  var sum = 0.0;
  for (var vector = thread; vector < parameters.stride; vector += workgroupSize) {
    sum += dot(unitRows[token * parameters.stride + vector], unitQuery[vector]);
  }
  partialSums[thread] = sum;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      partialSums[thread] += partialSums[thread + half];
    }
  }
  workgroupBarrier();
  if (thread == 0) {
    relevance[token] = partialSums[0];
  }
}
