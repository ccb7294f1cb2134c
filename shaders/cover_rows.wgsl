// The similarity rows of facility location (MMTok, Dong et al. 2025): row i is the softmax over all tokens j of
// S_ij / T, times a share of the weight,
//   C_ij = share exp((S_ij - max_k S_ik) / T) / sum_k exp((S_ik - max_k S_ik) / T),  share = weight / n.
//
// One workgroup takes one row: each thread looks at columns thread, thread + 64, ...; a tree of comparisons and one of
// additions in workgroup memory join what the threads found. The rows follow upon those that were given.
//
// 0  parameters    (firstRow: number of given rows; temperature T)
// 1  similarities  f32[n, n], S
// 2  rows          f32[firstRow + n, n], C

struct Parameters {
  n: u32,
  firstRow: u32,
  temperature: f32,
  share: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read_write> rows: array<f32>;

override workgroupSize: u32 = 64;

var<workgroup> partials: array<f32, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn fillRows(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let n = parameters.n;
  let row = workgroup.x + workgroup.y * workgroups.x;
  if (row >= n) {
    return;
  }
  let source = row * n;
  let place = (parameters.firstRow + row) * n;

  var largest = similarities[source];
  for (var column = thread; column < n; column += workgroupSize) {
    largest = max(largest, similarities[source + column]);
  }
  partials[thread] = largest;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      partials[thread] = max(partials[thread], partials[thread + half]);
    }
  }
  workgroupBarrier();
  largest = partials[0];
  workgroupBarrier();

  var sum = 0.0;
  for (var column = thread; column < n; column += workgroupSize) {
    sum += weigh(similarities[source + column], largest);
  }
  partials[thread] = sum;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      partials[thread] += partials[thread + half];
    }
  }
  workgroupBarrier();

  let scale = parameters.share / partials[0];
  for (var column = thread; column < n; column += workgroupSize) {
    rows[place + column] = scale * weigh(similarities[source + column], largest);
  }
}

fn weigh(similarity: f32, largest: f32) -> f32 {
  return exp((similarity - largest) / parameters.temperature);
}
