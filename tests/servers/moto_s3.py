"""moto, which speaks S3 from memory, on a free loopback port."""

import os
import sys
from functools import lru_cache

import pytest

from tests.ports import free_port
from tests.servers.process import Program

KEYS = {"accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


class MotoS3(Program):
    """Any key is taken; with `strict`, those of its own users alone, and `keys` are those of one who may do all."""

    def __init__(self, folder, *, strict=False):
        port = free_port()
        command = [
            sys.executable,
            "-c",
            "from moto.server import main; main()",
            "-H",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        # The user, her policy and her key are made before anyone is asked who they are.
        env = {**os.environ, **({"INITIAL_NO_AUTH_ACTION_COUNT": "3"} if strict else {})}
        super().__init__(folder, command, port, env)
        self.keys = self._user() if strict else KEYS

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self, service="s3", keys=None):
        """The official client."""
        keys = keys or self.keys
        return self._client(service, keys["accessKeyId"], keys["secretAccessKey"])

    @lru_cache(maxsize=8)  # noqa: B019 - as long as the server
    def _client(self, service, key, secret):
        import boto3

        return boto3.session.Session(key, secret).client(
            service, endpoint_url=self.endpoint, region_name="us-east-1"
        )

    def _user(self):
        iam = self.client("iam", KEYS)
        iam.create_user(UserName="user")
        allow = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
        iam.put_user_policy(UserName="user", PolicyName="all", PolicyDocument=allow)
        key = iam.create_access_key(UserName="user")["AccessKey"]
        return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}

    def make_bucket(self, name):
        """Its name. What moto had is gone when it is started again."""
        self.client().create_bucket(Bucket=name)
        return name


@pytest.fixture(scope="session")
def moto_s3(tmp_path_factory):
    """One for the session."""
    server = MotoS3(tmp_path_factory.mktemp("moto"))
    yield server
    server.cut()
