export function ReportedResultsFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
