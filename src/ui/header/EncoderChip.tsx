/**
 * Which model makes the tokens; opens the choice of another.
 */
import { Button } from 'react-aria-components';
import { useAppState, useServices } from '../AppContext.ts';

const STARTER_NAME = 'Starter encoder';

export function EncoderChip() {
  const { controller } = useServices();
  const title = useAppState(({ encoder }) => encoder.description?.title ?? STARTER_NAME);
  return (
    <Button className="chip encoder" aria-label={`Encoder: ${title}`} aria-haspopup="dialog" onPress={() => controller.showDialog('encoder')}>
      <span className="chip-text">{title}</span>
      <span className="chevron" aria-hidden="true" />
    </Button>
  );
}
