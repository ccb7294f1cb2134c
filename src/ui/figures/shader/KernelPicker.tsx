/**
 * Which kernel: by the result on the page that it leads to, or from the list of all.
 */
import { Button, Label, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { KERNEL_GROUPS, RESULTS, RESULT_TITLES, type KernelFile, type Result } from './shaderKernels.ts';

interface KernelPickerProps {
  result: Result;
  /** The kernels that lead to the result here, in order. */
  chain: readonly KernelFile[];
  file: KernelFile;
  onResult: (result: Result) => void;
  onFile: (file: KernelFile) => void;
}

export function KernelPicker({ result, chain, file, onResult, onFile }: KernelPickerProps) {
  return (
    <div className="kernel-picker">
      <div className="kernel-results">
        <Label className="field-label" id="kernel-results-label">
          The kernel behind
        </Label>
        <ToggleButtonGroup
          className="kernel-tabs"
          aria-labelledby="kernel-results-label"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[result]}
          onSelectionChange={([key]) => onResult(RESULTS.find((known) => known === key) ?? result)}
        >
          {RESULTS.map((known) => (
            <ToggleButton key={known} id={known} className="kernel-tab">
              {RESULT_TITLES[known]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className="kernel-groups" role="group" aria-label="All kernels">
        {KERNEL_GROUPS.map(({ title, files }) => (
          <div key={title} className="kernel-group">
            <span className="hint">{title}</span>
            <div className="kernel-files">
              {files.map((known) => (
                <KernelButton key={known} file={known} isCurrent={known === file} step={chain.indexOf(known) + 1} onPress={() => onFile(known)} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

interface KernelButtonProps {
  file: KernelFile;
  isCurrent: boolean;
  /** Its place in the chain that leads to the result, 0 for none. */
  step: number;
  onPress: () => void;
}

function KernelButton({ file, isCurrent, step, onPress }: KernelButtonProps) {
  return (
    <Button className="kernel-file" aria-current={isCurrent || undefined} data-step={step > 0 || undefined} onPress={onPress}>
      {step > 0 && <span className="kernel-step">{step}</span>}
      {file.replace('.wgsl', '')}
    </Button>
  );
}
