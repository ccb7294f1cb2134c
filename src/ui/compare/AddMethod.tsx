/**
 * The list of all methods by family. Those that lack an input say which; nobody has to guess why one is grey.
 */
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { METHOD_FAMILIES, type Method } from '../../core/methods/method.ts';
import { METHODS } from '../../core/methods/registry.ts';
import { useAppState } from '../AppContext.ts';
import { describeLack, judgeEntry, type Availability } from './availability.ts';

interface AddMethodProps {
  isFull: boolean;
  /** @param method its identifier */
  onAdd: (method: string) => void;
}

export function AddMethod({ isFull, onAdd }: AddMethodProps) {
  const judge = useJudge();
  const groups = METHOD_FAMILIES.map((family) => ({ family, methods: METHODS.filter((method) => method.family === family) })).filter(({ methods }) => methods.length > 0);
  return (
    <MenuTrigger>
      <Button className="button small" isDisabled={isFull}>
        Add a method
      </Button>
      <Popover className="popover compare-menu-popover" placement="bottom start">
        <Menu className="compare-menu" aria-label="Methods" onAction={(key) => onAdd(String(key))} disabledKeys={METHODS.filter((method) => judge(method)?.status === 'missing').map(({ id }) => id)}>
          {groups.map(({ family, methods }) => (
            <MenuSection key={family}>
              <Header className="compare-menu-head">{family}</Header>
              {methods.map((method) => (
                <MenuItem key={method.id} id={method.id} className="option" textValue={method.title}>
                  {/* One name with its reason: what can be seen of an item is what it is called. */}
                  <span>{method.title} </span>
                  <Lack availability={judge(method)} />
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Lack({ availability }: { availability: Availability | null }) {
  if (availability === null || availability.status === 'ready') return null;
  return <span className="hint">{describeLack(availability)}</span>;
}

/** Judges a method as it would be added; null while there is no photo. */
function useJudge(): (method: Method) => Availability | null {
  const shown = useAppState((state) => state.shown);
  const allowStandIns = useAppState((state) => state.settings.compare.allowStandIns);
  return ({ id }) => shown && judgeEntry({ method: id, parameters: {}, question: null }, shown, allowStandIns);
}
