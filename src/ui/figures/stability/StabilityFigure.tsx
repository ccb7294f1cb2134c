export function StabilityFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
