/** The profile that a view of a dataset asks for: one at a time, whatever part of the view is shown meanwhile. */
import type { IPlace } from './place';
import { keyOf } from './place';
import { getProfile } from './requests';
import type { IProfile } from './types';

interface IAsked {
  key: string;
  answer: Promise<IProfile>;
  stop: AbortController;
}

export class Profiles {
  /** The profile of a place; the one that is being computed for it, if there is one. Another one is stopped. */
  of(place: IPlace): Promise<IProfile> {
    const key = keyOf(place);
    if (this._asked?.key !== key) {
      this.stop();
      this._asked = this._ask(key, place);
    }
    return this._asked.answer;
  }

  /** Nobody wants it any more: the server ends its work. */
  readonly stop = (): void => {
    this._asked?.stop.abort();
    this._asked = null;
  };

  private _ask(key: string, { session, workspace, name, version }: IPlace): IAsked {
    const stop = new AbortController();
    const answer = getProfile(session.feed, workspace, name, version, stop.signal);
    const asked = { key, answer, stop };
    const forget = () => {
      if (this._asked === asked) {
        this._asked = null;
      }
    };
    answer.then(forget, forget);
    return asked;
  }

  private _asked: IAsked | null = null;
}
