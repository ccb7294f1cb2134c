/**
 * Comparisons to start from, each with what there is to see in it.
 */
import { Button, Menu, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components';
import type { CompareEntry } from '../../state/settings.ts';
import { COMPARE_PRESETS } from './comparePresets.ts';

interface PresetMenuProps {
  entries: readonly CompareEntry[];
  onChoose: (entries: readonly CompareEntry[]) => void;
}

export function PresetMenu({ entries, onChoose }: PresetMenuProps) {
  const current = JSON.stringify(entries);
  const chosen = COMPARE_PRESETS.find((preset) => JSON.stringify(preset.entries) === current);
  return (
    <MenuTrigger>
      <Button className="choice-button">
        <span>{chosen ? `Comparison: ${chosen.title}` : 'Start from a comparison'}</span>
        <span className="chevron" aria-hidden="true" />
      </Button>
      <Popover className="popover compare-menu-popover" placement="bottom start">
        <Menu
          className="compare-menu"
          aria-label="Comparisons to start from"
          selectionMode="single"
          selectedKeys={chosen ? [chosen.id] : []}
          onAction={(key) => {
            const preset = COMPARE_PRESETS.find(({ id }) => id === key);
            if (preset) onChoose(preset.entries);
          }}
        >
          {COMPARE_PRESETS.map(({ id, title, explanation }) => (
            <MenuItem key={id} id={id} className="option" textValue={title}>
              <Text slot="label">{title}</Text>
              <Text slot="description" className="hint">
                {explanation}
              </Text>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
