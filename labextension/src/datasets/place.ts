import type { Session } from '../panel/session';

/** The version that a part of the view is about. */
export interface IPlace {
  session: Session;
  workspace: string;
  name: string;
  version: string;
}

/** What names a question about it. */
export function keyOf({ workspace, name, version }: IPlace): string {
  return [workspace, name, version].join('\n');
}
