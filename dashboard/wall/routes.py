"""/wall/…: the frame of a wall, its state every few seconds, its scenes, its reports; and what walls are told."""

import time
from collections.abc import Mapping

import orjson
from flask import Blueprint, Response, abort, redirect, render_template, request
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.guard import same_origin, unavailable
from dashboard.access.signed import viewer_now
from dashboard.language import gettext as _
from dashboard.language import language
from dashboard.wall.report import Order, Report
from dashboard.wall.scene import SHAPES
from dashboard.wall.walls import Walls, tagged
from dashboard.wall.words import words
from data_access.rights import Viewer
from data_access.screens import Screen

PAGE = "/walls"
_LARGEST_REPORT = 4_000
_LONGEST_NAME = 80
# When the server answered, in milliseconds: walls set their clock by it.
_CLOCK = "X-Cockpit-Now"
_STEPS = {"next": 1, "previous": -1}


class WallRoutes:
    """All that a wall asks for. Everything but the frame needs a session, which the guard sees to."""

    def __init__(self, walls: Walls, title: Mapping[str, str]) -> None:
        self._walls = walls
        self._title = title

    def blueprint(self) -> Blueprint:
        """The routes."""
        found = Blueprint("wall", __name__, template_folder="templates")
        found.add_url_rule("/wall/<key>", "frame", self.frame)
        found.add_url_rule("/wall/<key>/state", "state", self.state)
        found.add_url_rule("/wall/<key>/scene/<name>", "scene", self.scene)
        found.add_url_rule("/wall/<key>/report", "report", self.report, methods=["POST"])
        found.add_url_rule(f"{PAGE}/<what>", "tell", self.tell, methods=["POST"])
        found.register_error_handler(OperationalError, unavailable)
        return found

    def frame(self, key: str) -> AnyResponse | tuple[str, int]:
        """The page that a wall leaves open; without a session, or for another wall, a sentence as large as one."""
        viewer = viewer_now()
        if viewer is None:
            return self._said(_("这块大屏没有登录，或授权已撤销、到期；请管理员重新添加，并在本机打开新的地址。"), 403)
        screen = self._walls.screen(key, viewer)
        if screen is None:
            return self._said(_("没有这块大屏，或它不属于当前账号；请检查 site.toml 的 [[screen]]。"), 404)
        with self._walls.spoken(screen) as spoken:
            view = self._walls.view(screen)
            page = render_template(
                "wall.html",
                screen=screen,
                title=self._walls.site.title.in_language(spoken),
                name=screen.name.in_language(spoken),
                language=spoken,
                theme=view.theme,
                demonstration=_("演示数据") if self._walls.site.demonstration else "",
                build=self._walls.build,
                settings=orjson.dumps(_settings(screen, self._walls.site.time_zone, viewer)).decode(
                    "ascii", "backslashreplace"
                ),
                words=orjson.dumps(words()).decode("utf-8"),
            )
        return Response(page, mimetype="text/html")

    def _said(self, sentence: str, status: int) -> tuple[str, int]:
        spoken = language()
        title = self._title["en" if spoken == "en" else "zh"]
        return render_template(
            "said.html", sentence=sentence, title=title, language=spoken, build=self._walls.build
        ), status

    def state(self, key: str) -> Response:
        """Whether there is anything new, from memory; 304 where there is not."""
        body, tag = tagged(self._walls.state(self._screen(key)))
        return _clocked(_conditional(Response(body, mimetype="application/json"), tag))

    def scene(self, key: str, name: str) -> Response:
        """A scene as HTML; 304 where the wall has it."""
        screen, viewer = self._screen(key), _viewer()
        scene, shape = self._walls.scenes.get(name), request.args.get("shape", "")
        if scene is None or shape not in SHAPES or not scene.opens_to(viewer):
            return Response(_("没有这个场景，或当前账号无权查看。"), 404, mimetype="text/plain")
        picture = self._walls.picture(screen, scene, shape, request.args.get("v"))
        return _clocked(_conditional(Response(picture.html, mimetype="text/html"), picture.tag))

    def report(self, key: str) -> Response:
        """What a wall says of itself; of people who only look at one nothing is kept."""
        self._screen(key)
        viewer, raw = _viewer(), request.get_data()
        if not same_origin():
            return _sentence(_("请求来自其他网站；请从驾驶舱自己的地址操作。"), 400)
        try:
            report = Report.model_validate_json(raw if len(raw) <= _LARGEST_REPORT else b"")
        except ValidationError:
            return _sentence(_("大屏报告的格式不对，未予记录。"), 400)
        if viewer.screen:
            self._walls.records.add(viewer.name, report)
        return Response(status=204)

    def tell(self, what: str) -> AnyResponse:
        """Pause, step, pin or go on, begin or end an event; the log has who did it."""
        viewer = _viewer()
        if not same_origin():
            return _sentence(_("请求来自其他网站；请从驾驶舱自己的地址操作。"), 400)
        if not (viewer.role.walls and viewer.may_open(PAGE)):
            return _sentence(_("当前账号无权控制大屏。"), 403)
        wall = request.form.get("wall", "")[:_LONGEST_NAME]
        order = self._order(what, self._walls.records.order(wall))
        if order is None:
            return _sentence(_("没有这种操作、场景或事件；请刷新页面。"), 404)
        if not self._walls.records.tell(wall, order, viewer.name):
            return _sentence(_("没有这块大屏，或它已撤销；请刷新页面。"), 404)
        return redirect(PAGE, 303)

    def _order(self, what: str, before: Order) -> Order | None:
        """What the wall is told; None for what cannot be."""
        scene, event = request.form.get("scene", ""), request.form.get("event", "")
        events = {each.key for screen in self._walls.site.screen for each in screen.events} | {""}
        last = before.model_copy(update={"step": 0})
        found = {
            "pause": last.model_copy(update={"mode": "paused"}),
            "resume": last.model_copy(update={"mode": "playing", "scene": ""}),
            "pin": last.model_copy(update={"mode": "pinned", "scene": scene}) if scene in self._walls.scenes else None,
            "event": last.model_copy(update={"mode": "playing", "scene": "", "event": event})
            if event in events
            else None,
        }
        steps = {name: last.model_copy(update={"step": step}) for name, step in _STEPS.items()}
        return (found | steps).get(what)

    def _screen(self, key: str) -> Screen:
        found = self._walls.screen(key, _viewer())
        if found is None:
            abort(_sentence(_("没有这块大屏，或它不属于当前账号；请检查 site.toml 的 [[screen]]。"), 404))
        return found


def _settings(screen: Screen, zone: str, viewer: Viewer) -> dict[str, object]:
    """What the browser needs to know of a screen once; `leave`: somebody looks who may go elsewhere."""
    canvas = None if screen.canvas == "auto" else [int(side) for side in screen.canvas.split("x")]
    kept = ("refresh", "refresh_seconds", "lost_seconds", "quiet_hour", "heap_megabytes", "shift")
    return {"canvas": canvas, "zone": zone, "leave": not viewer.screen} | {name: getattr(screen, name) for name in kept}


def _viewer() -> Viewer:
    return viewer_now() or abort(401)


def _conditional(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _clocked(response: Response) -> Response:
    response.headers[_CLOCK] = str(round(time.time() * 1000))
    return response


def _sentence(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
