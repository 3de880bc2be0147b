"""The web application: wiring only. Everything it works with is passed in or built from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from service.audit import api as audit
from service.audit import pages as audit_pages
from service.calibration import api as calibration
from service.calibration import clearance_api as clearances
from service.calibration import drift_pages, round_pages, round_sound
from service.calibration import pages as calibration_pages
from service.calibration import table_pages as fitted_tables
from service.calls import api, call_pages, pages
from service.calls.queue import pages as queue_pages
from service.calls.uploads import api as uploads
from service.calls.uploads import pages as upload_pages
from service.calls.uploads import preview_api as upload_previews
from service.calls.watching import Watcher
from service.coaching import api as coaching
from service.coaching import pages as coaching_pages
from service.coaching import talk_api, talk_pages
from service.db.engine import Database
from service.engine import JobEngine
from service.errors import install_errors
from service.examples import api as examples
from service.examples import pages as example_pages
from service.frame import api as frame
from service.frame import log_pages, rule_pages
from service.frame import pages as frame_pages
from service.frame import sample_api as samples
from service.metrics import api as figures
from service.notices import api as notices
from service.notices import pages as notice_pages
from service.operations import health, metrics
from service.operations.logs import RequestLog
from service.operations.secrets import refuse_default_secrets
from service.parts import recording_store
from service.people import api as people
from service.people import pages as people_pages
from service.people import roster_api as roster
from service.people import roster_pages, single_sign_on_pages
from service.people.single_sign_on import provider_of
from service.plans import api as plans
from service.plans import course_api as plan_course
from service.plans import pages as plan_pages
from service.plans import (
    pages_begin,
    pages_edit,
    pages_files,
    pages_hr,
    pages_meeting,
    pages_said,
    pages_steps,
)
from service.plans import papers_api as plan_papers
from service.privacy import api as privacy
from service.privacy import pages as privacy_pages
from service.reviews import api as reviews
from service.reviews import dispute_api as disputes
from service.reviews import dispute_pages, me_pages, sheet_pages, team_pages
from service.reviews import pages as review_pages
from service.reviews import sheet_api as sheets
from service.rubrics import api as rubrics
from service.rubrics import draft_pages as rubric_drafts
from service.rubrics import pages as rubric_pages
from service.settings import Settings
from service.trends import api as trends
from service.trends import pages as trend_pages
from service.version import program_version
from service.web import patterns
from service.web.bodies import SmallBodies
from service.web.cross_site import SameSite
from service.web.headers import SafeHeaders
from service.web.parts import Web
from service.web.static import mount_static

LONG_BODIES = (
    *(*api.LONG_BODIES, uploads.LONG_BODIES, upload_pages.PATH),
    *(plan_papers.LONG_BODIES, pages_files.LONG_BODIES),
)
SMALL_BODY = 1 << 20
"""Bytes any other request may have; only uploads are long."""


FACES = (
    *(api, coaching, frame, samples, trends),
    *(reviews, disputes, sheets),
    *(upload_previews, uploads, upload_pages, queue_pages, pages, call_pages, health, metrics),
    *(coaching_pages, review_pages, sheet_pages, dispute_pages, me_pages),
    *(single_sign_on_pages, audit, audit_pages, people, people_pages),
    *(calibration, clearances, calibration_pages, round_pages, round_sound, fitted_tables, drift_pages),
    figures,
    *(plans, plan_course, plan_papers, plan_pages),
    *(pages_begin, pages_edit, pages_files, pages_hr, pages_meeting, pages_said, pages_steps),
    *(rubrics, rubric_pages, rubric_drafts),
    *(trend_pages, frame_pages, log_pages, rule_pages, talk_api, talk_pages),
    *(examples, example_pages, notices, notice_pages),
    *(roster, roster_pages, team_pages, privacy, privacy_pages),
)
"""What answers over HTTP, for programs and for people. Of two routes for one path, the first answers."""


def create_app(settings: Settings) -> FastAPI:
    """The application on these settings. Raises BadInput for secrets that everybody knows."""
    refuse_default_secrets(settings)
    database = Database(settings.database_url, settings.house.for_sessions())
    web = Web(
        settings,
        database,
        JobEngine(database),
        recording_store(settings),
        Watcher(database),
        provider=provider_of(settings),
    )

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
    for face in (*FACES, *([patterns] if settings.demo else [])):
        # As they are: included, FastAPI would make each of 380 routes anew in every application.
        app.router.routes.extend(face.router.routes)
    mount_static(app)
    install_errors(app)
    app.add_middleware(SmallBodies, most=SMALL_BODY, except_for=LONG_BODIES)
    app.add_middleware(SameSite, public_url=settings.public_url)
    app.add_middleware(SafeHeaders, https=settings.is_https)
    app.add_middleware(RequestLog)
    return app
