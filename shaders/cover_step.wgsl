// One step of greedy facility location (MMTok, Dong et al. 2025). A set of tokens covers row r of C with its largest
// C_rv, best_r. A token v gains what it adds, summed over all rows,
//   gain_v = sum_r max(C_rv - best_r, 0),
// and the token with the largest gain is picked.
//
// One dispatch is one step, since workgroups cannot wait for each other within a dispatch: every workgroup finds the best
// of the candidates that the previous dispatch left (all find the same), lets it cover the rows, sums the gains of its own
// 16 tokens, and leaves the best of them as a candidate for the next step. Candidates and best_r are in double buffers;
// no value returns to the CPU in between. Before the first pick nothing is covered, so dispatch s makes pick s - 1, and
// dispatch 0 only measures. A picked token's gain becomes -1, so that it never wins again. Ties go to the lower token
// index at every level.
//
// Four threads share a token; thread k of them sums rows k, k + 4, ..., and neighbouring threads read neighbouring
// tokens of a row. One thread alone looks through candidates and joins what the others found: there are few of them, and
// every barrier less is time saved where a CPU plays the GPU.
//
// group 0
// 0  parameters
// 1  rows        f32[rowCount, n], C
// 2  bests       f32[2, rowCount], best_r
// 3  gains       f32[n], or -1 for picked tokens
// 4  candidates  (f32, u32)[2, groupCount]
// 5  trace       (f32, u32)[steps], gain and token of each pick
// group 1
// 0  step        u32, number of tokens picked with this step

struct Parameters {
  n: u32,
  rowCount: u32,
  groupCount: u32,
}

struct Candidate {
  gain: f32,
  token: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> rows: array<f32>;
@group(0) @binding(2) var<storage, read_write> bests: array<f32>;
@group(0) @binding(3) var<storage, read_write> gains: array<f32>;
@group(0) @binding(4) var<storage, read_write> candidates: array<Candidate>;
@group(0) @binding(5) var<storage, read_write> trace: array<Candidate>;
@group(1) @binding(0) var<uniform> step: u32;

const tokensPerGroup = 16u;
const slices = 4u;
const nobody = Candidate(-1.0, 0xffffffffu);

var<workgroup> picked: Candidate;
var<workgroup> partialGains: array<array<f32, tokensPerGroup>, slices>;
var<workgroup> contenders: array<Candidate, tokensPerGroup>;

@compute @workgroup_size(tokensPerGroup, slices)
fn takeCoverStep(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = parameters.n;
  let token = workgroup.x * tokensPerGroup + local.x;
  let readHalf = step % 2;
  let writeHalf = (step + 1) % 2;
  let isFirst = local.x == 0 && local.y == 0;

  if (isFirst) {
    picked = nobody;
    if (step > 0) {
      for (var group = 0u; group < parameters.groupCount; group++) {
        picked = better(picked, candidates[readHalf * parameters.groupCount + group]);
      }
      if (workgroup.x == 0) {
        trace[step - 1] = picked;
      }
    }
  }
  workgroupBarrier();

  var gain = 0.0;
  if (token < n) {
    for (var row = local.y; row < parameters.rowCount; row += slices) {
      var best = bests[readHalf * parameters.rowCount + row];
      if (step > 0) {
        best = max(best, rows[row * n + picked.token]);
      }
      gain += max(rows[row * n + token] - best, 0.0);
      if (token == 0) {
        bests[writeHalf * parameters.rowCount + row] = best;
      }
    }
  }
  partialGains[local.y][local.x] = gain;
  workgroupBarrier();

  if (local.y == 0) {
    contenders[local.x] = nobody;
    if (token < n) {
      for (var slice = 1u; slice < slices; slice++) {
        gain += partialGains[slice][local.x];
      }
      if (token == picked.token || gains[token] < 0) {
        gain = -1.0;
      }
      gains[token] = gain;
      contenders[local.x] = Candidate(gain, token);
    }
  }
  workgroupBarrier();

  if (isFirst) {
    var best = nobody;
    for (var contender = 0u; contender < tokensPerGroup; contender++) {
      best = better(best, contenders[contender]);
    }
    candidates[writeHalf * parameters.groupCount + workgroup.x] = best;
  }
}

fn better(a: Candidate, b: Candidate) -> Candidate {
  if (b.gain > a.gain || (b.gain == a.gain && b.token < a.token)) {
    return b;
  }
  return a;
}
