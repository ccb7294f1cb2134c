// Third step of a round of soft matching (Bolya et al. 2023): notes the merges, and writes the list of the next round, first
// the groups at even positions that were not merged, then all groups at odd positions. Which groups are merged follows from
// the ranks of their best cosines (Eq. 10).
//
// One thread per position of the list. A merged group finds the next one that joins the same group, a joined group the
// first one that joins it: chains, in the order of the list, along which the last step of the round adds up.
//
// group 0
// 0  parameters
// 1  rounds   (u32, u32, u32)[rounds], length of the list, groups to merge, groups merged before
// 2  bests    (f32, u32)[ceil(n / 2)], best cosine of an even position, and the odd position that gives it
// 3  ranks    u32[ceil(n / 2)], of the even positions; those below the number of groups to merge are merged
// 4  leaving  u32[ceil(n / 2)], by rank: index among the even positions of those that are merged
// 5  list     (u32, f32)[2, n], token and size of each group
// 6  chain    u32[n], by position: the next position merged into the same group, 0xffffffff at the end
// 7  joined   u32[ceil(n / 2)], by rank: the odd position that a merge goes to, for the first merge of its chain alone
// 8  merges   (u32, u32)[merges], tokens of the groups merged in all rounds, from and into
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
@group(0) @binding(2) var<storage, read> bests: array<Match>;
@group(0) @binding(3) var<storage, read> ranks: array<u32>;
@group(0) @binding(4) var<storage, read> leaving: array<u32>;
@group(0) @binding(5) var<storage, read_write> list: array<Group>;
@group(0) @binding(6) var<storage, read_write> chain: array<u32>;
@group(0) @binding(7) var<storage, read_write> joined: array<u32>;
@group(0) @binding(8) var<storage, read_write> merges: array<vec2u>;
@group(1) @binding(0) var<uniform> number: u32;

override workgroupSize: u32 = 64;

const nobody = 0xffffffffu;

@compute @workgroup_size(workgroupSize)
fn renewList(@builtin(global_invocation_id) invocation: vec3u) {
  let position = invocation.x;
  if (position >= rounds[number].listLength) {
    return;
  }
  if (position % 2 == 1) {
    join(position);
  } else if (ranks[position / 2] < rounds[number].mergeCount) {
    leave(position);
  } else {
    stay(position);
  }
}

// An odd position: the group grows by all that join it.
fn join(position: u32) {
  let round = rounds[number];
  var group = list[readHalf() + position];
  var first = nobody;
  for (var rank = 0u; rank < round.mergeCount; rank++) {
    let other = leaving[rank];
    if (bests[other].position == position) {
      group.size += list[readHalf() + 2 * other].size;
      first = min(first, 2 * other);
    }
  }
  let kept = (round.listLength + 1) / 2 - round.mergeCount;
  chain[position] = first;
  list[writeHalf() + kept + position / 2] = group;
}

// An even position that is merged.
fn leave(position: u32) {
  let round = rounds[number];
  let own = position / 2;
  let into = bests[own].position;
  var following = nobody;
  var isFirst = true;
  for (var rank = 0u; rank < round.mergeCount; rank++) {
    let other = leaving[rank];
    if (bests[other].position == into) {
      isFirst = isFirst && other >= own;
      following = select(following, min(following, 2 * other), other > own);
    }
  }
  chain[position] = following;
  joined[ranks[own]] = select(nobody, into, isFirst);
  merges[round.mergedBefore + ranks[own]] = vec2u(list[readHalf() + position].token, list[readHalf() + into].token);
}

// An even position that is not merged.
fn stay(position: u32) {
  let own = position / 2;
  var place = own;
  for (var rank = 0u; rank < rounds[number].mergeCount; rank++) {
    place -= u32(leaving[rank] < own);
  }
  chain[position] = nobody;
  list[writeHalf() + place] = list[readHalf() + position];
}

fn readHalf() -> u32 {
  return (number % 2) * parameters.n;
}

fn writeHalf() -> u32 {
  return ((number + 1) % 2) * parameters.n;
}
