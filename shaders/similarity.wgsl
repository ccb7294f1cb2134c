// Cosine similarity between tokens: S_ij = <z_i, z_j> (Eq. 10), and its bipartite block B (Eq. 8).
//
// The same kernel computes both. Row i of the result stands for token rowStart + i rowStep, column j for token
// columnStart + j columnStep: (0, 1, 0, 1) gives S, (0, 2, 1, 2) gives B, even tokens against odd ones.
//
// A workgroup of 8 x 8 threads computes a tile of 64 x 32 results, 8 x 4 per thread, all of which stay in registers. It
// walks along the dimensions in slabs of 16: all threads first copy the slab of the tile's 64 row tokens and 32 column
// tokens into workgroup memory, turned so that four neighbouring tokens lie side by side; then each dimension takes a
// thread three loads for 32 multiplications. Each slab is summed on its own before it joins the total; many short sums lose
// fewer digits than one long one. similarity_row.wgsl adds up in the same order, so an entry of S has the same bits
// wherever it is computed; fma() is written out because compilers may round a product and its sum either way.
//
// S is symmetric. With mirror = 1 the workgroups below the diagonal return at once, and every result is written to both
// of its places. The diagonal is not computed but known: 1, or 0 for a zero token. A dispatch may cover some rows of tiles
// only, from firstTileRow on, so that slow adapters can be given S in parts.
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
  firstTileRow: u32,
}

@group(0) @binding(0) var<uniform> parameters: Parameters;
@group(0) @binding(1) var<storage, read> unitTokens: array<vec4f>;
@group(0) @binding(2) var<storage, read> norms: array<f32>;
@group(0) @binding(3) var<storage, read_write> similarities: array<f32>;

const side = 8u;                   // threads along one edge of the workgroup
const tileRows = 8u * side;        // 8 per thread: four, and four more half a tile below
const tileColumns = 4u * side;     // 4 per thread
const slabVectors = 4u;            // 4 vectors = 16 dimensions at a time
const slabDimensions = 4u * slabVectors;
const smallestNorm = 1e-8;

// [k][q]: dimension k of the slab, of tokens 4 q ... 4 q + 3 of the tile.
var<workgroup> rowSlab: array<array<vec4f, tileRows / 4>, slabDimensions>;
var<workgroup> columnSlab: array<array<vec4f, tileColumns / 4>, slabDimensions>;

@compute @workgroup_size(side, side)
fn computeSimilarity(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let firstRow = (parameters.firstTileRow + tile.y) * tileRows;
  let firstColumn = tile.x * tileColumns;
  if (parameters.mirror == 1 && firstRow >= firstColumn + tileColumns) {
    return;
  }

  // Total r belongs to one row; its components belong to four columns side by side.
  var total0 = vec4f();
  var total1 = vec4f();
  var total2 = vec4f();
  var total3 = vec4f();
  var total4 = vec4f();
  var total5 = vec4f();
  var total6 = vec4f();
  var total7 = vec4f();
  for (var firstVector = 0u; firstVector < parameters.stride; firstVector += slabVectors) {
    for (var load = thread; load < tileRows / 4 * slabVectors; load += side * side) {
      loadRows(firstRow, firstVector, load);
    }
    for (var load = thread; load < tileColumns / 4 * slabVectors; load += side * side) {
      loadColumns(firstColumn, firstVector, load);
    }
    workgroupBarrier();

    var sum0 = vec4f();
    var sum1 = vec4f();
    var sum2 = vec4f();
    var sum3 = vec4f();
    var sum4 = vec4f();
    var sum5 = vec4f();
    var sum6 = vec4f();
    var sum7 = vec4f();
    for (var k = 0u; k < slabDimensions; k++) {
      let upper = rowSlab[k][local.y];
      let lower = rowSlab[k][local.y + side];
      let columns = columnSlab[k][local.x];
      sum0 = fma(vec4f(upper.x), columns, sum0);
      sum1 = fma(vec4f(upper.y), columns, sum1);
      sum2 = fma(vec4f(upper.z), columns, sum2);
      sum3 = fma(vec4f(upper.w), columns, sum3);
      sum4 = fma(vec4f(lower.x), columns, sum4);
      sum5 = fma(vec4f(lower.y), columns, sum5);
      sum6 = fma(vec4f(lower.z), columns, sum6);
      sum7 = fma(vec4f(lower.w), columns, sum7);
    }
    total0 += sum0;
    total1 += sum1;
    total2 += sum2;
    total3 += sum3;
    total4 += sum4;
    total5 += sum5;
    total6 += sum6;
    total7 += sum7;
    workgroupBarrier();
  }

  let row = firstRow + 4 * local.y;
  let column = firstColumn + 4 * local.x;
  storeFour(row, column, total0);
  storeFour(row + 1, column, total1);
  storeFour(row + 2, column, total2);
  storeFour(row + 3, column, total3);
  storeFour(row + 4 * side, column, total4);
  storeFour(row + 4 * side + 1, column, total5);
  storeFour(row + 4 * side + 2, column, total6);
  storeFour(row + 4 * side + 3, column, total7);
}

// One vector of four neighbouring row tokens, turned.
fn loadRows(firstRow: u32, firstVector: u32, load: u32) {
  let vector = load % slabVectors;
  let four = load / slabVectors;
  let row = firstRow + 4 * four;
  let turned = transpose(mat4x4f(
    loadRow(row, firstVector + vector),
    loadRow(row + 1, firstVector + vector),
    loadRow(row + 2, firstVector + vector),
    loadRow(row + 3, firstVector + vector),
  ));
  rowSlab[4 * vector][four] = turned[0];
  rowSlab[4 * vector + 1][four] = turned[1];
  rowSlab[4 * vector + 2][four] = turned[2];
  rowSlab[4 * vector + 3][four] = turned[3];
}

fn loadColumns(firstColumn: u32, firstVector: u32, load: u32) {
  let vector = load % slabVectors;
  let four = load / slabVectors;
  let column = firstColumn + 4 * four;
  let turned = transpose(mat4x4f(
    loadColumn(column, firstVector + vector),
    loadColumn(column + 1, firstVector + vector),
    loadColumn(column + 2, firstVector + vector),
    loadColumn(column + 3, firstVector + vector),
  ));
  columnSlab[4 * vector][four] = turned[0];
  columnSlab[4 * vector + 1][four] = turned[1];
  columnSlab[4 * vector + 2][four] = turned[2];
  columnSlab[4 * vector + 3][four] = turned[3];
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
  store(row, column + 1, cosines.y);
  store(row, column + 2, cosines.z);
  store(row, column + 3, cosines.w);
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
