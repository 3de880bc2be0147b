"""Every part that pages are made of, on one page: to look at while building. Only in demo mode."""

from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from service.web.charts import Break, Chart, Point, Step
from service.web.pages import page
from service.web.parts import needs
from service.web.sparkline import sparkline

router = APIRouter(tags=["pages"], dependencies=[needs()], include_in_schema=False)

WEEKS = [date(2026, 8, 31) + timedelta(weeks=number) for number in range(10)]
VALUES = (61, 64, None, 66, 70, 69, 74, 78, 77, 81)
EXAMPLE = Chart(
    points=tuple(
        Point(day=day, value=value, low=value and value - 7, high=value and value + 6, n=9 if value else 0)
        for day, value in zip(WEEKS, VALUES, strict=True)
    ),
    label="Discovery",
    path=(Step(day=WEEKS[0], value=60), Step(day=WEEKS[-1], value=80)),
    path_label="the way to the target",
    breaks=(Break(day=WEEKS[5], name="rubric 2"),),
)


@router.get("/patterns")
def patterns(request: Request) -> HTMLResponse:
    ranges = [(point.low, point.high) if point.low and point.high else None for point in EXAMPLE.points]
    return page(request, "patterns.html.j2", chart=EXAMPLE, spark=sparkline(VALUES, ranges))
