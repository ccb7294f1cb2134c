import type { Result, SizeReport } from '../../bench/report.ts';
import { describeSize } from '../../bench/sizes.ts';
import { describeResult, SHORT_COLUMNS } from '../../bench/table.ts';
import { TASKS, TASK_TITLES, type Task } from '../../bench/work.ts';

/** Columns from here on hold numbers. */
const FIRST_NUMBER = 2;

/** The results at one size, task by task; a bar compares the medians within a task, and the fastest is set in bold. */
export function SizeTable({ size }: { size: SizeReport }) {
  const title = describeSize(size);
  return (
    <section aria-label={title} className="bench-size">
      <h2 className="section-title">{title}</h2>
      {/* A wide table scrolls, which has to work by keyboard, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="bench-scroll" tabIndex={0} role="region" aria-label={`Results, ${title}`}>
        <table className="bench-table">
          <thead>
            <tr>
              {SHORT_COLUMNS.map((column, index) => (
                <th key={column} scope="col" data-number={index >= FIRST_NUMBER || undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          {TASKS.map((task) => (
            <TaskRows key={task} task={task} size={size} results={size.results.filter((result) => result.task === task)} />
          ))}
        </table>
      </div>
      {size.failures.map(({ id, title: name, reason }) => (
        <p key={id} className="problem">
          {name} gave up: {reason}
        </p>
      ))}
    </section>
  );
}

function TaskRows({ task, size, results }: { task: Task; size: SizeReport; results: Result[] }) {
  if (results.length === 0) return null;
  const fastest = Math.min(...results.map(({ wall }) => wall.median));
  // A first run may be slow for other reasons than the others, and would leave nothing to see of these.
  const slowest = Math.max(...results.map(({ wall, cold }) => (cold ? 0 : wall.median)), fastest);
  return (
    <tbody>
      {results.map((result, index) => {
        const [, contestant, ...numbers] = describeResult(result, size);
        return (
          <tr key={result.contestant} data-fastest={result.wall.median === fastest || undefined} data-wrong={result.agreement?.agrees === false || undefined}>
            {index === 0 && (
              <th scope="rowgroup" rowSpan={results.length}>
                {TASK_TITLES[task]}
              </th>
            )}
            <th scope="row">
              {contestant}
              <span className="bench-bar" aria-hidden="true" style={{ width: `${Math.min(100, (100 * result.wall.median) / slowest)}%` }} />
            </th>
            {numbers.map((text, column) => (
              <td key={SHORT_COLUMNS[column + FIRST_NUMBER]}>{text}</td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}
