import { beforeEach, describe, expect, it, vi } from 'vitest';

import loader from '../loader';
import type { IWidgetModel } from '../loader';

type Listener = (content: unknown, buffers: DataView[]) => void;

const FILES: Record<string, string> = {
  '/asset/views.js': 'export default { render: ({ el }) => { el.textContent += "drawn"; } };',
  '/asset/views.css': '.aml-run { color: red; }'
};

/** A kernel at the other end of a comm, which has these files. */
class Kernel implements IWidgetModel {
  constructor(private readonly files: Record<string, string>) {}

  readonly asked: string[] = [];

  get(name: string): never {
    const saved = [{ state: 'Running', experiment: '<b>digits</b>', id: 'digits_1' }];
    return (name === 'summary' ? saved : 'run') as never;
  }

  send(content: unknown): void {
    const { n, path } = (content as { request: { n: number; path: string } }).request;
    this.asked.push(path);
    const text = this.files[path];
    const buffers = text === undefined ? [] : [new DataView(new TextEncoder().encode(text).buffer)];
    queueMicrotask(() =>
      this._listeners.forEach(tell =>
        tell({ answer: { n, status: buffers.length > 0 ? 200 : 404 } }, buffers)
      )
    );
  }

  on(_name: 'msg:custom', listener: Listener): void {
    this._listeners.add(listener);
  }

  off(_name: 'msg:custom', listener: Listener): void {
    this._listeners.delete(listener);
  }

  get listeners(): number {
    return this._listeners.size;
  }

  private readonly _listeners = new Set<Listener>();
}

/** Node imports no blob: the script comes back as a data URL. */
function stubUrls(): void {
  vi.stubGlobal(
    'Blob',
    class {
      constructor(readonly parts: DataView[]) {}
    }
  );
  vi.stubGlobal('URL', {
    createObjectURL: ({ parts }: { parts: DataView[] }) =>
      `data:text/javascript,${encodeURIComponent(new TextDecoder().decode(parts[0]))}`,
    revokeObjectURL: () => undefined
  });
}

describe('the loader', () => {
  let el: HTMLElement;

  beforeEach(() => {
    vi.unstubAllGlobals();
    stubUrls();
    document.head.replaceChildren();
    delete (globalThis as Record<symbol, unknown>)[Symbol.for('amlwidgets.views')];
    el = document.createElement('div');
    document.body.replaceChildren(el);
  });

  it('shows what was saved until the views are there', async () => {
    const drawing = loader.render({ model: new Kernel(FILES), el });
    expect(el.textContent).toBe('Running · <b>digits</b> · digits_1');
    expect(el.children).toHaveLength(0);
    await drawing;
    expect(el.textContent).toBe('drawn');
  });

  it('asks once a page, and styles it once', async () => {
    const [first, second] = [new Kernel(FILES), new Kernel(FILES)];
    await loader.render({ model: first, el });
    await loader.render({ model: second, el });
    expect(first.asked).toEqual(['/asset/views.js', '/asset/views.css']);
    expect(second.asked).toEqual([]);
    expect(document.head.querySelectorAll('style')).toHaveLength(1);
    expect(first.listeners).toBe(0);
  });

  it('asks again after a failure', async () => {
    await expect(loader.render({ model: new Kernel({}), el })).rejects.toThrow('status 404');
    await loader.render({ model: new Kernel(FILES), el });
    expect(el.textContent).toBe('drawn');
  });
});
