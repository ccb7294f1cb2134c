export function CosineProxyFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
