"""Real servers for tests, one module each: a class that starts one and ends it by its pid, and a fixture.

`from tests.servers.azurite import azurite  # noqa: F401` in a conftest.py or test module makes the fixture known: it
lives as long as the session of an xdist worker. Group its tests, so that one worker starts it and not each:
`pytestmark = pytest.mark.xdist_group("azurite")`. Who ends a server half way makes one of their own.
"""
