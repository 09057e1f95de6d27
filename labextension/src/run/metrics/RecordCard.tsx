import * as React from 'react';

import { Notice } from '../../parts/Notice';
import type { IRecord } from '../../feed/types';
import type { Trans } from '../../host';
import { useRunContext } from '../context';
import * as drawings from './records/drawings';
import { RunImage } from './records/RunImage';
import * as shapes from './records/shapes';

interface IRecordCardProps {
  name: string;
  records: readonly IRecord[];
}

/** A metric that is not a scalar: its newest record, or all of them where they make up one table. */
export function RecordCard({ name, records }: IRecordCardProps): JSX.Element {
  const { trans } = useRunContext();
  const [at, setAt] = React.useState<number | null>(null);
  const shown = Math.min(at ?? records.length - 1, records.length - 1);
  const record = records[shown];
  const together = record.kind === 'row' || record.kind === 'table';
  return (
    <section
      className="aml-metric aml-record"
      aria-label={name}
      data-aml-record={name}
      data-aml-count={records.length}
    >
      <h4>
        <span className="aml-metric-name" title={name}>
          {name}
        </span>
        {records.length > 1 && !together ? (
          <Pager shown={shown} count={records.length} setAt={setAt} />
        ) : null}
      </h4>
      <div className="aml-record-body">
        {draw(name, record, records) ?? <Undrawable kind={record.kind} trans={trans} />}
      </div>
      <div className="aml-metric-sub">{kindWord(record.kind, trans)}</div>
    </section>
  );
}

/** Null where the value does not have the shape that its kind promises. */
function draw(label: string, record: IRecord, all: readonly IRecord[]): JSX.Element | null {
  const { kind, value } = record;
  if (kind === 'row' || kind === 'table') {
    const table = shapes.tableOf(all.map(one => one.value));
    return table && <drawings.TableDrawing table={table} />;
  }
  if (kind === 'list') {
    return drawList(label, value);
  }
  if (kind === 'text') {
    return <pre className="aml-record-text">{shapes.cellText(value)}</pre>;
  }
  if (kind === 'image') {
    const path = shapes.imagePath(value);
    return path === null ? null : <RunImage key={path} path={path} />;
  }
  return drawDiagnostic(label, kind, value);
}

function drawList(label: string, value: unknown): JSX.Element | null {
  const values = shapes.listNumbers(value);
  if (values?.some(Number.isFinite)) {
    return <drawings.ListDrawing label={label} values={values} />;
  }
  const table = Array.isArray(value) ? shapes.tableOf([{ value: value as unknown[] }]) : null;
  return table && <drawings.TableDrawing table={table} />;
}

function drawDiagnostic(label: string, kind: string, value: unknown): JSX.Element | null {
  if (kind === 'confusion_matrix') {
    const data = shapes.confusionOf(value);
    return data && <drawings.ConfusionDrawing label={label} data={data} />;
  }
  if (kind === 'accuracy_table') {
    const curves = shapes.rocOf(value);
    return curves && <drawings.RocDrawing label={label} curves={curves} />;
  }
  if (kind === 'residuals') {
    const data = shapes.histogramOf(value);
    return data && <drawings.HistogramDrawing label={label} data={data} />;
  }
  const bins = kind === 'predictions' ? shapes.predictionsOf(value) : null;
  return bins && <drawings.PredictionDrawing label={label} bins={bins} />;
}

function Undrawable({ kind, trans }: { kind: string; trans: Trans }): JSX.Element {
  return (
    <Notice>{trans.__('This %1 cannot be drawn: its values have another shape.', kind)}</Notice>
  );
}

interface IPagerProps {
  shown: number;
  count: number;
  setAt: (at: number) => void;
}

function Pager({ shown, count, setAt }: IPagerProps): JSX.Element {
  const { trans } = useRunContext();
  return (
    <span className="aml-pager">
      <button
        type="button"
        className="aml-run-bare"
        aria-label={trans.__('Previous')}
        disabled={shown === 0}
        onClick={() => setAt(shown - 1)}
      >
        ‹
      </button>
      {trans.__('%1 of %2', shown + 1, count)}
      <button
        type="button"
        className="aml-run-bare"
        aria-label={trans.__('Next')}
        disabled={shown === count - 1}
        onClick={() => setAt(shown + 1)}
      >
        ›
      </button>
    </span>
  );
}

function kindWord(kind: string, trans: Trans): string {
  const words: Record<string, string> = {
    list: trans.__('list'),
    row: trans.__('rows'),
    table: trans.__('table'),
    image: trans.__('image'),
    text: trans.__('text'),
    confusion_matrix: trans.__('confusion matrix'),
    accuracy_table: trans.__('accuracy table, ROC by class'),
    residuals: trans.__('residuals'),
    predictions: trans.__('predictions against true values')
  };
  return words[kind] ?? kind;
}
