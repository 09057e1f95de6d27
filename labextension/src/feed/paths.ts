/** The request paths of protocol.md, percent-encoded per segment. */

export /** Throws RangeError on `.` and `..`, which a browser would resolve to another path than the one asked for. */
function encode(path: string): string {
  return path.split('/').map(encodeSegment).join('/');
}

function encodeSegment(segment: string): string {
  if (segment === '.' || segment === '..') {
    throw new RangeError(`“${segment}” cannot be part of a name.`);
  }
  return encodeURIComponent(segment);
}

/** `{ws}/jobs/{id}`, and what is below it; `rest` is one path, slashes and all. */
export function jobPath(workspace: string, run: string, rest = ''): string {
  const below = rest === '' ? '' : `/${encode(rest)}`;
  return `${encode(workspace)}/jobs/${encodeSegment(run)}${below}`;
}

/** The bytes of a run's file. */
export function contentPath(workspace: string, run: string, file: string): string {
  return jobPath(workspace, run, `content/${file}`);
}
