// Edges of the redundancy graph: for every token the number of similarities >= tau, their sum, and the sum of all
// (Eq. 8; the sums become means and scores in redundancy_score.wgsl).
//
// One pass over the block serves both sides: a workgroup of 64 threads takes a tile of 32 x 32 similarities, which fits
// the cache; 32 threads add up one row each and 32 threads one column each, and add what they found to their token's
// totals with atomics. WGSL has no float atomics, and float sums depend on their order, which would
// separate tokens that are exact ties. So similarities are rounded to fixed point, multiples of 2^-24, the spacing of
// floats just below 1: integer sums are exact and the same in any order. A tile's sum fits 32 bits; totals are kept in
// two parts, sum = (high 2^12 + low) 2^-24, and never overflow.
//
// The block is a strided window into a matrix: element (i, j) is similarities[offset + i rowStride + j columnStride].
// Row i is token firstRowToken + i tokenStep, column j is token firstColumnToken + j tokenStep. That covers B, B read
// from within S, and the whole S for the full graph, where countColumns = 0 because the columns repeat the rows, and
// where a token is not its own neighbour.
//
// 0  parameters
// 1  similarities  f32, the matrix that holds the block
// 2  totals        u32[5, n], zero on entry: edges [d(t)]; edge sum high, low; sum of all high, low

struct Parameters {
  n: u32,
  offset: u32,
  rowStride: u32,
  columnStride: u32,
  rowCount: u32,
  columnCount: u32,
  firstRowToken: u32,
  firstColumnToken: u32,
  tokenStep: u32,
  countColumns: u32,
  threshold: f32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> similarities: array<f32>;
@group(0) @binding(2) var<storage, read_write> totals: array<atomic<u32>>;

const tileSize = 32u;
const fixedPointOne = 16777216.0;  // 2^24
const lowBits = 12u;

@compute @workgroup_size(2 * tileSize)
fn countEdges(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let firstRow = workgroup.y * tileSize;
  let firstColumn = workgroup.x * tileSize;
  let rows = min(tileSize, parameters.rowCount - firstRow);
  let columns = min(tileSize, parameters.columnCount - firstColumn);

  let rowToken = parameters.firstRowToken + firstRow * parameters.tokenStep;
  let columnToken = parameters.firstColumnToken + firstColumn * parameters.tokenStep;
  let corner = parameters.offset + firstRow * parameters.rowStride + firstColumn * parameters.columnStride;

  let line = thread % tileSize;
  let lineToken = line * parameters.tokenStep;
  if (thread < tileSize) {
    if (line < rows) {
      addUp(corner + line * parameters.rowStride, parameters.columnStride, columns, rowToken + lineToken, columnToken);
    }
  } else if (line < columns && parameters.countColumns == 1) {
    addUp(corner + line * parameters.columnStride, parameters.rowStride, rows, columnToken + lineToken, rowToken);
  }
}

// Adds one line of a tile, `count` similarities from `start` on, to the totals of `token`; the first of them is its
// similarity to token `firstOther`.
fn addUp(start: u32, stride: u32, count: u32, token: u32, firstOther: u32) {
  var edges = 0u;
  var edgeSum = 0i;
  var sum = 0i;
  for (var k = 0u; k < count; k++) {
    if (firstOther + k * parameters.tokenStep == token) {
      continue;
    }
    let similarity = similarities[start + k * stride];
    let fixedPoint = i32(round(similarity * fixedPointOne));
    sum += fixedPoint;
    if (similarity >= parameters.threshold) {
      edges += 1;
      edgeSum += fixedPoint;
    }
  }
  atomicAdd(&totals[token], edges);
  addInTwoParts(parameters.n + token, edgeSum);
  addInTwoParts(3 * parameters.n + token, sum);
}

// `>>` on i32 keeps the sign, so high may be negative (two's complement) and low never is.
fn addInTwoParts(slot: u32, value: i32) {
  atomicAdd(&totals[slot], bitcast<u32>(value >> lowBits));
  atomicAdd(&totals[slot + parameters.n], bitcast<u32>(value) & ((1u << lowBits) - 1));
}
