// One step of the greedy search (Eq. 11): pick the token j with the largest residual v_j^2, then take from every other
// token i what j already explains of it,
//   e_i = (L_ji - <u_j, u_i>) / sqrt(v_j^2 + epsilon),  u_i gains the component e_i,  v_i^2 = max(v_i^2 - e_i^2, 0),
// with L_ji = w_j S_ji w_i. The vectors u are the rows of an incremental Cholesky factorization of L.
//
// Picking needs all residuals, updating changes them, and workgroups cannot wait for each other within a dispatch. So
// one dispatch is one step: every workgroup first finds the best of the candidates that the previous dispatch left (all
// find the same), then updates its own tokens, then leaves its own best token as a candidate for the next step, in the
// other half of a double buffer. No value returns to the CPU in between; the picks and their gains are noted in `trace`.
// A picked token's residual becomes -1, so that it never wins again. If the best residual is <= stop, the search has
// ended: nothing changes any more and the trace says so.
//
// Component s of all tokens lies side by side in memory, columns[s][i], because neighbouring threads need neighbouring
// i; the picked token's component is the same address for all of them. The dot product runs in four partial sums. Ties
// go to the lower token index at every level.
//
// group 0
// 0  parameters
// 1  similarities  S: all of it, row j at j rowStride, or row j alone with rowStride 0 (similarity_row.wgsl)
// 2  weights       f32[n], w = r^a
// 3  residuals     f32[n], v^2, or -1 for picked tokens
// 4  columns       f32[capacity, n], component s of u_i at [s][i]
// 5  candidates    (f32, u32)[2, groupCount]
// 6  trace         (f32, u32)[capacity], gain and token of each step; token 0xffffffff after the end
// group 1
// 0  step          u32, number of tokens picked so far

struct Parameters {
  n: u32,
  groupCount: u32,
  rowStride: u32,
  epsilon: f32,
  stop: f32,
}

struct Candidate {
  residual: f32,
  token: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> residuals: array<f32>;
@group(0) @binding(4) var<storage, read_write> columns: array<f32>;
@group(0) @binding(5) var<storage, read_write> candidates: array<Candidate>;
@group(0) @binding(6) var<storage, read_write> trace: array<Candidate>;
@group(1) @binding(0) var<uniform> step: u32;

override workgroupSize: u32 = 64;

const nobody = Candidate(-1.0, 0xffffffffu);

var<workgroup> contenders: array<Candidate, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn takeGreedyStep(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let n = parameters.n;
  let token = workgroup.x * workgroupSize + thread;
  let readHalf = (step % 2) * parameters.groupCount;
  let writeHalf = ((step + 1) % 2) * parameters.groupCount;

  var picked = nobody;
  for (var group = 0u; group < parameters.groupCount; group++) {
    picked = better(picked, candidates[readHalf + group]);
  }
  let ended = picked.residual <= parameters.stop;
  if (workgroup.x == 0 && thread == 0) {
    trace[step] = picked;
    if (ended) {
      trace[step].token = nobody.token;
    }
  }

  var offer = nobody;
  if (token < n) {
    var residual = residuals[token];
    if (!ended) {
      var component = 0.0;
      if (token == picked.token) {
        residual = -1.0;
      } else if (residual >= 0) {
        let entry = weights[picked.token] * similarities[picked.token * parameters.rowStride + token] * weights[token];
        component = (entry - multiplyComponents(picked.token, token)) / sqrt(picked.residual + parameters.epsilon);
        residual = max(residual - component * component, 0.0);
      }
      columns[step * n + token] = component;
      residuals[token] = residual;
    }
    offer = Candidate(residual, token);
  }

  contenders[thread] = offer;
  for (var half = workgroupSize / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (thread < half) {
      contenders[thread] = better(contenders[thread], contenders[thread + half]);
    }
  }
  if (thread == 0) {
    candidates[writeHalf + workgroup.x] = contenders[0];
  }
}

// <u_j, u_i> over the components of all earlier steps.
fn multiplyComponents(j: u32, i: u32) -> f32 {
  let n = parameters.n;
  var sums = vec4f();
  var s = 0u;
  for (; s + 4 <= step; s += 4) {
    sums += vec4f(
      columns[s * n + j], columns[(s + 1) * n + j], columns[(s + 2) * n + j], columns[(s + 3) * n + j],
    ) * vec4f(
      columns[s * n + i], columns[(s + 1) * n + i], columns[(s + 2) * n + i], columns[(s + 3) * n + i],
    );
  }
  for (; s < step; s++) {
    sums.x += columns[s * n + j] * columns[s * n + i];
  }
  return (sums.x + sums.y) + (sums.z + sums.w);
}

fn better(a: Candidate, b: Candidate) -> Candidate {
  if (b.residual > a.residual || (b.residual == a.residual && b.token < a.token)) {
    return b;
  }
  return a;
}
