"""Where azure-identity signs in: App Service's managed identity endpoint."""

import time

from tests.azure.double import IDENTITY_SECRET, Handler


class Token(Handler):
    def admitted(self) -> bool:
        return self.request.headers.get("X-IDENTITY-HEADER") == IDENTITY_SECRET

    def get(self) -> None:
        if not self.double.signed_in:
            self.set_status(400)
            self.finish({"statusCode": 400, "message": "No managed identity found for specified resource"})
            return
        resource = self.params["resource"]
        self.answer(
            {
                "access_token": self.double.issue(resource),
                "expires_on": str(int(time.time()) + 3600),
                "resource": resource,
                "token_type": "Bearer",
            }
        )


def routes():
    return [(r"/msi/token", Token)]
