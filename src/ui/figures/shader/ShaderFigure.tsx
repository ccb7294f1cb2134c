/**
 * The shader that made this: the WGSL behind the map on screen, the equation it computes, and what it reads and writes.
 */
import { useCallback, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { readShader } from '../../../core/figures/shaderSource.ts';
import { addNotice } from '../../../state/notices.ts';
import { useAppState, useServices } from '../../AppContext.ts';
import { Equation } from '../../equations/Equation.tsx';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { BindingList } from './BindingList.tsx';
import { describeDevice } from './describeDevice.ts';
import { highlightWgsl } from './highlightWgsl.ts';
import { KernelPicker } from './KernelPicker.tsx';
import { ShaderCode } from './ShaderCode.tsx';
import { describeWorkgroup, drawShader, type ShownShader } from './shaderDrawing.tsx';
import type { ShaderKernel } from './shaderKernel.ts';
import { findKernel, findKernelBehind, listChain, type KernelFile, type Result } from './shaderKernels.ts';
import './shader.css';

const CAPTION =
  'The file that is shown is the file that runs: the page compiles this very text to a compute pipeline. Numbers before file names are the order ' +
  'in which kernels lead to the result; names that the host binds to memory are set apart by colour and weight.';

export function ShaderFigure() {
  const style = useFigureStyle();
  const map = useAppState((state) => state.settings.view.redundancyMap);
  const engine = useAppState((state) => state.engine);
  const timings = useAppState((state) => state.stageTimings);
  const variant = (engine.status === 'ready' && engine.start.kernels.similarity) || 'workgroup';
  const [result, setResult] = useState<Result>('redundancy');
  // null follows the result, and with it the kind of redundancy map.
  const [chosen, setChosen] = useState<KernelFile | null>(null);
  const file = chosen ?? findKernelBehind(result, map);
  const shown = useMemo(() => readKernel(findKernel(file)), [file]);
  const draw = useCallback((width: number) => drawShader(shown, style, width), [shown, style]);
  const device = describeDevice(engine, shown.kernel, timings);
  return (
    <FigureFrame
      id="shader"
      title="The shader that made this"
      source="WGSL"
      caption={CAPTION}
      settings={`shaders/${file}`}
      draw={draw}
      drawsOnlyForExport
      showsOwnNumbers
      table={() => toTable(shown)}
      controls={
        <KernelPicker
          result={result}
          chain={listChain(result, variant)}
          file={file}
          onResult={(next) => {
            setResult(next);
            setChosen(null);
          }}
          onFile={setChosen}
        />
      }
    >
      <ShaderSheet key={file} shown={shown} device={device} />
    </FigureFrame>
  );
}

function readKernel(kernel: ShaderKernel): ShownShader {
  const source = readShader(kernel.code);
  const names = source.bindings.map(({ name }) => name);
  return { kernel, source, lines: highlightWgsl(kernel.code, names) };
}

function ShaderSheet({ shown, device }: { shown: ShownShader; device: string }) {
  const { kernel, source, lines } = shown;
  const [pointed, setPointed] = useState<string | null>(null);
  const [pressed, setPressed] = useState<string | null>(null);
  const marked = pointed ?? pressed;
  const list = { bindings: source.bindings, lines, marked, pressed, onPoint: setPointed, onPress: setPressed };
  return (
    <div className="shader-sheet">
      <div className="shader-main">
        <div className="shader-head">
          <h3>shaders/{kernel.file}</h3>
          <CopyButton code={kernel.code} />
        </div>
        <ShaderCode lines={lines} file={kernel.file} marked={marked} sought={pressed} onPoint={setPointed} />
      </div>
      <aside className="shader-notes" aria-label={`About ${kernel.file}`}>
        <Equation html={kernel.equation} label={kernel.plain.join('; ')} />
        <p>
          <strong>{kernel.makes}</strong>
        </p>
        <p>{source.paragraphs[0]}</p>
        <p className="shader-device">{device}</p>
        <h4>Workgroup</h4>
        <p className="shader-entry">{describeWorkgroup(source.entry)}</p>
        <h4>Bindings</h4>
        <BindingList {...list} />
      </aside>
    </div>
  );
}

function CopyButton({ code }: { code: string }) {
  const { store } = useServices();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(true);
    } catch (error) {
      addNotice(store, 'problem', `The code could not be copied: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <Button className="button small" onPress={() => void copy()}>
      {copied ? 'Copied' : 'Copy'}
    </Button>
  );
}

function toTable({ source: { bindings } }: ShownShader): DataTable {
  return {
    columns: [{ title: 'group' }, { title: 'binding' }, { title: 'name' }, { title: 'address space' }, { title: 'access' }, { title: 'type' }, { title: 'meaning' }],
    rows: bindings.map(({ group, binding, name, space, access, type, note }) => [group, binding, name, space, access, type, note]),
  };
}
