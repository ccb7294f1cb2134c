export function BipartiteGraphFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
