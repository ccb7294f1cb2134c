export function CostFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
