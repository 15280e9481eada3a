"""The pages for people, rendered on the server, next to Starlette that only sends bytes."""

from __future__ import annotations

from bench import contestants
from bench.results import Table
from bench.servers import Request, fetch, running
from bench.stage import Stage
from bench.turns import in_turn

LIST = Request("/courses")


def measure(stage: Stage) -> dict[str, Table]:
    """Return the rates of the list of courses, of one course, and of bare Starlette."""
    course = Request(stage.seeds.course)
    render = contestants.function("render_page", stage.platform, LIST)
    page = stage.folder / "rendered.html"
    with running([render], stage.folder) as servers:
        server = servers["render_page"]
        page.write_bytes(fetch(server.port, LIST)[1])
        sizes = (len(page.read_bytes()), len(fetch(server.port, course)[1]))
        with running([contestants.bare(page)], stage.folder) as others:
            urls = {
                "courses": server.url + LIST.path,
                "course": server.url + course.path,
                "bare": others["bare"].url + contestants.PAGE.path,
            }
            rates = in_turn(stage.generator, urls, stage.pace)
    note = f"{sizes[0] / 1000:.1f} kB and {sizes[1] / 1000:.1f} kB of HTML."
    return {"rendered": Table("Rendered pages", "requests/s", rates, note)}
