export function GreedyStepsFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
