"""A Dash application whose one callback answers with what it was given: the floor for callbacks of the same size."""

import os
from pathlib import Path
from typing import Any

import orjson
from dash import Dash, Input, Output, dcc, html
from flask_compress import Compress


def create(answers: list[Any]) -> Dash:
    """The callback takes the place of an answer in `answers` and gives that answer."""
    app = Dash("constant", use_pages=False)
    app.server.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5)
    Compress(app.server)
    app.layout = html.Div([dcc.Store(id="which"), html.Div(id="answer")])

    @app.callback(Output("answer", "children"), Input("which", "data"))
    def answer(which: int) -> Any:
        return answers[which]

    return app


def body(which: int) -> dict[str, Any]:
    """The request for one answer, as the browser would send it."""
    return {
        "output": "answer.children",
        "outputs": {"id": "answer", "property": "children"},
        "inputs": [{"id": "which", "property": "data", "value": which}],
        "changedPropIds": ["which.data"],
        "state": [],
    }


if "BENCH_ANSWERS" in os.environ:
    server = create(orjson.loads(Path(os.environ["BENCH_ANSWERS"]).read_bytes())).server
