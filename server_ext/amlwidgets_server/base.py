"""What all our handlers share: who may come in."""

from typing import Any

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado import web

from amlwidgets.gateway.replies import ROOT, Replies
from amlwidgets_server.bearer import plain_authorization

AUTH_RESOURCE = ROOT
"""What an Authorizer is asked about."""


class Doors(Replies, JupyterHandler):
    """Authentication, origin and cross-site checks are Jupyter's; here they hold for every verb, there or not,
    and say 403 in ARM's JSON."""

    auth_resource = AUTH_RESOURCE

    async def prepare(self, **kwargs: Any) -> None:
        """Refuse before a body is read."""
        if "Authorization" in self.request.headers:
            self.request.headers["Authorization"] = plain_authorization(self.request.headers["Authorization"])
        # Not super(): APIHandler's would say 404 for a foreign origin.
        await JupyterHandler.prepare(self, **kwargs)
        if self.current_user is None:
            raise web.HTTPError(403, "no valid token or cookie came with the request")
        if not self.check_origin():
            raise web.HTTPError(403, "the request comes from another origin")

    def check_xsrf_cookie(self) -> None:
        """Jupyter's check, its 404 for a foreign origin said as 403."""
        if getattr(self, "_jupyter_current_user", None) is not None and not self.check_origin():
            raise web.HTTPError(403, "the request comes from another origin")
        super().check_xsrf_cookie()

    def get_login_url(self) -> str:
        """No page to log in at: who asks here is a program."""
        raise web.HTTPError(403, "no valid token or cookie came with the request")


class BaseHandler(Doors, APIHandler):
    """A REST handler."""
