export function QuestionsFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
