/**
 * The benchmark page: what to measure, what is being measured, and what came out.
 */
import { Button } from 'react-aria-components';
import { toCsv } from '../../core/figures/dataTable.ts';
import type { BenchReport } from '../../bench/report.ts';
import { describeCeilings, describeDevice, toBenchTable } from '../../bench/table.ts';
import { saveFile } from '../saveFile.ts';
import { BenchForm } from './BenchForm.tsx';
import './bench.css';
import { SizeTable } from './SizeTable.tsx';
import { useBench } from './useBench.ts';

export function BenchPage() {
  const { state, start, cancel } = useBench();
  const { status, sentence, share, report } = state;
  return (
    <>
      <header className="header">
        <div className="brand">
          <h1>Script benchmark</h1>
          <p className="tagline">How long the kernels take on this device, beside what one would otherwise use.</p>
        </div>
        <a className="bench-link" href="./">
          To the playground
        </a>
      </header>
      <main className="bench">
        <BenchForm isRunning={status === 'running'} onStart={start} onCancel={cancel} />
        <div className="bench-progress">
          <progress aria-label="Progress" value={share} max={1} hidden={status !== 'running'} />
          <p role="status" className={status === 'failed' ? 'problem' : 'hint'}>
            {sentence}
          </p>
        </div>
        {report && <Report report={report} />}
      </main>
    </>
  );
}

function Report({ report }: { report: BenchReport }) {
  const hasResults = report.sizes.some(({ results }) => results.length > 0);
  const name = `script-bench-${report.date.slice(0, 10)}`;
  return (
    <>
      <section aria-label="Device" className="bench-device">
        <p>{describeDevice(report)}</p>
        {report.ceilings && <p>{describeCeilings(report.ceilings)}</p>}
        {report.notAvailable.map(({ id, title, reason }) => (
          <p key={id} className="hint">
            Not available here: {title}. {reason}
          </p>
        ))}
      </section>
      {report.sizes.map((size) => (
        <SizeTable key={`${size.n} ${size.d} ${size.k}`} size={size} />
      ))}
      <div className="bench-actions">
        <Button className="button" isDisabled={!hasResults} onPress={() => saveFile(`${name}.json`, new Blob([JSON.stringify(report, null, 1)], { type: 'application/json' }))}>
          Export JSON
        </Button>
        <Button className="button" isDisabled={!hasResults} onPress={() => saveFile(`${name}.csv`, new Blob([toCsv(toBenchTable(report))], { type: 'text/csv' }))}>
          Export CSV
        </Button>
      </div>
    </>
  );
}
