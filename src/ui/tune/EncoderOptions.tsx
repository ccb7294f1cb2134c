/**
 * What an off-the-shelf encoder leaves open; a change opens the photo again with the same encoder.
 */
import type { EncoderOptions as Options } from '../../encoders/encoderOptions.ts';
import { ATTENTION_BLOCKS, nameAttentionBlock, type AttentionBlockName } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';

const TOKENS: { value: Options['tokensFrom']; title: string }[] = [
  { value: 'last-but-one', title: 'Last but one, as LLaVA' },
  { value: 'last', title: 'Last' },
];

const RELEVANCE: { value: Options['relevanceSource']; title: string }[] = [
  { value: 'paper', title: 'Paper' },
  { value: 'value-path', title: 'Value path' },
];

const ATTENTION: { value: AttentionBlockName; title: string }[] = [
  { value: 'tokens', title: 'The block of the tokens' },
  { value: 'last', title: 'Last' },
  { value: 'last-but-one', title: 'Last but one' },
];

const FRAMING: { value: Options['framing']; title: string }[] = [
  { value: 'model', title: 'As the model says' },
  { value: 'pad', title: 'Pad, as LLaVA' },
  { value: 'crop', title: 'Crop' },
  { value: 'stretch', title: 'Stretch' },
];

export function EncoderOptions() {
  const { controller } = useServices();
  const choice = useAppState((state) => state.encoder.choice);
  const readsText = useAppState((state) => state.encoder.description?.gives.textRelevance ?? true);
  if (choice.kind === 'starter') return null;
  const { tokensFrom, relevanceSource, framing, attentionBlock } = choice.options;
  const change = (options: Partial<Options>) => void controller.encoders.setOptions(options);
  return (
    <div className="setting encoder-options">
      <Choice label="Tokens of block" value={tokensFrom} options={TOKENS} onChange={(value) => change({ tokensFrom: value })} />
      {readsText && (
        <>
          <Choice label="Relevance" value={relevanceSource} options={RELEVANCE} onChange={(value) => change({ relevanceSource: value })} />
          <p className="hint">
            Paper: the projected tokens. Value path: through the last attention’s values instead, as MaskCLIP does; it localizes better.
          </p>
        </>
      )}
      <Choice
        label="Attention of block"
        value={nameAttentionBlock(attentionBlock)}
        options={ATTENTION}
        onChange={(name) => change({ attentionBlock: ATTENTION_BLOCKS[name] })}
      />
      <p className="hint">The attention that the numbers of a token name, where the model gives it.</p>
      <Choice label="Framing" value={framing} options={FRAMING} onChange={(value) => change({ framing: value })} />
    </div>
  );
}
