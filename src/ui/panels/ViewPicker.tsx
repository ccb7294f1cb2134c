import type { ViewChoice } from '../../core/shownViews.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { listViewChoices } from './describeViews.ts';

/** Which of several views of a photo, or of own tokens, panels and figures show; nothing where there is one, or a film strip. */
export function ViewPicker() {
  const { controller } = useServices();
  const photo = useAppState((state) => state.shown?.photo ?? null);
  const value = useAppState((state) => state.settings.view.shownViews);
  if (!photo || photo.film || photo.layout.views.length === 1) return null;
  const options = listViewChoices(photo.layout);
  const [all] = options;
  return (
    <Choice<ViewChoice>
      label="View"
      // A link may name a view that this photo has not.
      value={options.some((option) => option.value === value) ? value : all.value}
      options={options}
      onChange={(shownViews) => controller.setView({ shownViews })}
    />
  );
}
