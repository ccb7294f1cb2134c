// Normalized relevance (Eq. 4): r_i = (raw_i - min) / (max - min), in [0, 1]. With invert = 1 it is taken of -raw
// instead. Where all tokens are equally relevant, max - min < 1e-6, every r_i is 1: then only diversity counts.
//
// One workgroup does it all: each thread looks at tokens thread, thread + 64, ..., a tree of comparisons in workgroup
// memory finds minimum and maximum, and the same threads scale the values.
//
// 0  parameters
// 1  raw         f32[n]
// 2  normalized  f32[n]

struct Parameters {
  n: u32,
  invert: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> raw: array<f32>;
@group(0) @binding(2) var<storage, read_write> normalized: array<f32>;

override workgroupSize: u32 = 64;

const smallestRange = 1e-6;

var<workgroup> minima: array<f32, workgroupSize>;
var<workgroup> maxima: array<f32, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn normalizeRelevance(@builtin(local_invocation_index) thread: u32) {
  var smallest = raw[0];
  var largest = raw[0];
  for (var token = thread; token < parameters.n; token += workgroupSize) {
    smallest = min(smallest, raw[token]);
    largest = max(largest, raw[token]);
  }
  minima[thread] = smallest;
  maxima[thread] = largest;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      minima[thread] = min(minima[thread], minima[thread + half]);
      maxima[thread] = max(maxima[thread], maxima[thread + half]);
    }
  }
  workgroupBarrier();

  let range = maxima[0] - minima[0];
  for (var token = thread; token < parameters.n; token += workgroupSize) {
    var value = 1.0;
    if (range >= smallestRange) {
      let height = select(raw[token] - minima[0], maxima[0] - raw[token], parameters.invert == 1);
      value = height / range;
    }
    normalized[token] = value;
  }
}
