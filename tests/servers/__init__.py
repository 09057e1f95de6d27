"""Real servers for tests, one module each: a class that starts one and ends it by its pid, and a fixture.

The fixtures are known to all tests, by tests/conftest.py. A server lives as long as the session of an xdist worker.
Group its tests, so that one worker starts it and not each:
`pytestmark = pytest.mark.xdist_group("azurite")`. Who ends a server half way makes one of their own.
"""
