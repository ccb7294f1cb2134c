/**
 * Beside the boxes on the photo: how they are drawn, one more by keyboard, none at all.
 */
import { Button } from 'react-aria-components';
import { MOST_REGIONS, type Region } from '../../core/regions.ts';
import { useAppState, useServices } from '../AppContext.ts';

/** What the button adds: the middle of the photo. */
const MIDDLE: Region = { x: 0.375, y: 0.375, width: 0.25, height: 0.25 };

export function RegionTools() {
  const { controller } = useServices();
  const regions = useAppState((state) => state.settings.regions);
  return (
    <div className="region-tools">
      <span className="unit">{regions.length === 0 ? 'Draw what should survive' : regions.length === 1 ? '1 box' : `${regions.length} boxes`}</span>
      <Button className="button small" isDisabled={regions.length >= MOST_REGIONS} onPress={() => controller.setRegions([...regions, MIDDLE])}>
        Add a box
      </Button>
      {regions.length > 0 && (
        <Button className="button small quiet" onPress={() => controller.setRegions([])}>
          Remove all
        </Button>
      )}
    </div>
  );
}
