import { LabIcon } from '@jupyterlab/ui-components';

/** Three nodes and what flows between them. */
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="none" stroke="#616161" stroke-width="2">
    <path d="M12 8v4M12 12l-5 4M12 12l5 4"/>
    <circle cx="12" cy="5" r="3"/><circle cx="5" cy="18" r="3"/><circle cx="19" cy="18" r="3"/>
  </g>
</svg>`;

export const amlIcon = new LabIcon({ name: 'amlwidgets:workspace', svgstr: SVG });
