import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { useAsking } from '../useAsking';
import type { IAsking } from '../useAsking';

interface IQuestion {
  what: string;
}

const SCALE: IQuestion = { what: 'scale' };
const REMOVE: IQuestion = { what: 'delete' };

/** The hook in a component; `now()` is what it gave last. */
function shown(): () => IAsking<IQuestion> {
  let given: IAsking<IQuestion> | null = null;
  const Asker = () => {
    given = useAsking<IQuestion>();
    return null;
  };
  React.act(() => createRoot(document.createElement('div')).render(<Asker />));
  return () => given!;
}

beforeEach(() => void vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));

describe('useAsking', () => {
  it('closes what was asked', () => {
    const now = shown();
    React.act(() => now().ask(SCALE));
    expect(now().asking).toBe(SCALE);
    React.act(() => now().close(SCALE));
    expect(now().asking).toBeNull();
  });

  it('leaves what was opened since when an answer comes late', () => {
    const now = shown();
    React.act(() => now().ask(SCALE));
    const { close } = now();
    React.act(() => now().ask(REMOVE));
    React.act(() => close(SCALE));
    expect(now().asking).toBe(REMOVE);
  });
});
