// Second step of a round of soft matching (Bolya et al. 2023): the rank of every even position by its best cosine (Eq. 10),
// 0 for the highest, the earlier position first among equals. Ranks below the round's number of merges are merged.
//
// One thread per even position counts those that go before it: all see the same numbers, so ranks never repeat, and no
// sorting across workgroups is needed.
//
// group 0
// 0  parameters
// 1  rounds   (u32, u32, u32)[rounds], length of the list, groups to merge, groups merged before
// 2  bests    (f32, u32)[ceil(n / 2)], best cosine of an even position, and the odd position that gives it
// 3  ranks    u32[ceil(n / 2)]
// 4  leaving  u32[ceil(n / 2)], by rank: index among the even positions of those that are merged
// group 1
// 0  number   u32, of this round

struct Parameters {
  n: u32,
}

struct Round {
  listLength: u32,
  mergeCount: u32,
  mergedBefore: u32,
}

struct Match {
  cosine: f32,
  position: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> rounds: array<Round>;
@group(0) @binding(2) var<storage, read> bests: array<Match>;
@group(0) @binding(3) var<storage, read_write> ranks: array<u32>;
@group(0) @binding(4) var<storage, read_write> leaving: array<u32>;
@group(1) @binding(0) var<uniform> number: u32;

override workgroupSize: u32 = 64;

@compute @workgroup_size(workgroupSize)
fn rankSources(@builtin(global_invocation_id) invocation: vec3u) {
  let own = invocation.x;
  let count = (rounds[number].listLength + 1) / 2;
  if (own >= count) {
    return;
  }
  let cosine = bests[own].cosine;
  var rank = 0u;
  for (var other = 0u; other < count; other++) {
    let value = bests[other].cosine;
    rank += u32(value > cosine || (value == cosine && other < own));
  }
  ranks[own] = rank;
  if (rank < rounds[number].mergeCount) {
    leaving[rank] = own;
  }
}
