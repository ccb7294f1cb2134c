export function ShaderFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
