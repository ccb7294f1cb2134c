/** Softmax of values / temperature, f64[n]; the largest value is taken off first, so that nothing overflows. */
export function takeSoftmax(values: ArrayLike<number>, temperature: number): Float64Array {
  const largest = Float64Array.from(values).reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Float64Array.from(values, (value) => Math.exp((value - largest) / temperature));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}
