import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import { run } from '../../runs/__tests__/fixtures';
import { Board } from './board';
import { cluster, details, machine, node, SINCE } from './fixtures';

let board: Board;

beforeEach(() => {
  board = new Board();
  board.request.mockResolvedValue({});
});

afterEach(() => {
  board.close();
});

const busy = cluster(
  'cpu',
  details([node('node-0', 'running'), node('node-1', 'unusable')], {
    queue: [{ run: 'deep_2_b', name: '<b>deep</b>', nodeCount: 2, since: SINCE }]
  })
);

describe('a cluster', () => {
  it('says that it is loading, then shows each node with its state in words', () => {
    board.showCluster('cpu');
    expect(board.text).toBe('Loading…');
    board.computes(busy);
    const states = [...board.element.querySelectorAll<HTMLElement>('[data-aml-node]')].map(item => [
      item.dataset.amlState,
      item.querySelector('.aml-dim')?.textContent
    ]);
    expect(states).toEqual([
      ['running', 'running'],
      ['unusable', 'unusable']
    ]);
  });

  it('opens the run on a node where the page can, and is plain text where it cannot', async () => {
    board.showCluster('cpu');
    board.computes(busy);
    expect(board.element.querySelector('button[data-aml-run]')).toBeNull();
    board.host.openRun = vi.fn();
    board.tell({});
    await board.then(() => board.find('button[data-aml-run]').click());
    expect(board.host.openRun).toHaveBeenCalledWith('/ws', 'digits_1_a');
  });

  it('lists who waits; names are text, never markup', () => {
    board.showCluster('cpu');
    board.computes(busy);
    expect(board.find('[data-aml-queued=deep_2_b]').textContent).toMatch(
      /^<b>deep<\/b>needs 2 nodes/
    );
  });

  it('calls a run as the list of runs does', () => {
    board.showCluster('cpu');
    board.tell({
      reset: true,
      computes: [busy],
      runs: [run(7, { id: 'digits_1_a', name: 'best' })]
    });
    expect(board.find('[data-aml-run=digits_1_a]').textContent).toBe('best');
  });

  it('says why it has no nodes', () => {
    board.showCluster('cpu');
    board.computes(cluster('cpu'));
    expect(board.text).toContain('0 nodes: the cluster starts them when a run is submitted.');
  });

  it('says that it is gone after it was deleted', () => {
    board.showCluster('cpu');
    board.computes(busy);
    board.tell({ removed: [{ kind: 'compute', name: 'cpu' }] });
    expect(board.text).toContain('There is no compute target cpu in this workspace');
  });

  it('keeps what is known when the news stop, and asks again on request', async () => {
    board.showCluster('cpu');
    board.computes(busy);
    board.say('workspace', {
      type: 'error',
      error: { code: 'X', message: 'workspace.db is gone' }
    });
    expect(board.find('[role=alert]').textContent).toContain('workspace.db is gone');
    expect(board.text).toContain('node-0');
    await board.then(() => board.button('Try again').click());
    board.computes(busy);
    expect(board.element.querySelector('[role=alert]')).toBeNull();
  });
});

describe('all clusters', () => {
  it('are those of the workspace, without this machine', () => {
    board.showCluster(null);
    board.computes(machine(), cluster('gpu'), cluster('cpu'));
    const names = [...board.element.querySelectorAll('h3')].map(head => head.textContent);
    expect(names).toEqual(['cpu', 'gpu']);
  });

  it('can be none', () => {
    board.showCluster(null);
    board.computes(machine());
    expect(board.text).toBe('No clusters in this workspace yet.');
  });
});

describe('scaling', () => {
  beforeEach(async () => {
    board.showCluster('cpu');
    board.computes(busy);
    await board.then(() => board.button('Scale…').click());
  });

  it('sends the three settings and closes', async () => {
    await board.type('max', '7');
    await board.submit();
    const scaleSettings = {
      minNodeCount: 0,
      maxNodeCount: 7,
      nodeIdleTimeBeforeScaleDown: 'PT300S'
    };
    expect(board.request).toHaveBeenCalledWith('PATCH', '/ws/computes/cpu', {
      properties: { properties: { scaleSettings } }
    });
    expect(board.element.querySelector('form')).toBeNull();
  });

  it('sends nothing that cannot be right', async () => {
    await board.type('min', '5');
    await board.submit();
    expect(board.request).not.toHaveBeenCalled();
    expect(board.find('form [role=alert]').textContent).toContain('at least the minimum');
  });

  it("keeps the form open with the server's own words when it refuses", async () => {
    const problem = { code: 'Busy', message: 'cpu is being deleted.', remedy: 'Wait.' };
    board.request.mockRejectedValue(new RequestError(409, problem));
    await board.submit();
    expect(board.find('form [role=alert]').textContent).toBe('cpu is being deleted.Wait.');
  });
});

describe('deleting', () => {
  it('asks first, and keeps the cluster unless told', async () => {
    board.showCluster('cpu');
    board.computes(busy);
    await board.then(() => board.button('Delete…').click());
    expect(document.activeElement).toBe(board.button('Keep'));
    await board.then(() => board.button('Keep').click());
    expect(board.request).not.toHaveBeenCalled();
    await board.then(() => board.button('Delete…').click());
    await board.then(() => board.button('Delete').click());
    expect(board.request).toHaveBeenCalledWith('DELETE', '/ws/computes/cpu');
  });

  it('is not offered on a server that is read only, nor for this machine', () => {
    board.showCluster('cpu', true);
    board.computes(busy);
    expect(() => board.button('Delete…')).toThrow();
    expect(() => board.button('Scale…')).toThrow();
    board.showCluster('local');
    board.computes(machine());
    expect(board.text).toContain('this machine');
    expect(() => board.button('Delete…')).toThrow();
  });
});
