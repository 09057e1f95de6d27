/** The kinds of datastores that can be registered: their words and their fields, as amlwidgets/storage/kinds.py has them. */
import type { Trans } from '../host';

/** Where a field stands in the body of a PUT. */
export type Place = 'properties' | 'settings' | 'secrets';

export interface IFieldKind {
  name: string;
  label: string;
  place: Place;
  /** `lines` is a text of several lines, `choice` one of `choices`. */
  input?: 'text' | 'number' | 'lines' | 'choice';
  choices?: readonly string[];
  required?: boolean;
  placeholder?: string;
}

/** One way to show who one is. */
export interface IAccess {
  name: string;
  label: string;
  fields: readonly IFieldKind[];
  /** Names of fields of the kind that are not asked for then. */
  without?: readonly string[];
}

export type KindGroup = 'azure' | 'other' | 'database' | 'local';
export type KindPicture = 'blob' | 'share' | 'lake' | 'bucket' | 'server' | 'database' | 'folder';

export interface IKind {
  /** ARM's `datastoreType`. */
  type: string;
  label: string;
  group: KindGroup;
  picture: KindPicture;
  fields: readonly IFieldKind[];
  /** The first one is offered first; none where nobody has to be known. */
  access: readonly IAccess[];
  advanced: readonly IFieldKind[];
  /** What asks to have its container made, for kinds that can. */
  makes?: string;
}

/** All kinds, in the order they are offered in. */
export function datastoreKinds(trans: Trans): IKind[] {
  return [
    {
      ...storage('AzureBlob', trans.__('Blob container'), 'blob', trans),
      fields: account(trans.__('Container'), trans),
      access: [...keys(trans), principal(trans), identity(trans)],
      makes: trans.__('Create the container if it is missing')
    },
    {
      ...storage('AzureFile', trans.__('File share'), 'share', trans),
      fields: account(trans.__('File share'), trans),
      access: keys(trans),
      makes: trans.__('Create the file share if it is missing')
    },
    {
      ...storage('AzureDataLakeGen2', 'Data Lake Gen2', 'lake', trans),
      fields: account(trans.__('File system'), trans),
      access: [...keys(trans), principal(trans), identity(trans)]
    },
    s3(trans),
    google(trans),
    sftp(trans),
    {
      ...database('AzureSqlDatabase', 'Azure SQL', 'contoso.database.windows.net', trans),
      access: [password(trans), principal(trans), identity(trans)]
    },
    database('AzurePostgreSql', 'PostgreSQL', 'db.example.com', trans),
    database('AzureMySql', 'MySQL', 'db.example.com', trans),
    {
      type: 'LocalFolder',
      label: trans.__('Local folder'),
      group: 'local',
      picture: 'folder',
      fields: [need(properties('path', trans.__('Folder, absolute path'), '/data'))],
      access: [],
      advanced: []
    }
  ];
}

/** The words of a group of kinds. */
export function groupLabel(group: KindGroup, trans: Trans): string {
  const words: Record<KindGroup, string> = {
    azure: trans.__('Azure storage'),
    other: trans.__('Other storage'),
    database: trans.__('Databases'),
    local: trans.__('This machine')
  };
  return words[group];
}

/** Whether datastores of a type are kept and never read: their service is no more, or out of reach. */
export function isRecorded(type: string): boolean {
  return ['AzureDataLakeGen1', 'DBFS', 'Hdfs'].includes(type);
}

function properties(name: string, label: string, placeholder?: string): IFieldKind {
  return { name, label, place: 'properties', placeholder };
}

function setting(name: string, label: string, placeholder?: string): IFieldKind {
  return { name, label, place: 'settings', placeholder };
}

function secret(name: string, label: string, input: 'text' | 'lines' = 'text'): IFieldKind {
  return { name, label, place: 'secrets', required: true, input };
}

function need(field: IFieldKind): IFieldKind {
  return { ...field, required: true };
}

function account(container: string, trans: Trans): IFieldKind[] {
  return [
    need(properties('accountName', trans.__('Storage account'))),
    need(properties('containerName', container))
  ];
}

function storage(
  type: string,
  label: string,
  picture: KindPicture,
  trans: Trans
): Pick<IKind, 'type' | 'label' | 'group' | 'picture' | 'advanced'> {
  const advanced = [
    setting('endpoint', trans.__('Endpoint'), 'core.windows.net'),
    choice('protocol', trans.__('Protocol'), ['https', 'http'])
  ];
  return { type, label, group: 'azure', picture, advanced };
}

function choice(name: string, label: string, choices: readonly string[]): IFieldKind {
  return { ...setting(name, label), input: 'choice', choices };
}

function keys(trans: Trans): IAccess[] {
  return [
    {
      name: 'key',
      label: trans.__('Account key'),
      fields: [secret('accountKey', trans.__('Account key'))]
    },
    {
      name: 'sas',
      label: trans.__('SAS token'),
      fields: [secret('sasToken', trans.__('SAS token'))]
    },
    {
      name: 'connection',
      label: trans.__('Connection string'),
      fields: [secret('connectionString', trans.__('Connection string'))],
      without: ['accountName']
    }
  ];
}

function principal(trans: Trans): IAccess {
  return {
    name: 'principal',
    label: trans.__('Service principal'),
    fields: [
      need(setting('tenantId', trans.__('Tenant ID'))),
      need(setting('clientId', trans.__('Client ID'))),
      secret('clientSecret', trans.__('Client secret'))
    ]
  };
}

function identity(trans: Trans): IAccess {
  return { name: 'identity', label: trans.__('My identity'), fields: [] };
}

function password(trans: Trans): IAccess {
  return {
    name: 'password',
    label: trans.__('User and password'),
    fields: [need(setting('userId', trans.__('User'))), secret('password', trans.__('Password'))]
  };
}

function s3(trans: Trans): IKind {
  return {
    type: 'AmazonS3',
    label: 'Amazon S3',
    group: 'other',
    picture: 'bucket',
    fields: [need(properties('containerName', trans.__('Bucket')))],
    access: [
      {
        name: 'key',
        label: trans.__('Access key'),
        fields: [
          secret('accessKeyId', trans.__('Access key ID')),
          secret('secretAccessKey', trans.__('Secret access key')),
          { ...secret('sessionToken', trans.__('Session token, if any')), required: false }
        ]
      },
      identity(trans)
    ],
    advanced: [
      setting('endpoint', trans.__('Endpoint'), 'https://s3.example.com'),
      setting('region', trans.__('Region'), 'us-east-1'),
      setting('prefix', trans.__('Folder in the bucket'))
    ]
  };
}

function google(trans: Trans): IKind {
  return {
    type: 'GoogleCloudStorage',
    label: 'Google Cloud Storage',
    group: 'other',
    picture: 'bucket',
    fields: [need(properties('containerName', trans.__('Bucket')))],
    access: [
      {
        name: 'serviceAccount',
        label: trans.__('Service account'),
        fields: [secret('serviceAccount', trans.__('Key file, as JSON'), 'lines')]
      },
      identity(trans)
    ],
    advanced: [
      setting('endpoint', trans.__('Endpoint'), 'https://storage.googleapis.com'),
      setting('project', trans.__('Project')),
      setting('prefix', trans.__('Folder in the bucket'))
    ]
  };
}

function sftp(trans: Trans): IKind {
  return {
    type: 'Sftp',
    label: 'SFTP',
    group: 'other',
    picture: 'server',
    fields: [
      need(setting('host', trans.__('Host'), 'files.example.com')),
      setting('userName', trans.__('User')),
      setting('folder', trans.__('Folder'), '/')
    ],
    access: [
      {
        name: 'password',
        label: trans.__('Password'),
        fields: [secret('password', trans.__('Password'))]
      },
      {
        name: 'key',
        label: trans.__('Private key'),
        fields: [
          secret('privateKey', trans.__('Private key'), 'lines'),
          { ...secret('passphrase', trans.__('Passphrase, if any')), required: false }
        ]
      },
      { name: 'identity', label: trans.__('SSH agent'), fields: [] }
    ],
    advanced: [
      { ...setting('port', trans.__('Port'), '22'), input: 'number' },
      setting('hostKey', trans.__('Host key'), 'ssh-ed25519 AAAA…')
    ]
  };
}

function database(type: string, label: string, placeholder: string, trans: Trans): IKind {
  return {
    type,
    label,
    group: 'database',
    picture: 'database',
    fields: [
      need(setting('serverName', trans.__('Server'), placeholder)),
      need(setting('databaseName', trans.__('Database')))
    ],
    access: [password(trans)],
    advanced: [{ ...setting('port', trans.__('Port')), input: 'number' }]
  };
}
