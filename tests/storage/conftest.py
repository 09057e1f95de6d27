"""The servers of these tests: each starts once for a worker, where every module that imported it had one of its own."""

from tests.servers.azurite import azurite
from tests.servers.file_share import file_shares
from tests.servers.gcs import gcs
from tests.servers.mariadb import mariadb
from tests.servers.moto_s3 import moto_s3
from tests.servers.postgresql import postgresql
from tests.servers.sftp import sftp

__all__ = ["azurite", "file_shares", "gcs", "mariadb", "moto_s3", "postgresql", "sftp"]
