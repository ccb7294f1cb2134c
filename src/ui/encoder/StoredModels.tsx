/**
 * Models on this device: what they take, and how to be rid of them.
 */
import { useState } from 'react';
import { Button, Group } from 'react-aria-components';
import type { ListModelsResult } from '../../engine/modelRequests.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { formatMegabytes } from '../format.ts';

export function StoredModels() {
  const models = useAppState((state) => state.encoder.models);
  if (!models) return null;
  const count = models.models.reduce((sum, { stored }) => sum + stored.length, 0);
  return (
    <section className="dialog-part" aria-labelledby="stored-title">
      <h3 id="stored-title" className="field-label">
        Models on this device
      </h3>
      {count > 0 && <StoredList models={models} />}
      <p className="hint">{describeRoom(models, count)}</p>
      {!models.durable && (
        <p className="hint problem">This browser gives the page no lasting storage: models are gone when it is closed.</p>
      )}
      {count > 1 && <DeleteAll count={count} bytes={models.usedBytes} />}
    </section>
  );
}

function StoredList({ models: { models } }: { models: ListModelsResult }) {
  const { controller } = useServices();
  return (
    <ul className="stored">
      {models.flatMap(({ id, title, stored }) =>
        stored.map(({ precision, bytes, complete, storedAt }) => (
          <li key={`${id} ${precision}`}>
            <span className="stored-name">
              {title}, {precision}
              <span className="hint">
                {formatMegabytes(bytes)}
                {complete ? '' : ', incomplete'}, {formatDate(storedAt)}
              </span>
            </span>
            <Button
              className="button small quiet"
              aria-label={`Delete ${title}, ${precision}`}
              onPress={() => void controller.encoders.deleteModels({ modelId: id, precision })}
            >
              Delete
            </Button>
          </li>
        )),
      )}
    </ul>
  );
}

function DeleteAll({ count, bytes }: { count: number; bytes: number }) {
  const { controller } = useServices();
  const [asking, setAsking] = useState(false);
  const press = () => {
    setAsking(!asking);
    if (asking) void controller.encoders.deleteModels('all');
  };
  return (
    <Group className="confirm" aria-label="Delete all models">
      <output>{asking && `Delete all ${count} models, ${formatMegabytes(bytes)}?`}</output>
      <Button className={asking ? 'button small primary' : 'button small'} onPress={press}>
        {asking ? 'Yes, delete all' : 'Delete all…'}
      </Button>
      {asking && (
        <Button className="button small" onPress={() => setAsking(false)}>
          Keep them
        </Button>
      )}
    </Group>
  );
}

function describeRoom({ usedBytes, quotaBytes }: ListModelsResult, count: number): string {
  const used = count === 0 ? 'None yet.' : `${formatMegabytes(usedBytes)} in all.`;
  return quotaBytes === null ? used : `${used} The browser lets this page keep ${formatMegabytes(quotaBytes)}.`;
}

function formatDate(text: string): string {
  return new Date(text).toLocaleDateString(undefined, { dateStyle: 'medium' });
}
