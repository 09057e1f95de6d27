import * as React from 'react';

import type { Trans } from '../host';
import { droppedFiles } from './dropped';
import type { ISource } from './uploadQueue';

interface IDropTargetProps {
  disabled: boolean;
  trans: Trans;
  onFiles: (sources: readonly ISource[]) => void;
  /** What was dropped could not be read. */
  onProblem: (error: unknown) => void;
  children: React.ReactNode;
}

/** A place where files and folders of the desktop can be dropped. */
export function DropTarget(props: IDropTargetProps): JSX.Element {
  const { disabled, trans, onFiles, onProblem, children } = props;
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
          void droppedFiles(event.dataTransfer).then(onFiles, onProblem);
        }
      }}
    >
      {children}
    </div>
  );
}
