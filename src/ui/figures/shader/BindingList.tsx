/**
 * What a kernel reads and writes. Pointing at a binding marks its uses in the code; pressing it keeps them marked.
 */
import { ToggleButton } from 'react-aria-components';
import type { ShaderBinding } from '../../../core/figures/shaderSource.ts';
import type { CodePiece } from './highlightWgsl.ts';

interface BindingListProps {
  bindings: readonly ShaderBinding[];
  lines: CodePiece[][];
  /** The binding whose uses are marked now. */
  marked: string | null;
  /** The one that stays marked. */
  pressed: string | null;
  onPoint: (name: string | null) => void;
  onPress: (name: string | null) => void;
}

export function BindingList({ bindings, lines, marked, pressed, onPoint, onPress }: BindingListProps) {
  return (
    <ul className="shader-bindings">
      {bindings.map(({ group, binding, name, space, access, type, note }) => (
        <li key={name}>
          <ToggleButton
            className="shader-binding"
            data-marked={marked === name || undefined}
            isSelected={pressed === name}
            onChange={(isPressed) => onPress(isPressed ? name : null)}
            onHoverChange={(isHovered) => onPoint(isHovered ? name : null)}
            onFocusChange={(isFocused) => onPoint(isFocused ? name : null)}
          >
            <span className="shader-binding-head">
              <span className="shader-binding-name">{name}</span>
              <span className="shader-binding-place">
                group {group}, binding {binding}
              </span>
            </span>
            <span className="shader-binding-type">
              {type} · {describeAccess(space, access)} · {countUses(lines, name)}
            </span>
            {note !== '' && <span>{note}</span>}
          </ToggleButton>
        </li>
      ))}
    </ul>
  );
}

function describeAccess(space: string, access: string): string {
  if (space === 'uniform') return 'uniform';
  return access === 'read_write' ? 'read and written' : 'read';
}

/** Uses beside the declaration. */
function countUses(lines: CodePiece[][], name: string): string {
  const uses = lines.flat().filter(({ kind, text }) => kind === 'binding' && text === name).length - 1;
  return uses === 1 ? '1 use' : `${uses} uses`;
}
