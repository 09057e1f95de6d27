"""Registering folders, buckets and what is only recorded."""

import os
from typing import TYPE_CHECKING, Any, Optional

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.resources.records import DatastoreRecord
from amlwidgets.sdk import arguments
from amlwidgets.sdk.data.datastore_azure import given
from amlwidgets.sdk.data.datastore_kinds import (
    DBFSDatastore,
    GoogleCloudStorageDatastore,
    HDFSDatastore,
    LocalFolderDatastore,
    S3Datastore,
    SftpDatastore,
)
from amlwidgets.sdk.data.registration import PROTOCOLS, Registration, tcp_port
from amlwidgets.storage import kinds

if TYPE_CHECKING:
    from amlwidgets.sdk.workspace import Workspace


class OtherStores:
    """The `register_*` of folders, of other clouds, and of Databricks' and Hadoop's file systems."""

    @staticmethod
    def register_local_folder(
        workspace: "Workspace", datastore_name: str, path: Any, overwrite: bool = False
    ) -> LocalFolderDatastore:
        """Make a folder of this machine a datastore. Raises UserErrorException when the name is taken."""
        folder = os.path.abspath(os.path.expanduser(arguments.path("path", path)))
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.LOCAL_FOLDER, folder)
        return Registration(workspace, record).register(LocalFolderDatastore, overwrite)

    @staticmethod
    def register_s3(
        workspace: "Workspace",
        datastore_name: str,
        bucket: str,
        access_key_id: Optional[str] = None,
        secret_access_key: Optional[str] = None,
        session_token: Optional[str] = None,
        region: Optional[str] = None,
        endpoint: Optional[str] = None,
        prefix: Optional[str] = None,
        overwrite: bool = False,
        skip_validation: bool = False,
        **unknown: Any,
    ) -> S3Datastore:
        """A bucket of Amazon S3, or of another service that speaks its language, which is at `endpoint` (a URL).

        Without keys those of the machine are used, as boto3 finds them. `prefix` is the folder of the bucket that
        the datastore is.
        """
        if bool(access_key_id) != bool(secret_access_key):
            raise UserErrorException("access_key_id and secret_access_key are given together, or neither is.")
        record = _bucket(kinds.S3, datastore_name, bucket)
        keys = given(accessKeyId=access_key_id, secretAccessKey=secret_access_key, sessionToken=session_token)
        asked = Registration(workspace, record, keys)
        asked.set(region=region, endpoint=endpoint, prefix=prefix)
        asked.record_unused("Datastore.register_s3", unknown)
        asked.validate = not skip_validation
        return asked.register(S3Datastore, overwrite)

    @staticmethod
    def register_google_cloud_storage(
        workspace: "Workspace",
        datastore_name: str,
        bucket: str,
        service_account: Optional[str] = None,
        project: Optional[str] = None,
        endpoint: Optional[str] = None,
        prefix: Optional[str] = None,
        overwrite: bool = False,
        skip_validation: bool = False,
        **unknown: Any,
    ) -> GoogleCloudStorageDatastore:
        """A bucket of Google Cloud Storage. `service_account` is the JSON of a key, best as `file:/PATH`.

        Without one the machine's own sign-in is used, as Google's client finds it.
        """
        asked = Registration(
            workspace, _bucket(kinds.GOOGLE, datastore_name, bucket), given(serviceAccount=service_account)
        )
        asked.set(project=project, endpoint=endpoint, prefix=prefix)
        asked.record_unused("Datastore.register_google_cloud_storage", unknown)
        asked.validate = not skip_validation
        return asked.register(GoogleCloudStorageDatastore, overwrite)

    @staticmethod
    def register_sftp(
        workspace: "Workspace",
        datastore_name: str,
        host: str,
        user_name: Optional[str] = None,
        folder: Optional[str] = None,
        password: Optional[str] = None,
        private_key: Optional[str] = None,
        passphrase: Optional[str] = None,
        port: int = 22,
        host_key: Optional[str] = None,
        overwrite: bool = False,
        skip_validation: bool = False,
        **unknown: Any,
    ) -> SftpDatastore:
        """A folder of a machine that is reached by SSH. `private_key` is a key's text, best as `file:/PATH`.

        `host_key` is the machine's own key, as `ssh-keyscan` prints it: without it, it must be in known_hosts.
        """
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.SFTP, "")
        secrets = given(password=password, privateKey=private_key, passphrase=passphrase)
        asked = Registration(workspace, record, secrets)
        asked.set(
            host=arguments.text("host", host),
            port=tcp_port(port),
            userName=user_name,
            folder=folder,
            hostKey=host_key,
        )
        asked.record_unused("Datastore.register_sftp", unknown)
        asked.validate = not skip_validation
        return asked.register(SftpDatastore, overwrite)

    @staticmethod
    def register_dbfs(workspace: "Workspace", datastore_name: str) -> DBFSDatastore:
        """The file system of a Databricks workspace: recorded."""
        record = DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.DBFS, "")
        return Registration(workspace, record).register(DBFSDatastore, overwrite=False)

    @staticmethod
    def register_hdfs(
        workspace: "Workspace",
        datastore_name: str,
        protocol: str,
        namenode_address: str,
        hdfs_server_certificate: Optional[str],
        kerberos_realm: str,
        kerberos_kdc_address: str,
        kerberos_principal: str,
        kerberos_keytab: Optional[str] = None,
        kerberos_password: Optional[str] = None,
        overwrite: bool = False,
    ) -> HDFSDatastore:
        """The file system of a Hadoop cluster: recorded."""
        if (kerberos_keytab is None) == (kerberos_password is None):
            raise UserErrorException("Either kerberos_keytab or kerberos_password is given.")
        asked = Registration(
            workspace,
            DatastoreRecord(arguments.text("datastore_name", datastore_name), kinds.HDFS, ""),
            given(keytab=kerberos_keytab, password=kerberos_password),
        )
        asked.set(
            protocol=arguments.one_of("protocol", protocol, PROTOCOLS),
            nameNodeAddress=arguments.text("namenode_address", namenode_address),
            certificate=hdfs_server_certificate,
            realm=arguments.text("kerberos_realm", kerberos_realm),
            kdcAddress=arguments.text("kerberos_kdc_address", kerberos_kdc_address),
            principal=arguments.text("kerberos_principal", kerberos_principal),
        )
        return asked.register(HDFSDatastore, overwrite)


def _bucket(kind: str, name: str, bucket: str) -> DatastoreRecord:
    text = arguments.text
    return DatastoreRecord(text("datastore_name", name), kind, "", "", text("bucket", bucket))
