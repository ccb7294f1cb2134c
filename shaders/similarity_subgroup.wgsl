// Cosine similarity between tokens, S_ij = <z_i, z_j> (Eq. 10), and its bipartite block B (Eq. 8), like similarity.wgsl and
// with the same bits, for devices with subgroups: rows pass from thread to thread in registers.
//
// Which of the two a device runs is decided by a short measurement. Parameters, tiles of 64 x 32 results, the mirror and
// the diagonal are those of similarity.wgsl, and so is the order of every sum: slabs of 16 dimensions, each summed with
// fma() on its own before it joins the total.
//
// The 64 threads work in quads, four threads that follow each other in a subgroup; every subgroup, of whatever size, consists
// of quads. A quad computes four rows of the tile, and each of its threads 8 of the 32 columns: 4 x 8 results per thread. A
// thread reads one of the quad's four row tokens, straight from memory, and hands it on by quadBroadcast(), which costs
// many GPUs next to nothing. Only column tokens go through workgroup memory, not turned: per four dimensions a thread
// loads eight vectors for 128 multiplications, where similarity.wgsl loads twelve.
//
// How threads of a workgroup map to subgroups is up to the device. So quads number themselves: the first thread of each
// draws a number, and with it the quad's rows.
//
// 0  parameters    (stride counts vectors of four numbers)
// 1  unitTokens    f32[n, 4 stride]
// 2  norms         f32[n]
// 3  similarities  f32[rowCount, columnCount]

enable subgroups;

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

const quads = 16u;
const threads = 4u * quads;
const tileRows = 4u * quads;       // 4 per quad
const tileColumns = 32u;           // 8 per thread of a quad
const slabVectors = 4u;            // 4 vectors = 16 dimensions at a time
const smallestNorm = 1e-8;

// [v][c]: vector v of the slab, of column c of the tile.
var<workgroup> columnSlab: array<array<vec4f, tileColumns>, slabVectors>;
var<workgroup> quadsNumbered: atomic<u32>;

// Sums of 4 x 8 results, [row][q]: columns lane + 4 q of the tile on the left, lane + 4 q + 16 on the right.
struct Sums {
  left: mat4x4f,
  right: mat4x4f,
}

@compute @workgroup_size(threads)
fn computeSimilarity(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_invocation_id) subgroupThread: u32,
) {
  let firstRow = (parameters.firstTileRow + tile.y) * tileRows;
  let firstColumn = tile.x * tileColumns;
  if (parameters.mirror == 1 && firstRow >= firstColumn + tileColumns) {
    return;
  }

  let lane = subgroupThread % 4;
  let row = firstRow + 4 * numberQuad(lane);
  var total = Sums();
  for (var firstVector = 0u; firstVector < parameters.stride; firstVector += slabVectors) {
    for (var load = thread; load < tileColumns * slabVectors; load += threads) {
      let vector = load % slabVectors;
      let column = load / slabVectors;
      columnSlab[vector][column] = loadColumn(firstColumn + column, firstVector + vector);
    }
    let own0 = loadRow(row + lane, firstVector);
    let own1 = loadRow(row + lane, firstVector + 1);
    let own2 = loadRow(row + lane, firstVector + 2);
    let own3 = loadRow(row + lane, firstVector + 3);
    workgroupBarrier();

    var sum = Sums();
    sum = addProducts(sum, own0, 0, lane);
    sum = addProducts(sum, own1, 1, lane);
    sum = addProducts(sum, own2, 2, lane);
    sum = addProducts(sum, own3, 3, lane);
    total.left += sum.left;
    total.right += sum.right;
    workgroupBarrier();
  }

  let column = firstColumn + lane;
  storeFour(row, column, total.left[0]);
  storeFour(row, column + 16, total.right[0]);
  storeFour(row + 1, column, total.left[1]);
  storeFour(row + 1, column + 16, total.right[1]);
  storeFour(row + 2, column, total.left[2]);
  storeFour(row + 2, column + 16, total.right[2]);
  storeFour(row + 3, column, total.left[3]);
  storeFour(row + 3, column + 16, total.right[3]);
}

// A number from 0 to quads - 1 for the four threads of a quad.
fn numberQuad(lane: u32) -> u32 {
  var number = 0u;
  if (lane == 0) {
    number = atomicAdd(&quadsNumbered, 1);
  }
  return quadBroadcast(number, 0);
}

// Adds four dimensions; `own` holds them of the quad's row token that this thread has read.
fn addProducts(sums: Sums, own: vec4f, vector: u32, lane: u32) -> Sums {
  let rows = mat4x4f(quadBroadcast(own, 0), quadBroadcast(own, 1), quadBroadcast(own, 2), quadBroadcast(own, 3));
  return Sums(
    addRows(sums.left, rows, readColumns(vector, lane)),
    addRows(sums.right, rows, readColumns(vector, lane + 16)),
  );
}

// Four dimensions of four columns of the tile: [dimension][column].
fn readColumns(vector: u32, first: u32) -> mat4x4f {
  return transpose(mat4x4f(
    columnSlab[vector][first],
    columnSlab[vector][first + 4],
    columnSlab[vector][first + 8],
    columnSlab[vector][first + 12],
  ));
}

fn addRows(sums: mat4x4f, rows: mat4x4f, columns: mat4x4f) -> mat4x4f {
  return mat4x4f(
    addRow(sums[0], rows[0], columns),
    addRow(sums[1], rows[1], columns),
    addRow(sums[2], rows[2], columns),
    addRow(sums[3], rows[3], columns),
  );
}

fn addRow(sum: vec4f, row: vec4f, columns: mat4x4f) -> vec4f {
  var next = fma(vec4f(row.x), columns[0], sum);
  next = fma(vec4f(row.y), columns[1], next);
  next = fma(vec4f(row.z), columns[2], next);
  return fma(vec4f(row.w), columns[3], next);
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

// Every fourth column, from `column` on.
fn storeFour(row: u32, column: u32, cosines: vec4f) {
  store(row, column, cosines.x);
  store(row, column + 4, cosines.y);
  store(row, column + 8, cosines.z);
  store(row, column + 12, cosines.w);
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
