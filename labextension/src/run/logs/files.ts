/** Which of a run's files are logs, and which one is read first. */
import type { IFile } from '../../feed/types';

export interface ILogFiles {
  user: IFile[];
  system: IFile[];
}

const SYSTEM = 'system_logs/';
const FIRST = 'user_logs/std_log.txt';

/** The script's own logs before those of the system, each by name. */
export function logFiles(files: readonly IFile[]): ILogFiles {
  const logs = files.filter(file => /^(user_logs|logs|azureml-logs|system_logs)\//.test(file.path));
  return {
    user: logs.filter(file => !file.path.startsWith(SYSTEM)).sort(byReader),
    system: logs.filter(file => file.path.startsWith(SYSTEM)).sort(byReader)
  };
}

function byReader(one: IFile, other: IFile): number {
  const rank = (file: IFile): number => (file.path.startsWith('user_logs/') ? 0 : 1);
  return rank(one) - rank(other) || one.path.localeCompare(other.path);
}

/** The log that opens: the script's, which is waited for while it does not exist. */
export function firstLog(files: readonly IFile[]): string {
  const { user } = logFiles(files);
  return user.find(file => file.path.startsWith('user_logs/'))?.path ?? FIRST;
}

/** A path without the folder that all such files are in. */
export function shortName(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
