// Last step of a round of soft matching (Bolya et al. 2023): the dot products of every group that others joined. It is the
// mean of its parts weighted by their sizes, so its product with another group is the mean of the products of the parts of
// both. Lengths follow; cosines (Eq. 10) are the quotients. Where the parts of a group almost cancel out, what is left of its
// products has fewer digits.
//
// One row of workgroups per merge, and of these only the first of each chain works; one thread per group of the old list
// that is still there. A thread writes the entry of a grown group and another one to both of its places, and reads nothing
// that other threads write: rows and columns of groups that were merged stay as they were, and of two grown groups only one
// thread takes the pair.
//
// group 0
// 0  parameters
// 1  rounds    (u32, u32, u32)[rounds], length of the list, groups to merge, groups merged before
// 2  list      (u32, f32)[2, n], token and size of each group; the new list lies in the other half by now
// 3  ranks     u32[ceil(n / 2)], of the even positions; those below the number of groups to merge are merged
// 4  chain     u32[n], by position: the next position merged into the same group, 0xffffffff at the end
// 5  joined    u32[ceil(n / 2)], by rank: the odd position that a merge goes to, for the first merge of its chain alone
// 6  products  f32[n, n], dot products between groups, by their tokens
// 7  lengths   f32[n], 0 for zero groups
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

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> rounds: array<Round>;
@group(0) @binding(2) var<storage, read> list: array<Group>;
@group(0) @binding(3) var<storage, read> ranks: array<u32>;
@group(0) @binding(4) var<storage, read> chain: array<u32>;
@group(0) @binding(5) var<storage, read> joined: array<u32>;
@group(0) @binding(6) var<storage, read_write> products: array<f32>;
@group(0) @binding(7) var<storage, read_write> lengths: array<f32>;
@group(1) @binding(0) var<uniform> number: u32;

override workgroupSize: u32 = 64;

const nobody = 0xffffffffu;
const smallestNorm = 1e-8;

@compute @workgroup_size(workgroupSize)
fn mergeGroups(@builtin(global_invocation_id) invocation: vec3u) {
  let n = parameters.n;
  let round = rounds[number];
  let grown = joined[invocation.y];
  let other = invocation.x;
  if (grown == nobody || other >= round.listLength) {
    return;
  }
  let isMerged = other % 2 == 0 && ranks[other / 2] < round.mergeCount;
  let isTakenByOther = other % 2 == 1 && chain[other] != nobody && other < grown;
  if (isMerged || isTakenByOther) {
    return;
  }

  let readHalf = (number % 2) * n;
  let grownSize = newSize(grown);
  let otherSize = newSize(other);
  var mean = 0.0;
  for (var row = grown; row != nobody; row = chain[row]) {
    let rowPart = list[readHalf + row];
    for (var column = other; column != nobody; column = chain[column]) {
      let columnPart = list[readHalf + column];
      // Shares first: the product of sizes and squared norms might leave what a float can hold.
      let share = (rowPart.size / grownSize) * (columnPart.size / otherSize);
      mean += share * products[rowPart.token * n + columnPart.token];
    }
  }

  let grownToken = list[readHalf + grown].token;
  let otherToken = list[readHalf + other].token;
  products[grownToken * n + otherToken] = mean;
  products[otherToken * n + grownToken] = mean;
  if (grown == other) {
    let length = sqrt(max(mean, 0.0));
    lengths[grownToken] = select(length, 0.0, length < smallestNorm);
  }
}

// Size after the merges of the group at a position of the old list.
fn newSize(position: u32) -> f32 {
  let n = parameters.n;
  if (position % 2 == 0) {
    return list[(number % 2) * n + position].size;
  }
  let round = rounds[number];
  let kept = (round.listLength + 1) / 2 - round.mergeCount;
  return list[((number + 1) % 2) * n + kept + position / 2].size;
}
