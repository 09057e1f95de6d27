import * as React from 'react';

import type { Trans } from '../host';

interface IDropTargetProps {
  disabled: boolean;
  trans: Trans;
  onFiles: (files: Iterable<File>) => void;
  children: React.ReactNode;
}

/** A place where files of the desktop can be dropped. */
export function DropTarget(props: IDropTargetProps): JSX.Element {
  const { disabled, trans, onFiles, children } = props;
  const [over, setOver] = React.useState(false);
  const carriesFiles = (event: React.DragEvent) =>
    !disabled && event.dataTransfer.types.includes('Files');
  return (
    <div
      className={`aml-files${over ? ' aml-mod-over' : ''}`}
      role="group"
      aria-label={trans.__('Files')}
      onDragOver={event => {
        if (carriesFiles(event)) {
          event.preventDefault();
          event.stopPropagation();
          setOver(true);
        }
      }}
      onDragLeave={event => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
          setOver(false);
        }
      }}
      onDrop={event => {
        setOver(false);
        if (carriesFiles(event)) {
          event.preventDefault();
          event.stopPropagation();
          onFiles([...event.dataTransfer.files]);
        }
      }}
    >
      {children}
    </div>
  );
}
