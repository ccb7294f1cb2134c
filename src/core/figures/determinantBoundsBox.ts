/**
 * Three vectors with given lengths and cosines in space, and the parallelepiped that they span (Appendix B.2-B.3): its squared
 * volume is the determinant of their Gram matrix.
 */

export type Point = readonly [x: number, y: number, z: number];

/** Angles in radians: around the upright axis, then around the horizontal one. */
export interface Rotation {
  yaw: number;
  pitch: number;
}

/**
 * Vectors with these cosines: the rows of the Cholesky factor of their Gram matrix, scaled to the lengths.
 * @param cosines of the first and second, the first and third, the second and third
 * @returns the first along x, the second in the plane of x and y
 */
export function embedTriple(
  [a, b, c]: readonly [number, number, number],
  lengths: readonly [number, number, number] = [1, 1, 1],
): [Point, Point, Point] {
  const y2 = Math.sqrt(Math.max(0, 1 - a * a));
  // Where the first two coincide, so do their cosines with the third, and its second coordinate is free.
  const y3 = y2 > 1e-6 ? (c - a * b) / y2 : 0;
  const z3 = Math.sqrt(Math.max(0, 1 - b * b - y3 * y3));
  return [scale([1, 0, 0], lengths[0]), scale([a, y2, 0], lengths[1]), scale([b, y3, z3], lengths[2])];
}

function scale([x, y, z]: Point, factor: number): Point {
  return [x * factor, y * factor, z * factor];
}

/** Turns a point: x to the right, y up, z towards the reader. */
export function turnPoint([x, y, z]: Point, { yaw, pitch }: Rotation): Point {
  const right = x * Math.cos(yaw) + z * Math.sin(yaw);
  const depth = z * Math.cos(yaw) - x * Math.sin(yaw);
  return [right, y * Math.cos(pitch) - depth * Math.sin(pitch), y * Math.sin(pitch) + depth * Math.cos(pitch)];
}

/** Half the longest diagonal of the parallelepiped: the radius of the ball that holds it however it is turned. */
export function measureReach([u, v, w]: readonly [Point, Point, Point]): number {
  const signs = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ];
  return Math.max(...signs.map(([s, t]) => Math.hypot(...add(u, add(scale(v, s), scale(w, t)))))) / 2;
}

export interface BoxFace {
  /** Corners in order around the face. */
  corners: readonly [Point, Point, Point, Point];
  /** Whether its outside looks at the reader. */
  front: boolean;
}

export interface BoxEdge {
  from: Point;
  to: Point;
  /** 0, 1 or 2: the vector that it is parallel to. */
  along: number;
  /** Whether it is the vector itself, which starts at the common origin. */
  isVector: boolean;
  /** Behind the box. */
  hidden: boolean;
}

export interface TurnedBox {
  origin: Point;
  faces: BoxFace[];
  edges: BoxEdge[];
}

/** The pairs of vectors that span faces, each with the vector that leads to the opposite face. */
const SPANS = [
  { first: 0, second: 1, across: 2 },
  { first: 1, second: 2, across: 0 },
  { first: 2, second: 0, across: 1 },
] as const;

/** The parallelepiped of three vectors, turned, with its centre at the origin of coordinates. */
export function turnBox(vectors: readonly [Point, Point, Point], rotation: Rotation): TurnedBox {
  const turned = vectors.map((vector) => turnPoint(vector, rotation));
  const centre = scale(turned.reduce(add), 0.5);
  const corner = (mask: number) =>
    turned.reduce((sum, vector, index) => (mask & (1 << index) ? add(sum, vector) : sum), scale(centre, -1));
  const faces = SPANS.flatMap(({ first, second, across }) =>
    [0, 1].map((side) => {
      const [p, q, base] = [1 << first, 1 << second, side << across];
      const corners = [corner(base), corner(base | p), corner(base | p | q), corner(base | q)] as const;
      // The middle of a face of a box around the origin points the way its outside does.
      return { corners, front: facesReader(turned[first], turned[second], add(corners[0], corners[2])), across, side };
    }),
  );
  const isFront = (across: number, side: number) => faces.some((face) => face.across === across && face.side === side && face.front);
  const edges = SPANS.flatMap(({ first, second, across }) =>
    [0, 1, 2, 3].map((sides) => {
      const [sideFirst, sideSecond] = [sides & 1, sides >> 1];
      const base = (sideFirst << first) | (sideSecond << second);
      return {
        from: corner(base),
        to: corner(base | (1 << across)),
        along: across,
        isVector: sides === 0,
        hidden: !isFront(first, sideFirst) && !isFront(second, sideSecond),
      };
    }),
  );
  return { origin: corner(0), faces: faces.map(({ corners, front }) => ({ corners, front })), edges };
}

function add(a: Point, b: Point): Point {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

/** Whether the normal of a face that points outwards has a part towards the reader; a flat box hides nothing. */
function facesReader([ax, ay, az]: Point, [bx, by, bz]: Point, outwards: Point): boolean {
  const normal: Point = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
  const towards = normal[0] * outwards[0] + normal[1] * outwards[1] + normal[2] * outwards[2];
  if (Math.abs(towards) < 1e-9) return true;
  return normal[2] * Math.sign(towards) >= 0;
}
