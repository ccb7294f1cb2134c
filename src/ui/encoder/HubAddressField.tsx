/**
 * Where models are downloaded from.
 */
import { useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { DEFAULT_HUB_ADDRESS } from '../../state/hubAddress.ts';
import { useAppState, useServices } from '../AppContext.ts';

export function HubAddressField() {
  const { controller } = useServices();
  const address = useAppState((state) => state.encoder.hubAddress);
  const [text, setText] = useState(address);
  const [isInvalid, setInvalid] = useState(false);
  const apply = () => setInvalid(!controller.encoders.setHubAddress(text.trim() === '' ? DEFAULT_HUB_ADDRESS : text));
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
      isInvalid={isInvalid}
    >
      <Label className="field-label">Hub address</Label>
      <Text slot="description" className="hint">
        Where models come from: the Hugging Face hub, or a mirror of it, a school’s for example. Kept in this browser, never in a link.
      </Text>
      <Input className="text-input" placeholder={DEFAULT_HUB_ADDRESS} spellCheck="false" />
      <FieldError className="hint problem">An address begins with https:// or http://, and has no ? or #. The former one stays.</FieldError>
    </TextField>
  );
}
