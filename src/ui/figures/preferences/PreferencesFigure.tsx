export function PreferencesFigure() {
  return <p className="figure-waiting">Being built.</p>;
}
