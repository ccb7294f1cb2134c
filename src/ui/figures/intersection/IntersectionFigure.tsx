export function IntersectionFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
