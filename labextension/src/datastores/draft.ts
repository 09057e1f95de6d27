/** What was typed into the form of a datastore: whether it will do, and the body that it makes. */
import type { IDatastore } from '../feed/types';
import type { Trans } from '../host';
import type { IAccess, IFieldKind, IKind } from './kinds';

export interface IDatastoreBody {
  properties: {
    datastoreType: string;
    settings: Record<string, string | number>;
    secrets?: Record<string, string>;
    description?: string;
    [name: string]: unknown;
  };
}

/** By the name of the field. */
export type Values = Readonly<Record<string, string>>;
export type Problems = Readonly<Record<string, string>>;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/;

/** The fields that are asked for with this way of access, without those under "Advanced". */
export function mainFields(kind: IKind, access: IAccess | null): IFieldKind[] {
  const left = kind.fields.filter(field => !access?.without?.includes(field.name));
  return [...left, ...(access?.fields ?? [])];
}

/** What is wrong, by field and in the order of the fields; `kept` secrets need not be given again. */
export function problemsOf(
  kind: IKind,
  access: IAccess | null,
  values: Values,
  kept: readonly string[],
  trans: Trans
): Problems {
  const found: Record<string, string> = {};
  if (!NAME.test(values.name ?? '')) {
    found.name = trans.__('Letters, digits, _ and -, beginning with a letter or digit.');
  }
  for (const field of [...mainFields(kind, access), ...kind.advanced]) {
    const value = (values[field.name] ?? '').trim();
    if (value === '' && field.required && !kept.includes(field.name)) {
      found[field.name] = trans.__('This is needed.');
    } else if (field.name === 'path' && value !== '' && !/^(\/|[A-Za-z]:[\\/])/.test(value)) {
      found[field.name] = trans.__('Expected an absolute path.');
    } else if (field.input === 'number' && value !== '' && !isPort(value)) {
      found[field.name] = trans.__('Expected a number from 1 to 65535.');
    }
  }
  return found;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

/** The body of a PUT or of a check. Secrets that were left empty are not in it: those there are stay. */
export function bodyOf(kind: IKind, access: IAccess | null, values: Values): IDatastoreBody {
  const properties: IDatastoreBody['properties'] = { datastoreType: kind.type, settings: {} };
  const secrets: Record<string, string> = {};
  for (const field of [...mainFields(kind, access), ...kind.advanced]) {
    const value = (values[field.name] ?? '').trim();
    if (value === '') {
      continue;
    }
    switch (field.place) {
      case 'properties':
        properties[field.name] = value;
        break;
      case 'settings':
        properties.settings[field.name] = field.input === 'number' ? Number(value) : value;
        break;
      case 'secrets':
        secrets[field.name] = value;
    }
  }
  if (kind.access.length > 0 && (Object.keys(secrets).length > 0 || access?.fields.length === 0)) {
    properties.secrets = secrets;
  }
  if (values.description) {
    properties.description = values.description.trim();
  }
  return { properties };
}

/** What is known of a datastore, for its form; it holds no secrets. */
export function valuesOf(store: IDatastore): Record<string, string> {
  const {
    settings = {},
    accountName = '',
    containerName = '',
    path,
    description
  } = store.properties;
  const texts = Object.entries(settings)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => [name, String(value)]);
  return {
    ...Object.fromEntries(texts),
    accountName,
    containerName,
    path,
    description,
    name: store.name
  };
}

/** The way of access that the secrets there are were given for. */
export function accessOf(kind: IKind, kept: readonly string[]): IAccess | null {
  const uses = (access: IAccess) => access.fields.some(field => kept.includes(field.name));
  const open = kind.access.find(access => access.fields.length === 0);
  return kind.access.find(uses) ?? open ?? kind.access[0] ?? null;
}
