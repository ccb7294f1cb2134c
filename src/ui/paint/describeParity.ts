/** How the even / odd split looks on a grid: an even width lines the halves up, an odd one alternates them. */
export function describeParity(cols: number): string {
  return cols % 2 === 0
    ? `Rows of ${cols}, an even number: even and odd tokens form column stripes, and each is compared with the other stripes only.`
    : `Rows of ${cols}, an odd number: even and odd tokens form a checkerboard, and each is compared with the other colour only.`;
}
