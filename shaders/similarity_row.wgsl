// One row of S (Eq. 10) for a search that picks token after token and has no S to read it from: S_ji = <z_j, z_i>, where j
// is the token that the next step of the search will pick.
//
// Dispatched before each step of greedy_step.wgsl or farthest_step.wgsl, it finds the best of the same candidates that the
// step will find, and leaves that token's row where the step reads it. Rows are also kept, as many as there is room for:
// a search that picks a token again later finds its row there and multiplies nothing. The sums run in the order of
// similarity.wgsl, in slabs of 16 dimensions, so that a row has the same bits as in S.
//
// One thread per token i. Which row is kept in which place must not change while workgroups look it up, and they cannot
// wait for each other. So the first workgroup only notes in `pending` what this dispatch keeps, in the other half of a double
// buffer, and the next dispatch moves the note to `places`, reading around it.
//
// group 0
// 0  parameters  (stride counts vectors of four numbers; capacity: rows that can be kept; phase: step + phase is even
//                where the note is in the first half)
// 1  unitTokens  f32[n, 4 stride]
// 2  norms       f32[n]
// 3  candidates  (f32, u32)[2, groupCount], value and token; the largest value wins, the lower token among equals
// 4  row         f32[n], S_ji
// 5  kept        f32[capacity, n], rows of S
// 6  places      u32[n], 1 + the place of a token's row in `kept`, 0 for none
// 7  pending     (u32, u32, u32)[2]: token, 1 + place of its row or 0, rows kept so far
// group 1
// 0  step        u32, number of tokens picked so far

struct Parameters {
  n: u32,
  stride: u32,
  groupCount: u32,
  capacity: u32,
  phase: u32,
}

struct Candidate {
  value: f32,
  token: u32,
}

struct Note {
  token: u32,
  place: u32,
  count: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> unitTokens: array<vec4f>;
@group(0) @binding(2) var<storage, read> norms: array<f32>;
@group(0) @binding(3) var<storage, read> candidates: array<Candidate>;
@group(0) @binding(4) var<storage, read_write> row: array<f32>;
@group(0) @binding(5) var<storage, read_write> kept: array<f32>;
@group(0) @binding(6) var<storage, read_write> places: array<u32>;
@group(0) @binding(7) var<storage, read_write> pending: array<Note, 2>;
@group(1) @binding(0) var<uniform> step: u32;

override workgroupSize: u32 = 64;

const slabVectors = 4u;
const smallestNorm = 1e-8;
const nobody = Candidate(-1.0, 0xffffffffu);

@compute @workgroup_size(workgroupSize)
fn computeRow(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let n = parameters.n;
  let token = workgroup.x * workgroupSize + thread;
  let readHalf = (step % 2) * parameters.groupCount;

  var picked = nobody;
  for (var group = 0u; group < parameters.groupCount; group++) {
    picked = better(picked, candidates[readHalf + group]);
  }
  let noteHalf = (step + parameters.phase) % 2;
  let known = pending[noteHalf];
  var place = 0u;
  if (known.place > 0 && known.token == picked.token) {
    place = known.place;
  } else {
    place = places[picked.token];
  }
  let isNew = place == 0;
  if (isNew && known.count < parameters.capacity) {
    place = known.count + 1;
  }
  if (workgroup.x == 0 && thread == 0) {
    if (known.place > 0) {
      places[known.token] = known.place;
    }
    pending[1 - noteHalf] = Note(picked.token, place, known.count + u32(isNew && place > 0));
  }

  if (token >= n) {
    return;
  }
  if (!isNew) {
    row[token] = kept[(place - 1) * n + token];
    return;
  }
  let cosine = multiply(picked.token, token);
  row[token] = cosine;
  if (place > 0) {
    kept[(place - 1) * n + token] = cosine;
  }
}

fn multiply(j: u32, i: u32) -> f32 {
  if (i == j) {
    return select(1.0, 0.0, norms[i] < smallestNorm);
  }
  var total = 0.0;
  for (var firstVector = 0u; firstVector < parameters.stride; firstVector += slabVectors) {
    var sum = 0.0;
    let end = min(firstVector + slabVectors, parameters.stride);
    for (var vector = firstVector; vector < end; vector++) {
      let a = unitTokens[j * parameters.stride + vector];
      let b = unitTokens[i * parameters.stride + vector];
      sum = fma(a.x, b.x, sum);
      sum = fma(a.y, b.y, sum);
      sum = fma(a.z, b.z, sum);
      sum = fma(a.w, b.w, sum);
    }
    total += sum;
  }
  return total;
}

fn better(a: Candidate, b: Candidate) -> Candidate {
  if (b.value > a.value || (b.value == a.value && b.token < a.token)) {
    return b;
  }
  return a;
}
