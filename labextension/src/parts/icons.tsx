import * as React from 'react';

export function Icon(props: { children: React.ReactNode }): JSX.Element {
  return (
    <svg className="aml-icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      {props.children}
    </svg>
  );
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.4 };

export function ComputeIcon(): JSX.Element {
  return (
    <Icon>
      <rect {...line} x="3.5" y="3.5" width="9" height="9" rx="1" />
      <path
        {...line}
        d="M6 1v2.5M10 1v2.5M6 12.5v2.5M10 12.5v2.5M1 6h2.5M1 10h2.5M12.5 6h2.5M12.5 10h2.5"
      />
    </Icon>
  );
}

export function DatastoreIcon(): JSX.Element {
  return (
    <Icon>
      <ellipse {...line} cx="8" cy="3.6" rx="5.5" ry="2.1" />
      <path
        {...line}
        d="M2.5 3.6v8.8c0 1.2 2.5 2.1 5.5 2.1s5.5-.9 5.5-2.1V3.6M2.5 8c0 1.2 2.5 2.1 5.5 2.1s5.5-.9 5.5-2.1"
      />
    </Icon>
  );
}

export function FolderIcon(): JSX.Element {
  return (
    <Icon>
      <path {...line} d="M1.5 3.5h4.5l1.5 1.5h7v8h-13z" />
    </Icon>
  );
}

export function FileIcon(): JSX.Element {
  return (
    <Icon>
      <path {...line} d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3" />
    </Icon>
  );
}

export function StarIcon(): JSX.Element {
  return (
    <Icon>
      <path
        fill="currentColor"
        d="M8 1.5l2 4.3 4.6.5-3.4 3.2.9 4.6L8 11.8l-4.1 2.3.9-4.6L1.4 6.3l4.6-.5z"
      />
    </Icon>
  );
}

export function MoreIcon(): JSX.Element {
  return (
    <Icon>
      <circle fill="currentColor" cx="3" cy="8" r="1.3" />
      <circle fill="currentColor" cx="8" cy="8" r="1.3" />
      <circle fill="currentColor" cx="13" cy="8" r="1.3" />
    </Icon>
  );
}

export function CloseIcon(): JSX.Element {
  return (
    <Icon>
      <path {...line} d="M4 4l8 8M12 4l-8 8" />
    </Icon>
  );
}
