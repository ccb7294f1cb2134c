/**
 * Title, what runs where, theme and export.
 */
import { Button } from 'react-aria-components';
import { THEMES, type Theme } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { DeviceChip } from './DeviceChip.tsx';
import { EncoderChip } from './EncoderChip.tsx';
import { downloadExport } from './downloadExport.ts';

const THEME_TITLES: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

export function Header() {
  const { store, controller } = useServices();
  const theme = useAppState((state) => state.settings.view.theme);
  const ready = useAppState((state) => state.shown !== null);
  return (
    <header className="header">
      <div className="brand">
        <h1>Script</h1>
        <p className="tagline">Which visual tokens does a language model need to answer your question?</p>
      </div>
      <div className="header-tools">
        <EncoderChip />
        <DeviceChip />
        <Choice<Theme>
          label="Theme"
          hideLabel
          value={theme}
          options={THEMES.map((value) => ({ value, title: THEME_TITLES[value] }))}
          onChange={(value) => controller.setView({ theme: value })}
        />
        <Button className="button" isDisabled={!ready} onPress={() => downloadExport(store.getState())}>
          Export JSON
        </Button>
      </div>
    </header>
  );
}
