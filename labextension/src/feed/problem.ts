import { RequestError } from './types';
import type { IProblem } from './types';

/** The error of an answer that was not a success, whatever its body is. */
export function requestError(status: number, body: unknown): RequestError {
  const problem = (body as { error?: Partial<IProblem> } | null | undefined)?.error;
  return new RequestError(status, {
    code: problem?.code ?? `Http${status}`,
    message: problem?.message ?? `The server answered with status ${status}.`,
    remedy: problem?.remedy ?? ''
  });
}

/** Anything thrown, as a problem that a view can show. */
export function problemOf(error: unknown): IProblem {
  if (error instanceof RequestError) {
    return error.problem;
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'ClientError', message, remedy: '' };
}
