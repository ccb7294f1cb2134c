/**
 * A dialog over the page: a title, a button that closes it, and content that scrolls between the two.
 */
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { DialogName } from '../state/store.ts';
import { useAppState, useServices } from './AppContext.ts';

interface ModalDialogProps {
  name: DialogName;
  title: string;
  /** Stays in view below the content. */
  foot?: ReactNode;
  children: ReactNode;
}

export function ModalDialog({ name, title, foot, children }: ModalDialogProps) {
  const { controller } = useServices();
  const isOpen = useAppState((state) => state.dialog === name);
  return (
    <ModalOverlay className="veil" isDismissable isOpen={isOpen} onOpenChange={(open) => controller.showDialog(open ? name : null)}>
      <Modal className="modal" data-name={name}>
        <Dialog className="dialog">
          <header className="dialog-head">
            <Heading slot="title" level={2} className="dialog-title">
              {title}
            </Heading>
            <Button slot="close" className="button small quiet" aria-label="Close">
              ×
            </Button>
          </header>
          <div className="dialog-body">{children}</div>
          {foot}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
