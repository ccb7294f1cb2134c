export function DeterminantBoundsFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
