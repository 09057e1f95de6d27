import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import { aRun, at } from './runs';
import { Stage } from './stage';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => {
  stage.close();
});

const chosenTab = (): string | undefined =>
  stage.find('[role=tab][aria-selected=true]').dataset.amlTab;

describe('the head', () => {
  it('shows what was saved until the feed answers', () => {
    stage.show(aRun({ state: 'Queued' }));
    expect(stage.find('[data-aml-state]').dataset.amlState).toBe('Queued');
    stage.run(aRun());
    expect(stage.find('[data-aml-state]').dataset.amlState).toBe('Running');
  });

  it('asks once before it cancels, and then says that the run is stopping', async () => {
    stage.request.mockResolvedValue(undefined);
    stage.show(aRun());
    await stage.then(() => stage.button('Cancel').click());
    expect(stage.request).not.toHaveBeenCalled();
    await stage.then(() => stage.button('Yes').click());
    expect(stage.request).toHaveBeenCalledWith('POST', '/ws/jobs/digits_1_abc/cancel');
    stage.run(aRun({ cancelRequested: true }));
    expect(stage.button('Stopping…')).toHaveProperty('ariaDisabled', 'true');
    stage.run(aRun({ state: 'Canceled', cancelRequested: true, ended: at(9) }));
    expect(stage.find('.aml-run-state').textContent).toBe('Canceled');
    expect(() => stage.button('Cancel')).toThrow();
  });

  it('does nothing when the answer is no', async () => {
    stage.show(aRun());
    await stage.then(() => stage.button('Cancel').click());
    await stage.then(() => stage.button('No').click());
    expect(stage.button('Cancel')).toBeTruthy();
    expect(stage.request).not.toHaveBeenCalled();
  });

  it("shows the server's own words when it refuses", async () => {
    const problem = { code: 'ReadOnly', message: 'This server is read only.', remedy: 'Ask ada.' };
    stage.request.mockRejectedValue(new RequestError(403, problem));
    stage.show(aRun());
    await stage.then(() => stage.button('Cancel').click());
    await stage.then(() => stage.button('Yes').click());
    const alert = stage.find('[role=alert]').textContent;
    expect(alert).toContain('This server is read only.');
    expect(alert).toContain('Ask ada.');
  });

  it('offers only what the page can do', async () => {
    stage.show(aRun());
    await stage.then(() => stage.button('More').click());
    const items = (): (string | null)[] =>
      [...stage.element.querySelectorAll('[role=menuitem]')].map(item => item.textContent);
    expect(items()).toEqual(['Resubmit', 'Copy id']);
    await stage.then(() => stage.button('More').click());
    stage.host.openRun = vi.fn();
    stage.host.insertCode = vi.fn();
    await stage.then(() => stage.button('More').click());
    expect(items()).toEqual(['Resubmit', 'Open in a tab', 'Copy id', 'Insert code']);
  });

  it('inserts code that shows this run again', async () => {
    stage.host.insertCode = vi.fn();
    stage.show(aRun());
    await stage.then(() => stage.button('More').click());
    await stage.then(() => stage.button('Insert code').click());
    const code = vi.mocked(stage.host.insertCode).mock.calls[0][0];
    expect(code).toContain('RunDetails(Run.get(ws, "digits_1_abc")).show()');
  });

  it('shows the new run in place after resubmitting where there are no tabs', async () => {
    stage.request.mockResolvedValue({ name: 'digits_2_def' });
    stage.show(aRun());
    await stage.then(() => stage.button('More').click());
    await stage.then(() => stage.button('Resubmit').click());
    expect(stage.asked.at(-1)).toMatchObject({ topic: 'run', run: 'digits_2_def' });
  });
});

describe('the tabs', () => {
  it('open on the metrics of a running run and on the log of a failed one', () => {
    stage.show(aRun());
    expect(chosenTab()).toBe('metrics');
    const error = { code: 'UserError', message: 'NameError: x', remedy: 'Define x.' };
    stage.run(aRun({ state: 'Failed', ended: at(3), error }));
    expect(chosenTab()).toBe('logs');
    expect(stage.find('[data-aml-error]').textContent).toContain('NameError: x');
  });

  it('stay where the reader is', async () => {
    stage.show(aRun());
    await stage.then(() => stage.find('[data-aml-tab=details]').click());
    stage.run(aRun({ state: 'Failed', ended: at(3) }));
    expect(chosenTab()).toBe('details');
  });

  it('say on each why the run failed, and lead to the log', async () => {
    stage.show();
    const error = { code: 'UserError', message: 'NameError: <b>x</b>\nmore', remedy: '' };
    stage.run(aRun({ state: 'Failed', ended: at(3), error }));
    for (const name of ['metrics', 'outputs', 'details']) {
      await stage.then(() => stage.find(`[data-aml-tab=${name}]`).click());
      expect(stage.find('[data-aml-reason]').textContent).toBe('NameError: <b>x</b>');
    }
    await stage.then(() => stage.find('[data-aml-reason]').click());
    expect(chosenTab()).toBe('logs');
    expect(stage.element.querySelector('[data-aml-reason]')).toBeNull();
  });

  it('move with the arrow keys, around the ends', async () => {
    stage.show(aRun());
    const press = (key: string): Promise<void> =>
      stage.then(() =>
        stage
          .find('[role=tablist]')
          .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      );
    await press('ArrowLeft');
    expect(chosenTab()).toBe('details');
    await press('ArrowRight');
    expect(chosenTab()).toBe('metrics');
    await press('End');
    expect(document.activeElement?.getAttribute('data-aml-tab')).toBe('details');
  });
});

describe('metrics', () => {
  const points = (count: number): Parameters<Stage['points']>[0] => {
    const steps = [...Array(count).keys()];
    return [{ name: 'loss', step: steps, value: steps.map(step => 1 / (step + 1)) }];
  };

  it('are in the page within the message that brought them', () => {
    stage.show(aRun());
    stage.points(points(2));
    const card = stage.find('[data-aml-metric=loss]');
    expect(card.dataset).toMatchObject({ amlCount: '2', amlLast: '0.5' });
    stage.points([{ name: 'loss', mode: 'append', step: [2], value: [0.25], total: 3 }]);
    expect(card.dataset).toMatchObject({ amlCount: '3', amlLast: '0.25' });
    expect(card.textContent).toContain('0.2500');
    expect(stage.find('[data-aml-tab=metrics]').textContent).toContain('1');
  });

  it('have a table twin', async () => {
    stage.show(aRun());
    stage.points(points(4));
    await stage.then(() => stage.button('Table').click());
    const row = stage.find('tr[data-aml-metric=loss]');
    expect([...row.querySelectorAll('td')].map(cell => cell.textContent)).toEqual([
      '0.2500',
      '0.2500',
      '3',
      '1',
      '0',
      '4'
    ]);
  });

  it('say in their own place what cannot be drawn', () => {
    stage.show(aRun());
    const record = { name: 'odd', kind: 'confusion_matrix', index: 0, time: 1, value: 'no' };
    stage.points(points(1), [record]);
    expect(stage.find('[data-aml-record=odd]').textContent).toContain('cannot be drawn');
    expect(stage.element.querySelector('[role=alert]')).toBeNull();
  });

  it('are not there yet, or never came', () => {
    stage.show(aRun());
    expect(stage.find('[role=tabpanel]').textContent).toContain('Loading');
    stage.points([]);
    expect(stage.find('[role=tabpanel]').textContent).toContain('No metrics yet');
    stage.run(aRun({ state: 'Completed', ended: at(5) }));
    expect(stage.find('[role=tabpanel]').textContent).toContain('logged no metrics');
  });
});

describe('everything that a script can name', () => {
  it('is text, never markup', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    stage.show(aRun({ experiment: evil, tags: { [evil]: evil }, arguments: [evil] }));
    stage.points([{ name: evil, step: [0], value: [1] }]);
    expect(stage.find('.aml-metric-name').textContent).toBe(evil);
    await stage.then(() => stage.find('[data-aml-tab=details]').click());
    expect(stage.find('.aml-tags').textContent).toContain(evil);
    await stage.then(() => stage.find('[data-aml-tab=logs]').click());
    const text = `\x1b[31m${evil}\n`;
    stage.say('log', { type: 'log', path: 'p', offset: 0, next: 35, size: 35, text });
    expect(stage.find('.aml-log-side').textContent).not.toContain('Nothing printed');
    expect(stage.element.querySelector('img')).toBeNull();
  });
});

describe('tags', () => {
  it('are changed on the server and shown as it answers', async () => {
    stage.show(aRun({ tags: { old: 'x' } }));
    await stage.then(() => stage.find('[data-aml-tab=details]').click());
    stage.request.mockResolvedValue({ properties: { run: aRun({ tags: {} }) } });
    await stage.then(() => stage.button('Remove the tag old').click());
    const change = { set: {}, remove: ['old'] };
    expect(stage.request).toHaveBeenCalledWith('PATCH', '/ws/jobs/digits_1_abc/tags', change);
    expect(stage.find('.aml-tags').textContent).toBe('');
  });
});

describe('the foot', () => {
  it('says how the link is', async () => {
    stage.show(aRun());
    const link = (): string | undefined => stage.find('[data-aml-link]').dataset.amlLink;
    expect(link()).toBe('connecting');
    await stage.then(() => (stage.link.value = 'live'));
    expect(stage.find('[data-aml-link]').textContent).toBe('live from the server');
    await stage.then(() => (stage.link.value = 'lost'));
    expect([link(), stage.find('[data-aml-link]').textContent]).toEqual(['lost', 'reconnecting…']);
  });
});

describe('a run that is not there', () => {
  it('is said so, and can be tried again', async () => {
    stage.show();
    expect(stage.element.textContent).toContain('Loading run digits_1_abc');
    const error = { code: 'NotFound', message: 'There is no run digits_1_abc.', remedy: '' };
    stage.say('run', { type: 'error', error });
    expect(stage.find('[role=alert]').textContent).toContain('There is no run');
    await stage.then(() => stage.button('Try again').click());
    stage.run(aRun());
    expect(stage.find('[data-aml-state]').dataset.amlState).toBe('Running');
    expect(stage.element.querySelector('[role=alert]')).toBeNull();
  });
});

it('subscribes to nothing more when it is closed', () => {
  stage.show(aRun());
  const open = stage.asked.filter(message => message.type === 'subscribe').length;
  stage.close();
  const ended = stage.asked.filter(message => message.type === 'unsubscribe').length;
  expect(ended).toBe(open);
  stage = new Stage();
});

describe('the details', () => {
  it('say what of an environment was asked, used and replaced', async () => {
    stage.show();
    const environment = {
      name: 'mine',
      python: '3.8.18',
      asked: { python: '3.6.2', packages: ['python=3.6.2', 'azureml-defaults', 'numpy'] },
      used: { python: '3.8.18', packages: ['numpy==1.24.4'] },
      replaced: ['Python 3.8.18 in place of 3.6.2: runs need 3.8 or newer.']
    };
    stage.run(aRun({ environment }));
    await stage.then(() => stage.find('[data-aml-tab=details]').click());
    const facts = [...stage.element.querySelectorAll('dd')].map(one => one.textContent);
    expect(facts).toContain('python=3.6.2, azureml-defaults, numpy');
    expect(facts).toContain('numpy==1.24.4');
    expect(facts.filter(fact => fact?.startsWith('{'))).toEqual([]);
    expect(stage.find('.aml-details-replaced').textContent).toBe(environment.replaced[0]);
    stage.run(aRun());
    expect(stage.element.querySelector('.aml-details-replaced')).toBeNull();
  });
});
