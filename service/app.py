"""The web application: wiring only. Everything it works with is passed in or built from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from scoring.errors import BadInput
from service.calls import api, pages
from service.calls.watching import Watcher
from service.coaching import api as coaching
from service.db.engine import Database
from service.engine import JobEngine
from service.errors import install_errors
from service.frame import api as frame
from service.frame import sample_api as samples
from service.operations import health, metrics
from service.operations.logs import RequestLog
from service.parts import recording_store
from service.settings import Settings
from service.trends import api as trends
from service.version import program_version
from service.web.bodies import SmallBodies
from service.web.headers import SafeHeaders
from service.web.parts import Web
from service.web.static import mount_static

SHORTEST_TOKEN = 16
SMALL_BODY = 1 << 20
"""Bytes any other request may have; only uploads are long."""


def create_app(settings: Settings) -> FastAPI:
    """The application on these settings. Raises BadInput where they would leave it open to anybody."""
    refuse_default_secrets(settings)
    database = Database(settings.database_url)
    web = Web(settings, database, JobEngine(database), recording_store(settings), Watcher(database))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await web.watcher.close()
        web.engine.disconnect()
        database.close()

    app = FastAPI(
        title="Sidetone",
        version=program_version(),
        description="Call reviews with evidence: recordings in, scorecards out.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.web, app.state.settings = web, settings
    nouns = (api.router, coaching.router, frame.router, samples.router, trends.router, pages.router)
    for router in (*nouns, health.router, metrics.router):
        app.include_router(router)
    mount_static(app)
    install_errors(app)
    app.add_middleware(SmallBodies, most=SMALL_BODY, except_for=api.LONG_BODIES)
    app.add_middleware(SafeHeaders)
    app.add_middleware(RequestLog)
    return app


def refuse_default_secrets(settings: Settings) -> None:
    """Raises BadInput for a token that is missing or can be guessed."""
    token = settings.api_token.get_secret_value()
    if len(token) < SHORTEST_TOKEN:
        raise BadInput(
            "SIDETONE_API_TOKEN is missing or too short: the service would be open to anybody.",
            "Set it to a random text, e.g. from: python3 -c 'import secrets; print(secrets.token_urlsafe())'",
        )
