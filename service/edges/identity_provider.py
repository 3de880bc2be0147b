"""Single sign-on: an OpenID Connect provider, asked by authorization code with PKCE and a nonce (Authlib)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import JoseError

from scoring.errors import BadInput, NotReady

SECONDS = 10.0
"""After that long a provider that does not answer is away."""
_TRY_AGAIN = "Begin the sign-in again; if it stays so, tell whoever runs the service."


class Begun(NamedTuple):
    """A sign-in that began: where the browser goes, and what has to come back or is needed then."""

    url: str
    state: str
    nonce: str
    verifier: str


class Identity(NamedTuple):
    """Who somebody is to the provider. The pair never changes; an e-mail address might."""

    issuer: str
    subject: str


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Client


class IdentityProvider:
    """The provider at `issuer`, to which this service is `client_id`. Its description is read when asked."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id, self._client_secret = client_id, client_secret
        self._known: _Client | None = None

    def begin(self, returns_to: str) -> Begun:
        """Begins a sign-in that comes back to that address. Raises NotReady where the provider is away."""
        with self._asking():
            made = self._client().create_authorization_url(returns_to)
        return Begun(made["url"], made["state"], made["nonce"], made["code_verifier"])

    def finish(self, code: str, begun: Begun, returns_to: str) -> Identity:
        """Who came back with that code: signature, issuer, audience, time and nonce are checked.

        Raises BadInput where they don't hold or the provider refuses the code, NotReady where it is away.
        """
        with self._asking():
            client = self._client()
            token = client.fetch_access_token(
                returns_to, code=code, code_verifier=begun.verifier, grant_type="authorization_code"
            )
            claims = client.parse_id_token(token, nonce=begun.nonce)
        if not claims or not claims.get("sub"):
            raise BadInput("The sign-in service did not say who you are.", _TRY_AGAIN)
        return Identity(self._issuer, str(claims["sub"]))

    def _client(self) -> Any:
        if self._known is None:
            client: Any = _Client(
                None,
                client_id=self._client_id,
                client_secret=self._client_secret,
                server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
                client_kwargs={
                    "scope": "openid",
                    "code_challenge_method": "S256",
                    "timeout": SECONDS,
                    "follow_redirects": False,
                },
            )
            said = str(client.load_server_metadata().get("issuer", "")).rstrip("/")
            if said != self._issuer:
                raise NotReady(
                    f"The sign-in service calls itself “{said}”, not {self._issuer}.",
                    "Set SIDETONE_OIDC_ISSUER to what it calls itself.",
                )
            self._known = client
        return self._known

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """What the libraries raise, in two kinds: nobody answers, and what was answered is not right."""
        try:
            yield
        except (httpx2.HTTPError, OSError) as error:
            self._known = None
            message = "The sign-in service does not answer as it should."
            raise NotReady(message, "Sign in with your password, or try again later.") from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise BadInput("The sign-in could not be checked.", _TRY_AGAIN) from error
