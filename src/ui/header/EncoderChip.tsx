/**
 * Which model makes the tokens, and what it is made of.
 */
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useAppState } from '../AppContext.ts';

export function EncoderChip() {
  const provenance = useAppState((state) => state.shown?.photo.provenance ?? null);
  if (provenance === null) return null;
  const [name] = provenance.split(':');
  return (
    <DialogTrigger>
      <Button className="chip encoder">{name}</Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="popover-body" aria-label="Encoder">
          <p>{provenance}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
