"""Texts in the language of the request; the message is its Chinese text, English comes from i18n/."""

from typing import Any

import flask_babel


def gettext(message: str, **values: Any) -> str:
    """The message in the reader's language, its %(names)s filled in. Never lazy: layouts must serialise."""
    return str(flask_babel.gettext(message, **values))


def language() -> str:
    """The language of the request: zh or en."""
    return "en" if str(flask_babel.get_locale()) == "en" else "zh"
