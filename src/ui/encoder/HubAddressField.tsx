/**
 * Where models are downloaded from.
 */
import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { DEFAULT_HUB_ADDRESS } from '../../state/hubAddress.ts';
import { explainForbidden } from '../../state/pagePolicy.ts';
import { useAppState, useServices } from '../AppContext.ts';

/** The field is the last of a long dialog: what is said of an address that was just typed must not stay below the edge. */
function reveal(message: HTMLElement | null): void {
  if (message?.parentElement?.contains(document.activeElement)) message.scrollIntoView({ block: 'nearest' });
}

export function HubAddressField() {
  const { store, controller } = useServices();
  const address = useAppState((state) => state.encoder.hubAddress);
  const [text, setText] = useState(address);
  const [problem, setProblem] = useState(() => explainForbidden(address));
  const apply = () => {
    try {
      controller.encoders.setHubAddress(text);
      setText(store.getState().encoder.hubAddress);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <TextField
      className="dialog-part"
      type="url"
      value={text}
      onChange={setText}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
      }}
      isInvalid={problem !== null}
    >
      <Label className="field-label">Hub address</Label>
      <Text slot="description" className="hint">
        Where models come from: the Hugging Face hub, or a mirror of it, a school’s for example; this page has to allow it (npm start --
        --model-host URL). Kept in this browser, never in a link.
      </Text>
      <Input className="text-input" placeholder={DEFAULT_HUB_ADDRESS} spellCheck="false" />
      <FieldError ref={reveal} className="hint problem">
        {problem}
      </FieldError>
    </TextField>
  );
}
