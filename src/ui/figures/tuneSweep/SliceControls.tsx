/**
 * Which plane of a sweep is on screen, and its cells as buttons, for those who use no pointer.
 */
import { Button } from 'react-aria-components';
import { AXIS_TEXTS, TUNING_AXES, type TuningAxis, type TuningCell } from '../../../core/tuning/plan.ts';
import { findReadout, READOUTS, type ReadoutId } from '../../../core/tuning/readouts.ts';
import type { TuningResults } from '../../../core/tuning/results.ts';
import { Choice } from '../../Choice.tsx';
import { describeCell, findBest, formatAxisValue, formatSummary, isCurrent, type Slice, type SliceChoice } from './slice.ts';

interface SliceControlsProps {
  results: TuningResults;
  choice: SliceChoice;
  onChange: (choice: SliceChoice) => void;
}

export function SliceControls({ results, choice, onChange }: SliceControlsProps) {
  const { plan, subjects } = results;
  const axes = TUNING_AXES.map((axis) => ({ value: axis, title: AXIS_TEXTS[axis].symbol }));
  // An axis that is chosen for one side leaves the other.
  const turn = (side: 'x' | 'y', axis: TuningAxis) => {
    const other = side === 'x' ? 'y' : 'x';
    onChange({ ...choice, [side]: axis, [other]: choice[other] === axis ? choice[side] : choice[other] });
  };
  const held = TUNING_AXES.filter((axis) => axis !== choice.x && axis !== choice.y && plan[axis].length > 1);
  const everything = { value: 'all', title: `Mean of all ${subjects.length}` };
  return (
    <>
      <Choice<ReadoutId> label="Read-out" value={choice.readout} options={READOUTS.map(({ id, title }) => ({ value: id, title }))} onChange={(readout) => onChange({ ...choice, readout })} />
      <Choice<TuningAxis> label="Across" value={choice.x} options={axes} onChange={(axis) => turn('x', axis)} />
      <Choice<TuningAxis> label="Up" value={choice.y} options={axes} onChange={(axis) => turn('y', axis)} />
      {held.map((axis) => (
        <Choice
          key={axis}
          label={AXIS_TEXTS[axis].symbol}
          value={String(choice.places[axis])}
          options={plan[axis].map((value, place) => ({ value: String(place), title: formatAxisValue(axis, value) }))}
          onChange={(place) => onChange({ ...choice, places: { ...choice.places, [axis]: Number(place) } })}
        />
      ))}
      {subjects.length > 1 && (
        <Choice
          label="Of"
          value={choice.subject === null ? everything.value : String(choice.subject)}
          options={[everything, ...subjects.map(({ image, question }, place) => ({ value: String(place), title: question === '' ? image : `${image}: ${question}` }))]}
          onChange={(value) => onChange({ ...choice, subject: value === everything.value ? null : Number(value) })}
        />
      )}
    </>
  );
}

interface CellsProps {
  slice: Slice;
  current: TuningCell;
  onCell: (cell: TuningCell) => void;
}

/** What a click on the map does. */
export function SliceTable({ slice: { choice, columns, rows, cells }, current, onCell }: CellsProps) {
  const { title } = findReadout(choice.readout);
  const [across, up] = [AXIS_TEXTS[choice.x].symbol, AXIS_TEXTS[choice.y].symbol];
  return (
    // A wide table scrolls, which has to work by keyboard, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="numbers-scroll" tabIndex={0} role="region" aria-label={`${title} by ${across} and ${up}`}>
      <table className="numbers-table tune-cells">
        <thead>
          <tr>
            <th scope="col">{`${up} \\ ${across}`}</th>
            {columns.map((value) => (
              <th key={value} scope="col">
                {formatAxisValue(choice.x, value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((row, place) => (
            <tr key={rows[place]}>
              <th scope="row">{formatAxisValue(choice.y, rows[place])}</th>
              {row.map(({ cell, summary }, column) => (
                <td key={columns[column]} data-number>
                  <Button
                    className="tune-cell"
                    data-current={isCurrent(cell, current) || undefined}
                    aria-label={`Load ${describeCell(cell)}: ${formatSummary(choice.readout, summary)}`}
                    onPress={() => onCell(cell)}
                  >
                    {formatSummary(choice.readout, summary)}
                  </Button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The best cell of the whole grid, and a button that loads it. */
export function BestCell({ results, choice, onCell }: { results: TuningResults; choice: SliceChoice; onCell: (cell: TuningCell) => void }) {
  const best = findBest(results, choice);
  const { title, better, explanation } = findReadout(choice.readout);
  return (
    <div className="tune-best">
      <p className="hint">{explanation}</p>
      {best && (
        <p>
          {better === 'higher' ? 'Highest' : 'Lowest'} {title}: <strong>{formatSummary(choice.readout, best.summary)}</strong> at {describeCell(best.cell)}{' '}
          <Button className="button small" onPress={() => onCell(best.cell)}>
            Load it
          </Button>
        </p>
      )}
    </div>
  );
}
