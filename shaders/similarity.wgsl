// Cosine similarity between tokens: S_ij = <z_i, z_j> (Eq. 10), and its bipartite block B (Eq. 8).
//
// The same kernel computes both. Row i of the result stands for token rowStart + i rowStep, column j for token
// columnStart + j columnStep: (0, 1, 0, 1) gives S, (0, 2, 1, 2) gives B, even tokens against odd ones.
//
// A workgroup of 8 x 8 threads computes a tile of 32 x 32 results, 4 x 4 per thread. It walks along the dimensions in
// slabs of 32: all threads first copy the slab of the tile's 32 row tokens and 32 column tokens into workgroup memory,
// four numbers per load, then every thread reuses each of them four times from there. Each slab is summed on its own
// before it joins the total; many short sums lose fewer digits than one long one. A row of a slab is padded by one
// vector, so that neighbouring threads read from different memory banks.
//
// S is symmetric. With mirror = 1 the workgroups below the diagonal return at once, and every result is written to both
// of its places. The diagonal is not computed but known: 1, or 0 for a zero token.
//
// 0  parameters    (stride counts vectors of four numbers)
// 1  unitTokens    f32[n, 4 stride]
// 2  norms         f32[n]
// 3  similarities  f32[rowCount, columnCount]

struct Parameters {
  stride: u32,
  rowStart: u32,
  rowStep: u32,
  rowCount: u32,
  columnStart: u32,
  columnStep: u32,
  columnCount: u32,
  mirror: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> unitTokens: array<vec4f>;
@group(0) @binding(2) var<storage, read> norms: array<f32>;
@group(0) @binding(3) var<storage, read_write> similarities: array<f32>;

const side = 8u;                        // threads along one edge of the workgroup
const perThread = 4u;                   // results per thread along one edge
const tileSize = side * perThread;      // 32 x 32 results per workgroup
const slabVectors = 8u;                 // 8 vectors = 32 dimensions at a time
const slabStride = slabVectors + 1u;    // padded against bank conflicts
const smallestNorm = 1e-8;

var<workgroup> rowSlab: array<vec4f, tileSize * slabStride>;
var<workgroup> columnSlab: array<vec4f, tileSize * slabStride>;

@compute @workgroup_size(side, side)
fn computeSimilarity(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  if (parameters.mirror == 1 && tile.y > tile.x) {
    return;
  }
  let firstRow = tile.y * tileSize;
  let firstColumn = tile.x * tileSize;

  var totals: array<vec4f, perThread>;  // totals[r][c]: row local.y + 8 r, column local.x + 8 c of the tile
  for (var firstVector = 0u; firstVector < parameters.stride; firstVector += slabVectors) {
    for (var load = thread; load < tileSize * slabVectors; load += side * side) {
      let line = load / slabVectors;
      let vector = load % slabVectors;
      rowSlab[line * slabStride + vector] = loadRow(firstRow + line, firstVector + vector);
      columnSlab[line * slabStride + vector] = loadColumn(firstColumn + line, firstVector + vector);
    }
    workgroupBarrier();

    var sums: array<vec4f, perThread>;
    for (var vector = 0u; vector < slabVectors; vector++) {
      let column0 = columnSlab[local.x * slabStride + vector];
      let column1 = columnSlab[(local.x + side) * slabStride + vector];
      let column2 = columnSlab[(local.x + 2 * side) * slabStride + vector];
      let column3 = columnSlab[(local.x + 3 * side) * slabStride + vector];
      for (var r = 0u; r < perThread; r++) {
        let row = rowSlab[(local.y + r * side) * slabStride + vector];
        sums[r] += vec4f(dot(row, column0), dot(row, column1), dot(row, column2), dot(row, column3));
      }
    }
    for (var r = 0u; r < perThread; r++) {
      totals[r] += sums[r];
    }
    workgroupBarrier();
  }

  for (var r = 0u; r < perThread; r++) {
    for (var c = 0u; c < perThread; c++) {
      store(firstRow + local.y + r * side, firstColumn + local.x + c * side, totals[r][c]);
    }
  }
}

fn loadRow(row: u32, vector: u32) -> vec4f {
  if (row >= parameters.rowCount || vector >= parameters.stride) {
    return vec4f();
  }
  return unitTokens[(parameters.rowStart + row * parameters.rowStep) * parameters.stride + vector];
}

fn loadColumn(column: u32, vector: u32) -> vec4f {
  if (column >= parameters.columnCount || vector >= parameters.stride) {
    return vec4f();
  }
  return unitTokens[(parameters.columnStart + column * parameters.columnStep) * parameters.stride + vector];
}

fn store(row: u32, column: u32, cosine: f32) {
  if (row >= parameters.rowCount || column >= parameters.columnCount) {
    return;
  }
  if (parameters.mirror == 1 && row > column) {
    return;
  }
  let rowToken = parameters.rowStart + row * parameters.rowStep;
  let columnToken = parameters.columnStart + column * parameters.columnStep;
  var value = cosine;
  if (rowToken == columnToken) {
    value = select(1.0, 0.0, norms[rowToken] < smallestNorm);
  }
  similarities[row * parameters.columnCount + column] = value;
  if (parameters.mirror == 1) {
    similarities[column * parameters.columnCount + row] = value;
  }
}
