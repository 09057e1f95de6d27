"""The kinds of datastores beyond Azure's storage and databases, and the class of each kind."""

from typing import TYPE_CHECKING, Dict, Optional, Type

from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk.data.datastore import AbstractDatastore, Secret, Setting
from amlwidgets.sdk.data.datastore_azure import (
    AzureBlobDatastore,
    AzureDataLakeDatastore,
    AzureDataLakeGen2Datastore,
    AzureFileDatastore,
    given,
)
from amlwidgets.sdk.data.datastore_databases import (
    AzureMySqlDatastore,
    AzurePostgreSqlDatastore,
    AzureSqlDatabaseDatastore,
)
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class DBFSDatastore(AbstractDatastore):
    """The file system of a Databricks workspace: recorded."""

    def __init__(self, workspace: "Workspace", name: str) -> None:
        super().__init__(workspace, name, kinds.DBFS)


class HDFSDatastore(AbstractDatastore):
    """The file system of a Hadoop cluster: recorded."""

    protocol = Setting("protocol")
    namenode_address = Setting("nameNodeAddress")
    hdfs_server_certificate_data = Setting("certificate")
    kerberos_realm = Setting("realm")
    kerberos_kdc_address = Setting("kdcAddress")
    kerberos_principal = Setting("principal")

    def __init__(
        self,
        workspace: "Workspace",
        name: str,
        protocol: str,
        namenode_address: str,
        hdfs_server_certificate_data: Optional[str],
        kerberos_realm: str,
        kerberos_kdc_address: str,
        kerberos_principal: str,
        credential_value: Optional[str],
        credential_type: Optional[str],
    ) -> None:
        settings = given(
            protocol=protocol,
            nameNodeAddress=namenode_address,
            certificate=hdfs_server_certificate_data,
            realm=kerberos_realm,
            kdcAddress=kerberos_kdc_address,
            principal=kerberos_principal,
        )
        field = "keytab" if credential_type == "KerberosKeytab" else "password"
        record = DatastoreRecord(name, kinds.HDFS, "", settings=settings)
        self._describe(workspace, record, given(**{field: credential_value}))


class LocalFolderDatastore(AbstractDatastore):
    """A folder of this machine, registered as a datastore."""


class S3Datastore(AbstractDatastore):
    """A bucket of Amazon S3, or of a service that speaks its language."""

    access_key_id = Secret("accessKeyId")
    secret_access_key = Secret("secretAccessKey")
    session_token = Secret("sessionToken")
    region = Setting("region")
    endpoint = Setting("endpoint")
    prefix = Setting("prefix", "")

    @property
    def bucket(self) -> str:
        """The bucket."""
        return self.container_name


class GoogleCloudStorageDatastore(AbstractDatastore):
    """A bucket of Google Cloud Storage."""

    service_account = Secret("serviceAccount")
    project = Setting("project")
    endpoint = Setting("endpoint")
    prefix = Setting("prefix", "")

    @property
    def bucket(self) -> str:
        """The bucket."""
        return self.container_name


class SftpDatastore(AbstractDatastore):
    """A folder of a machine that is reached by SSH."""

    host = Setting("host")
    port = Setting("port", 22)
    user_name = Setting("userName")
    folder = Setting("folder", "")
    host_key = Setting("hostKey")
    password = Secret("password")
    private_key = Secret("privateKey")
    passphrase = Secret("passphrase")


_CLASSES: Dict[str, Type[AbstractDatastore]] = {
    kinds.AZURE_BLOB: AzureBlobDatastore,
    kinds.AZURE_FILE: AzureFileDatastore,
    kinds.DATA_LAKE: AzureDataLakeDatastore,
    kinds.DATA_LAKE_GEN2: AzureDataLakeGen2Datastore,
    kinds.SQL_DATABASE: AzureSqlDatabaseDatastore,
    kinds.POSTGRESQL: AzurePostgreSqlDatastore,
    kinds.MYSQL: AzureMySqlDatastore,
    kinds.DBFS: DBFSDatastore,
    kinds.HDFS: HDFSDatastore,
    kinds.LOCAL_FOLDER: LocalFolderDatastore,
    kinds.S3: S3Datastore,
    kinds.GOOGLE: GoogleCloudStorageDatastore,
    kinds.SFTP: SftpDatastore,
}


def from_record(workspace: "Workspace", record: DatastoreRecord) -> AbstractDatastore:
    """The datastore of a record, as the class of its type."""
    return _CLASSES.get(record.type, AbstractDatastore).of_record(workspace, record)
