// The arithmetic ceiling: every thread runs chains of multiply-adds on numbers in registers and touches memory once, at
// the end, so that the compiler cannot leave the work out. Eight independent chains of four numbers hide how long one
// multiply-add takes. One round is 8 chains x 4 numbers x 2 operations = 64 operations per thread.
//
// 0  parameters
// 1  sums  f32[threads]

struct Parameters {
  rounds: u32,
  factor: f32,
  addend: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

const workgroupSize = 256u;

@compute @workgroup_size(workgroupSize)
fn multiplyAdd(@builtin(global_invocation_id) id: vec3u) {
  // Unknown to the compiler, and below 1, so that the chains neither grow nor sink to slow subnormal numbers.
  let factor = vec4f(parameters.factor);
  let addend = vec4f(parameters.addend);
  let start = vec4f(f32(id.x % 64u) * 0.01);
  var a = start;
  var b = start + 0.1;
  var c = start + 0.2;
  var d = start + 0.3;
  var e = start + 0.4;
  var f = start + 0.5;
  var g = start + 0.6;
  var h = start + 0.7;
  for (var round = 0u; round < parameters.rounds; round++) {
    a = fma(a, factor, addend);
    b = fma(b, factor, addend);
    c = fma(c, factor, addend);
    d = fma(d, factor, addend);
    e = fma(e, factor, addend);
    f = fma(f, factor, addend);
    g = fma(g, factor, addend);
    h = fma(h, factor, addend);
  }
  sums[id.x] = dot(a + b + c + d + e + f + g + h, vec4f(1.0));
}
