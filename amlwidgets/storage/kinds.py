"""The kinds of datastores: what v1 calls them, where their client is, and which of their fields are secret."""

from typing import Dict, Iterable, NamedTuple, Tuple

from amlwidgets.resources.errors import NotSupported, ValidationException
from amlwidgets.resources.records import DatastoreRecord


class Kind(NamedTuple):
    """One kind. `type` is v1's `datastore_type`, `arm` what ARM says (empty: the same); `client` is
    `module:class` of its Storage, empty for databases; `extra` what has to be installed; `settings` and `secrets`
    the fields of a record's `settings` and of its secrets; `required` what must be given, of `accountName`,
    `containerName` and the settings.
    """

    type: str
    client: str = ""
    extra: str = ""
    arm: str = ""
    sql: str = ""
    settings: Tuple[str, ...] = ()
    secrets: Tuple[str, ...] = ()
    required: Tuple[str, ...] = ()

    @property
    def arm_type(self) -> str:
        """`datastoreType` in ARM."""
        return self.arm or self.type


_AZURE = ("endpoint", "protocol", "subscriptionId", "resourceGroup")
_PRINCIPAL = ("tenantId", "clientId", "resourceUrl", "authorityUrl")
_SERVER = ("serverName", "databaseName", "port", "userId")
_CONTAINER = ("accountName", "containerName")

LOCAL_FOLDER = "LocalFolder"
AZURE_BLOB = "AzureBlob"
AZURE_FILE = "AzureFile"
DATA_LAKE = "AzureDataLake"
DATA_LAKE_GEN2 = "AzureDataLakeGen2"
SQL_DATABASE = "AzureSqlDatabase"
POSTGRESQL = "AzurePostgreSql"
MYSQL = "AzureMySql"
S3 = "AmazonS3"
GOOGLE = "GoogleCloudStorage"
SFTP = "Sftp"
DBFS = "DBFS"
HDFS = "HDFS"

KINDS: Dict[str, Kind] = {
    kind.type: kind
    for kind in (
        Kind(LOCAL_FOLDER, "local:LocalStorage"),
        Kind(
            AZURE_BLOB,
            "azure_blob:BlobStorage",
            "azure",
            settings=(*_AZURE, *_PRINCIPAL),
            secrets=("accountKey", "sasToken", "connectionString", "clientSecret"),
            required=_CONTAINER,
        ),
        Kind(
            AZURE_FILE,
            "azure_file:FileShareStorage",
            "azure",
            settings=_AZURE,
            secrets=("accountKey", "sasToken", "connectionString"),
            required=_CONTAINER,
        ),
        Kind(
            DATA_LAKE,
            "azure_data_lake:RecordedStorage",
            arm="AzureDataLakeGen1",
            settings=("storeName", *_AZURE[2:], *_PRINCIPAL),
            secrets=("clientSecret",),
            required=("storeName",),
        ),
        Kind(
            DATA_LAKE_GEN2,
            "azure_blob:BlobStorage",
            "azure",
            settings=(*_AZURE, *_PRINCIPAL),
            secrets=("accountKey", "sasToken", "connectionString", "clientSecret"),
            required=_CONTAINER,
        ),
        Kind(
            SQL_DATABASE,
            extra="azuresql",
            sql="mssql",
            settings=(*_SERVER, "endpoint", *_PRINCIPAL, *_AZURE[2:]),
            secrets=("password", "clientSecret"),
            required=_SERVER[:2],
        ),
        Kind(
            POSTGRESQL,
            extra="postgresql",
            sql="postgresql",
            settings=(*_SERVER, "endpoint", "enforceSsl"),
            secrets=("password",),
            required=_SERVER[:2],
        ),
        Kind(
            MYSQL,
            extra="mysql",
            sql="mysql",
            settings=(*_SERVER, "endpoint"),
            secrets=("password",),
            required=_SERVER[:2],
        ),
        Kind(
            S3,
            "s3:S3Storage",
            "s3",
            settings=("endpoint", "region", "prefix"),
            secrets=("accessKeyId", "secretAccessKey", "sessionToken"),
            required=("containerName",),
        ),
        Kind(
            GOOGLE,
            "google:GoogleStorage",
            "gcs",
            settings=("endpoint", "project", "prefix"),
            secrets=("serviceAccount",),
            required=("containerName",),
        ),
        Kind(
            SFTP,
            "sftp:SftpStorage",
            "sftp",
            settings=("host", "port", "userName", "folder", "hostKey"),
            secrets=("password", "privateKey", "passphrase"),
            required=("host",),
        ),
        Kind(DBFS, "recorded:UnreachableStorage"),
        Kind(
            HDFS,
            "recorded:UnreachableStorage",
            arm="Hdfs",
            settings=("protocol", "nameNodeAddress", "certificate", "realm", "kdcAddress", "principal"),
            secrets=("keytab", "password"),
            required=("nameNodeAddress",),
        ),
    )
}


ARM_KINDS = (AZURE_BLOB, AZURE_FILE, DATA_LAKE, DATA_LAKE_GEN2)
"""What official clients of Azure ML have a class for."""

RECORDED = (DATA_LAKE, DBFS, HDFS)
"""What is kept and not read: its service is no more, or is only reached from within its own cluster."""


def kind_of(datastore_type: str) -> Kind:
    """The kind of a datastore. Raises NotSupported for one that is not known here."""
    try:
        return KINDS[datastore_type]
    except KeyError:
        raise NotSupported(
            f"Datastores of the type {datastore_type!r} are recorded and not read here.",
            remedy=f"Read here: {', '.join(KINDS)}.",
        ) from None


def check_complete(record: DatastoreRecord, secrets: Iterable[str] = ()) -> None:
    """Raises ValidationException for a datastore elsewhere that lacks what its kind needs, or whose secrets, of
    which the fields are told, lack a part."""
    kind = kind_of(record.type)
    given = {"accountName": record.account_name, "containerName": record.container_name, **record.settings}
    for name in kind.required:
        if not given.get(name):
            raise ValidationException(
                f"{name} is missing; a datastore of the type {kind.arm_type} needs {', '.join(kind.required)}."
            )
    pair = ("accessKeyId", "secretAccessKey")
    if record.type == S3 and {*secrets} & {*pair, "sessionToken"} and not {*pair} <= {*secrets}:
        raise ValidationException(f"{' and '.join(pair)} are given together, or neither is.")
