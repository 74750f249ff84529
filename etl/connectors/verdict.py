"""What an answer means: by its status, and by what its body says of itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from etl.connectors.auth import secret_behind
from etl.connectors.faults import PastLastPageError, TransientError, quoted, shown, where
from etl.connectors.shape import value_at
from etl.declare.http import Verdict
from etl.errors import SourceChanged
from etl.mapping.codes import shown_names
from etl.source import Dataset, Http


class StaleTokenError(Exception):
    """The token was refused and is forgotten; with a new one the same question may be answered."""


# Forgets what can be had anew; False where there is nothing. None: that was tried already.
Renew = Callable[[], bool] | None


def judge_status(response: httpx.Response, http: Http, dataset: Dataset, renew: Renew) -> None:
    """Nothing where the body can be read. Raises StaleTokenError, TransientError, PastLastPageError, SourceChanged."""
    status = response.status_code
    if status == dataset.paging.end_status:
        raise PastLastPageError
    if status in {200, 204}:
        return
    if status == 401 and renew is not None and renew():
        raise StaleTokenError
    if status in {408, 425, 429} or status >= 500:
        raise TransientError(f"answered {status}", retry_after(response.headers.get("Retry-After")))
    raise SourceChanged(f"{shown(response.url)} answered {status}: {_advice(status, http)}")


def judge_body(outline: object, verdict: Verdict, address: str, secrets: tuple[str, ...], renew: Renew) -> None:
    """Nothing where the answer says it is good. Raises StaleTokenError, TransientError or SourceChanged."""
    found = value_at(outline, verdict.field)
    if found is None or isinstance(found, (dict, list)):
        keys = f"an object with keys: {shown_names(outline)}," if isinstance(outline, dict) else "no object"
        raise SourceChanged(f"{address} answered {keys} and nothing at '{verdict.field}'; check ok.field")
    sign = str(found).lower() if isinstance(found, bool) else str(found).strip()
    if sign in verdict.equals:
        return
    if sign in verdict.renew and renew is not None and renew():
        raise StaleTokenError
    message = value_at(outline, verdict.message) if verdict.message else None
    said = f" ({quoted(message, secrets)})" if message else ""
    what = f"answered {verdict.field} = {quoted(sign, secrets)[:40]}{said}"
    if sign in verdict.again:
        raise TransientError(what)
    raise SourceChanged(
        f"{address} {what}, which is not one of {', '.join(verdict.equals)}; look it up in the platform's manual, "
        "and add it to ok.again if it means 'try again later'"
    )


def retry_after(text: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, whether it gives seconds or a date."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    date = date_of(text)
    return None if date is None else max(0.0, (date - datetime.now(UTC)).total_seconds())


def date_of(text: str | None) -> datetime | None:
    """The time that a Date header means; None where it means none."""
    try:
        date = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _advice(status: int, http: Http) -> str:
    if status in {401, 403}:
        secret = secret_behind(http)
        if secret is None:
            return "it asks who we are; declare [http.auth] in the source's TOML"
        return f"it refuses us; check that {where(secret)} holds a token that is valid there"
    if status in {404, 410}:
        return (
            "nothing is there; check base_url and the dataset's path, or declare paging.end_status = "
            f"{status} if this is how the platform says 'past the last page'"
        )
    if status == 405:
        return "it wants another method; declare post = 'json' or 'form', or leave post out"
    if 300 <= status < 400:
        return "it sends us elsewhere; if that is right, put the new address into base_url"
    return "it does not accept the request; check the dataset's parameters, since and paging against its manual"
