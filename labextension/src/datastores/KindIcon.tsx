import * as React from 'react';

import { DatastoreIcon, FolderIcon, Icon } from '../parts/icons';
import type { KindPicture } from './kinds';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.4 };

const PATHS: Record<Exclude<KindPicture, 'database' | 'folder'>, string> = {
  blob: 'M8 1.5l5.5 3v7L8 14.5l-5.5-3v-7zM2.5 4.5L8 7.6l5.5-3.1M8 7.6v6.9',
  share: 'M1.5 2.5h4.5l1.5 1.5h7v7h-13zM8 11v3M3 14h10',
  lake: 'M1.5 5c1.6-1.6 2.7-1.6 4.3 0s2.7 1.6 4.3 0 2.7-1.6 4.4 0M1.5 9c1.6-1.6 2.7-1.6 4.3 0s2.7 1.6 4.3 0 2.7-1.6 4.4 0M1.5 13c1.6-1.6 2.7-1.6 4.3 0s2.7 1.6 4.3 0 2.7-1.6 4.4 0',
  bucket: 'M2 3.5h12L12.3 14H3.7zM2 3.5c0-1 2.7-1.8 6-1.8s6 .8 6 1.8M3 8.5c3 1.2 7 1.2 10 0',
  server: 'M1.5 2.5h13v11h-13zM4 6l2.5 2L4 10M8 10.5h4'
};

/** A small picture of a kind of datastore. */
export function KindIcon({ picture }: { picture: KindPicture }): JSX.Element {
  switch (picture) {
    case 'database':
      return <DatastoreIcon />;
    case 'folder':
      return <FolderIcon />;
    default:
      return (
        <Icon>
          <path {...line} strokeLinejoin="round" d={PATHS[picture]} />
        </Icon>
      );
  }
}
