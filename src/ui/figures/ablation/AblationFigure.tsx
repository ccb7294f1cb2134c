export function AblationFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
