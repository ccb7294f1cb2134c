// Cosine similarity between tokens: S_ij = <z_i, z_j> (Eq. 10), and its bipartite block B (Eq. 8).
//
// The same kernel computes both. Row i of the result stands for token rowStart + i rowStep, column j for token
// columnStart + j columnStep: (0, 1, 0, 1) gives S, (0, 2, 1, 2) gives B, even tokens against odd ones.
//
// A workgroup of 8 x 8 threads computes a tile of 32 x 32 results, 4 x 4 per thread. It walks along the dimensions in
// slabs of 16: all threads first copy the slab of the tile's 32 row tokens and 32 column tokens into workgroup memory,
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
const tileSize = 4u * side;             // 32 x 32 results per workgroup, 4 x 4 per thread
const slabVectors = 4u;                 // 4 vectors = 16 dimensions at a time
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

  // Component c of total r belongs to row local.y + 8 r and column local.x + 8 c of the tile.
  var total0 = vec4f();
  var total1 = vec4f();
  var total2 = vec4f();
  var total3 = vec4f();
  for (var firstVector = 0u; firstVector < parameters.stride; firstVector += slabVectors) {
    for (var load = thread; load < tileSize * slabVectors; load += side * side) {
      let line = load / slabVectors;
      let vector = load % slabVectors;
      rowSlab[line * slabStride + vector] = loadRow(firstRow + line, firstVector + vector);
      columnSlab[line * slabStride + vector] = loadColumn(firstColumn + line, firstVector + vector);
    }
    workgroupBarrier();

    var sum0 = vec4f();
    var sum1 = vec4f();
    var sum2 = vec4f();
    var sum3 = vec4f();
    for (var vector = 0u; vector < slabVectors; vector++) {
      let columns = mat4x4f(
        columnSlab[local.x * slabStride + vector],
        columnSlab[(local.x + side) * slabStride + vector],
        columnSlab[(local.x + 2 * side) * slabStride + vector],
        columnSlab[(local.x + 3 * side) * slabStride + vector],
      );
      sum0 += rowSlab[local.y * slabStride + vector] * columns;
      sum1 += rowSlab[(local.y + side) * slabStride + vector] * columns;
      sum2 += rowSlab[(local.y + 2 * side) * slabStride + vector] * columns;
      sum3 += rowSlab[(local.y + 3 * side) * slabStride + vector] * columns;
    }
    total0 += sum0;
    total1 += sum1;
    total2 += sum2;
    total3 += sum3;
    workgroupBarrier();
  }

  let row = firstRow + local.y;
  let column = firstColumn + local.x;
  storeFour(row, column, total0);
  storeFour(row + side, column, total1);
  storeFour(row + 2 * side, column, total2);
  storeFour(row + 3 * side, column, total3);
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

fn storeFour(row: u32, column: u32, cosines: vec4f) {
  store(row, column, cosines.x);
  store(row, column + side, cosines.y);
  store(row, column + 2 * side, cosines.z);
  store(row, column + 3 * side, cosines.w);
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
