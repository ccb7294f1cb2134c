export function GraphComparisonFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
