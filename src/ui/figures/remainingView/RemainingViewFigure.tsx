export function RemainingViewFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
