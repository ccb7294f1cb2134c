// First step of a round of soft matching (Bolya et al. 2023): for every group at an even position of the list, the group at
// an odd position that it is most similar to, by the cosine of their means (Eq. 10). Zero groups have cosine 0 with all.
//
// A workgroup of 64 threads takes 16 even positions, four threads each. These walk the odd positions in turn and keep their
// best; the first of them finds the best of the four. Ties go to the earlier position at both levels. The matrix is
// symmetric, so neighbouring threads read one row of it side by side. The list of this round lies in one half of its
// buffer; the other half is for the next round. Rounding cannot make a cosine larger than 1.
//
// group 0
// 0  parameters
// 1  rounds    (u32, u32, u32)[rounds], length of the list, groups to merge, groups merged before
// 2  list      (u32, f32)[2, n], token and size of each group
// 3  products  f32[n, n], dot products between groups, by their tokens
// 4  lengths   f32[n], 0 for zero groups
// 5  bests     (f32, u32)[ceil(n / 2)], best cosine of an even position, and the odd position that gives it
// group 1
// 0  number    u32, of this round

struct Parameters {
  n: u32,
}

struct Round {
  listLength: u32,
  mergeCount: u32,
  mergedBefore: u32,
}

struct Group {
  token: u32,
  size: f32,
}

struct Match {
  cosine: f32,
  position: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> rounds: array<Round>;
@group(0) @binding(2) var<storage, read> list: array<Group>;
@group(0) @binding(3) var<storage, read> products: array<f32>;
@group(0) @binding(4) var<storage, read> lengths: array<f32>;
@group(0) @binding(5) var<storage, read_write> bests: array<Match>;
@group(1) @binding(0) var<uniform> number: u32;

override workgroupSize: u32 = 64;

const lanes = 4u;               // threads per even position
const nobody = Match(-2.0, 0xffffffffu);

var<workgroup> contenders: array<Match, workgroupSize>;

@compute @workgroup_size(workgroupSize)
fn findBest(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let width = workgroupSize / lanes;
  let source = workgroup.x * width + thread % width;
  let isThere = 2 * source < rounds[number].listLength;

  contenders[thread] = nobody;
  if (isThere) {
    contenders[thread] = findBestOf(source, thread / width);
  }
  workgroupBarrier();
  if (isThere && thread < width) {
    var best = contenders[thread];
    for (var lane = 1u; lane < lanes; lane++) {
      best = better(best, contenders[lane * width + thread]);
    }
    bests[source] = best;
  }
}

// The best match of an even position among every fourth odd one.
fn findBestOf(source: u32, lane: u32) -> Match {
  let half = (number % 2) * parameters.n;
  let origin = list[half + 2 * source].token;
  let length = lengths[origin];
  var best = nobody;
  for (var position = 2 * lane + 1; position < rounds[number].listLength; position += 2 * lanes) {
    let into = list[half + position].token;
    let scale = length * lengths[into];
    var cosine = 0.0;
    if (scale > 0) {
      cosine = clamp(products[into * parameters.n + origin] / scale, -1.0, 1.0);
    }
    best = better(best, Match(cosine, position));
  }
  return best;
}

fn better(a: Match, b: Match) -> Match {
  if (b.cosine > a.cosine || (b.cosine == a.cosine && b.position < a.position)) {
    return b;
  }
  return a;
}
