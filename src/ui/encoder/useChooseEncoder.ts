import { requestPersistence } from '../../encoders/hub/storageStatus.ts';
import type { EncoderChoice } from '../../engine/modelRequests.ts';
import { useServices } from '../AppContext.ts';

/** Returns what "Use" does: opens the encoder, and closes the dialog when it is the current one. */
export function useChooseEncoder(): (choice: EncoderChoice) => void {
  const { store, controller } = useServices();
  return (choice) => {
    // Some browsers ask the person, which takes a press.
    if (choice.kind === 'hub') void requestPersistence();
    void controller.encoders.choose(choice).then((isCurrent) => {
      if (isCurrent && store.getState().dialog === 'encoder') controller.showDialog(null);
    });
  };
}
