/**
 * The models with what they give and what they cost.
 */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { Precision } from '../../encoders/hub/modelEntry.ts';
import type { ModelStatus } from '../../engine/modelRequests.ts';
import { chooseModel, modelOf } from '../../state/encoderChoice.ts';
import { useAppState } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { describeDownload, describeOffer, initialPrecision } from './describeModel.ts';
import { useChooseEncoder } from './useChooseEncoder.ts';

export function ModelTable({ models }: { models: ModelStatus[] }) {
  return (
    <>
      <table className="models">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Tokens</th>
            <th scope="col">Relevance</th>
            <th scope="col">[CLS]</th>
            <th scope="col">Projection</th>
            <th scope="col">Download</th>
            <th scope="col">
              <span className="visually-hidden">Choose</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow key={model.id} model={model} />
          ))}
        </tbody>
      </table>
      <p className="hint">
        Relevance: tokens can be compared with a question. [CLS]: there is a class token, whose attention says what the model looks at.
        Projection: single tokens are projected into the space shared with text. 16-bit floats (fp16) are never chosen for you: encoders
        can drift or overflow in them.
      </p>
    </>
  );
}

function ModelRow({ model }: { model: ModelStatus }) {
  const choose = useChooseEncoder();
  const current = useAppState((state) => state.encoder.choice);
  const opening = useAppState((state) => state.encoder.opening);
  const options = useAppState((state) => state.settings.encoder.options);
  const [chosen, setChosen] = useState<Precision | null>(null);
  const precision = chosen ?? initialPrecision(model, current);
  const choice = chooseModel(model, precision, options);
  const inUse = modelOf(current) === model.id && (current.kind !== 'hub' || current.precision === precision);
  const isOpening = opening !== null && modelOf(opening.choice) === model.id;
  const { text, state } = describeDownload(model, precision, inUse);
  return (
    <tr data-current={inUse || undefined}>
      <th scope="row">
        <span className="model-title">{model.title}</span>
        <span className="hint">
          {model.source}. {model.licence}.{model.unconfirmed.length > 0 && ` Not confirmed: ${model.unconfirmed.join(', ')}.`}
        </span>
      </th>
      <td data-label="Tokens">
        {model.rows} × {model.cols} = {model.rows * model.cols}
      </td>
      <td data-label="Relevance">
        <Mark given={model.gives.textRelevance} />
      </td>
      <td data-label="[CLS]">
        <Mark given={model.gives.classAttention} />
      </td>
      <td data-label="Projection">
        <Mark given={model.gives.projection} />
      </td>
      <td className="download" data-label="Download">
        {precision !== null && (
          <Choice<Precision>
            label={`Precision of ${model.title}`}
            hideLabel
            value={precision}
            options={model.precisions.map((offer) => ({ value: offer.precision, title: describeOffer(offer, model.recommended) }))}
            onChange={setChosen}
          />
        )}
        <span className="hint" data-state={state}>
          {text}
        </span>
      </td>
      <td className="action">
        {inUse ? (
          <span className="in-use">In use</span>
        ) : (
          <Button className="button small" data-busy={isOpening || undefined} onPress={() => !isOpening && choose(choice)}>
            {isOpening ? 'Opening…' : verb(state)} <span className="visually-hidden">{model.title}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}

function verb(state: ReturnType<typeof describeDownload>['state']): string {
  return state === 'partial' ? 'Resume' : 'Use';
}

function Mark({ given }: { given: boolean }) {
  return (
    <span className="mark" data-given={given || undefined}>
      <span aria-hidden="true">{given ? '✓' : '–'}</span>
      <span className="visually-hidden">{given ? 'yes' : 'no'}</span>
    </span>
  );
}
