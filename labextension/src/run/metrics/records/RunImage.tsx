import * as React from 'react';

import { Notice } from '../../../parts/Notice';
import { problemOf } from '../../../feed/problem';
import { contentPath } from '../../../feed/paths';
import { useRunContext } from '../../context';

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  svg: 'image/svg+xml'
};

/** The image type that a file's name promises, null for other files. */
export function imageType(path: string): string | null {
  return TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}

/** An image among the run's files. Drawn by `img`, where even an svg can run no script. */
export function RunImage({ path }: { path: string }): JSX.Element {
  const { feed, workspace, runId, trans } = useRunContext();
  const [source, setSource] = React.useState<string | null>(null);
  const [problem, setProblem] = React.useState<string | null>(null);
  React.useEffect(() => {
    let url = '';
    let wanted = true;
    const show = (bytes: Uint8Array): void => {
      if (wanted) {
        url = URL.createObjectURL(new Blob([bytes], { type: imageType(path) ?? 'image/png' }));
        setSource(url);
      }
    };
    feed
      .bytes(contentPath(workspace, runId, path))
      .then(show, error => wanted && setProblem(problemOf(error).message));
    return () => {
      wanted = false;
      URL.revokeObjectURL(url);
    };
  }, [feed, workspace, runId, path]);
  if (problem) {
    return <Notice>{trans.__('%1 cannot be shown: %2', path, problem)}</Notice>;
  }
  return source ? <img className="aml-image" src={source} alt={path} /> : <Notice busy>…</Notice>;
}
