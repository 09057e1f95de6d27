const BUDGET_MS = 10;

/**
 * Draws what asked to be drawn, once per animation frame and no longer than a share of it: what is left over
 * waits for the next frame, so that text and clicks are never behind a page full of charts. A hidden page has
 * no animation frames, so nothing is drawn there.
 */
export class DrawQueue {
  request(draw: () => void): void {
    this._waiting.add(draw);
    this._frame ||= requestAnimationFrame(this._run);
  }

  cancel(draw: () => void): void {
    this._waiting.delete(draw);
  }

  private readonly _run = (): void => {
    const end = performance.now() + BUDGET_MS;
    for (const draw of this._waiting) {
      this._waiting.delete(draw);
      draw();
      if (performance.now() >= end) {
        break;
      }
    }
    this._frame = this._waiting.size > 0 ? requestAnimationFrame(this._run) : 0;
  };

  private _frame = 0;
  private readonly _waiting = new Set<() => void>();
}

/** One queue for the page: all charts of all views share its frames. */
export const drawQueue = new DrawQueue();
