// Start of the greedy search for the most probable token set of the DPP with kernel L = diag(r^a) S diag(r^a)
// (Sec. 4.2): weight w_i = r_i^a, residual v_i^2 = L_ii = w_i^2 S_ii, where S_ii is 1, or 0 for a zero token.
//
// One thread per token. Each workgroup also leaves its best residual and the token that has it as a candidate; the first
// step of greedy_step.wgsl picks the best of these. Ties go to the lower token index.
//
// 0  parameters    (exponent a: 1, or 1/2 for Eq. 5)
// 1  relevance     f32[n], normalized relevance r in [0, 1]
// 2  norms         f32[n], by which zero tokens are known
// 3  weights       f32[n], w
// 4  residuals     f32[n], v^2
// 5  candidates    (f32, u32)[2, workgroups]; this kernel writes the first half

struct Parameters {
  n: u32,
  exponent: f32,
}

struct Candidate {
  residual: f32,
  token: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> relevance: array<f32>;
@group(0) @binding(2) var<storage, read> norms: array<f32>;
@group(0) @binding(3) var<storage, read_write> weights: array<f32>;
@group(0) @binding(4) var<storage, read_write> residuals: array<f32>;
@group(0) @binding(5) var<storage, read_write> candidates: array<Candidate>;

override workgroupSize: u32 = 64;

const smallestNorm = 1e-8;
const nobody = Candidate(-1.0, 0xffffffffu);

var<workgroup> contenders: array<Candidate, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn startGreedy(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let token = workgroup.x * workgroupSize + thread;
  contenders[thread] = nobody;
  if (token < parameters.n) {
    let weight = power(relevance[token], parameters.exponent);
    let residual = select(weight * weight, 0.0, norms[token] < smallestNorm);
    weights[token] = weight;
    residuals[token] = residual;
    contenders[thread] = Candidate(residual, token);
  }
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      contenders[thread] = better(contenders[thread], contenders[thread + half]);
    }
  }
  if (thread == 0) {
    candidates[workgroup.x] = contenders[0];
  }
}

// pow() is only approximate: the exponents that are used must not disturb ties or cost digits.
fn power(base: f32, exponent: f32) -> f32 {
  if (exponent == 1.0) {
    return base;
  }
  if (exponent == 0.5) {
    return sqrt(base);
  }
  return select(0.0, pow(max(base, 1e-30), exponent), base > 0.0);
}

fn better(a: Candidate, b: Candidate) -> Candidate {
  if (b.residual > a.residual || (b.residual == a.residual && b.token < a.token)) {
    return b;
  }
  return a;
}
