import * as React from 'react';

import type { IComputeDetails, INode } from '../feed/types';
import type { Trans } from '../host';
import { nodeTime, squares, squaresLabel, stateWord } from './nodes';
import { RunLink } from './RunLink';
import type { IRunNames } from './RunLink';

interface INodesProps {
  details: IComputeDetails;
  trans: Trans;
}

const SQUARES = 20;

/** The nodes in small: one square each, and the places that are free. */
export function NodeSquares(props: INodesProps): JSX.Element {
  const { shown, hidden } = squares(props.details, SQUARES);
  return (
    <span className="aml-squares" role="img" aria-label={squaresLabel(shown, props.trans)}>
      {shown.map((state, index) => (
        <span key={index} className="aml-node" data-aml-state={state} />
      ))}
      {hidden > 0 ? <span className="aml-dim">+{hidden}</span> : null}
    </span>
  );
}

interface IGridProps extends INodesProps {
  now: number;
  names: IRunNames;
}

/** The nodes as cards: state, the run on it, and since when or until when. */
export function NodeGrid(props: IGridProps): JSX.Element {
  const { details, trans } = props;
  if (details.nodes.length === 0) {
    return (
      <div className="aml-notice">
        {details.scaleSettings.minNodeCount > 0
          ? trans.__('0 nodes: the first ones are being started.')
          : trans.__('0 nodes: the cluster starts them when a run is submitted.')}
      </div>
    );
  }
  return (
    <ul className="aml-grid" aria-label={trans.__('Nodes')}>
      {details.nodes.map(node => (
        <NodeCard key={node.id} node={node} {...props} />
      ))}
    </ul>
  );
}

function NodeCard(props: IGridProps & { node: INode }): JSX.Element {
  const { node, now, trans, names } = props;
  return (
    <li className="aml-card" data-aml-node={node.id} data-aml-state={node.state}>
      <div className="aml-line">
        <span className="aml-node" data-aml-state={node.state} aria-hidden="true" />
        <strong>{node.id}</strong>
        <span className="aml-grow" />
        <span className="aml-dim">{stateWord(node.state, trans)}</span>
      </div>
      {node.run === null ? null : (
        <RunLink run={node.run} name={node.runName ?? node.run} {...names} />
      )}
      <div className="aml-dim">{nodeTime(node, now, trans)}</div>
    </li>
  );
}
