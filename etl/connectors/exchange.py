"""One request to an HTTP platform: who we are, how long we wait, what is tried again, what a failure is called."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import IO

import httpx
import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from etl.connectors.asking import Ask
from etl.connectors.auth import Means, authenticator
from etl.connectors.body import Content, read_body, spool, total_at
from etl.connectors.client import address_of, open_client
from etl.connectors.faults import BrokenBodyError, TransientError, shown
from etl.connectors.pace import pace_of
from etl.connectors.paging import Answer
from etl.connectors.verdict import Renew, StaleTokenError, date_of, judge_body, judge_status
from etl.errors import SourceChanged, SourceUnavailable
from etl.source import Dataset, Http, Secret

LARGEST_BODY = 256 * 1024 * 1024
# An answer that trickles in never times out between two bytes; past so many time-outs it counts as one.
_LONGEST_ANSWER = 10

_log = structlog.get_logger(__name__)


class Exchange:
    """Requests to one platform over one kept connection. Close it, or use it in a `with`."""

    def __init__(
        self, http: Http, dataset: Dataset, secret: Callable[[Secret], str], zone: str, now: Callable[[], datetime]
    ) -> None:
        """`zone` and `now` are for signatures and tokens. Raises SiteInvalid for what cannot be used."""
        self._http = http
        self._dataset = dataset
        self._stopped = threading.Event()
        self.start = address_of(http.base_url)
        self._pace = pace_of(self.start)
        self._body: IO[bytes] | None = None
        self._client = open_client(http, f"application/{dataset.body}, */*;q=0.1")
        self._auth = authenticator(http, Means(secret, now, zone, self.start, self._client))

    def __enter__(self) -> "Exchange":
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()
        self._client.close()

    def stop(self) -> None:
        """Wake a waiting retry and let it give up."""
        self._stopped.set()

    def send(self, ask: Ask) -> Answer:
        """The answer to `ask`; its parts can be read until the next question is sent.

        Raises PastLastPageError, SourceChanged, or SourceUnavailable after all retries.
        """
        retrying = Retrying(
            stop=stop_after_attempt(self._http.retries + 1),
            wait=self._pause,
            retry=retry_if_exception_type(TransientError),
            sleep=self._sleep,
            before_sleep=_say,
            reraise=True,
        )
        try:
            return retrying(self._once, ask)
        except TransientError as error:
            tries = self._http.retries + 1
            raise SourceUnavailable(
                f"{shown(ask.url)} {error} ({tries} tries); what was loaded stays, the next run continues from there"
            ) from None

    def _once(self, ask: Ask) -> Answer:
        try:
            return self._try(ask, last=False)
        except StaleTokenError:
            return self._try(ask, last=True)

    def _try(self, ask: Ask, *, last: bool) -> Answer:
        self._let_go()
        self._pace.wait(self._http.requests_per_minute, self._sleep)
        try:
            request = self._auth.apply(ask).request(self._client)
            response = self._client.send(request, stream=True)
            try:
                self._pace.told(response.headers, self._http.longest_wait_seconds)
                judge_status(response, self._http, self._dataset, None if last else self._auth.renew)
                digest = self._read(response)
            finally:
                response.close()
        except httpx.TimeoutException:
            raise TransientError(f"did not answer within {self._http.timeout_seconds:g} s") from None
        except httpx.ConnectError as error:
            raise TransientError(f"cannot be reached: {error}") from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise TransientError(f"broke off its answer ({type(error).__name__})") from None
        check = partial(self._check, ask, None if last else self._auth.renew)
        return self._answer(response, self._content(response, check), digest)

    def _check(self, ask: Ask, renew: Renew, outline: object) -> None:
        if self._dataset.ok is not None:
            judge_body(outline, self._dataset.ok, shown(ask.url), self._auth.secrets, renew)

    def _content(self, response: httpx.Response, check: Callable[[object], None]) -> Content:
        if response.status_code == 204 or self._body is None:
            return Content(None, iter([[]]))
        dataset = self._dataset
        try:
            return read_body(self._body, dataset.body, response.charset_encoding, dataset.records, check)
        except BrokenBodyError as error:
            kind = response.headers.get("Content-Type", "no content type")[:80]
            whole = dataset.body.upper()
            raise TransientError(f"answered something that is not whole {whole} ({kind}): {error}") from None

    def _answer(self, response: httpx.Response, content: Content, digest: str) -> Answer:
        return Answer(
            url=response.url,
            headers=response.headers,
            outline=content.outline,
            parts=self._guarded(content.parts),
            digest=digest,
            source_time=date_of(response.headers.get("Date")) or datetime.now(UTC),
            total=total_at(content.outline, self._dataset.total),
        )

    def _guarded(self, parts: Iterator[list[object]]) -> Iterator[list[object]]:
        try:
            yield from parts
        except BrokenBodyError as error:
            raise SourceUnavailable(
                f"{shown(self.start)} answered something that is not whole {self._dataset.body.upper()}: {error}; "
                "what was loaded stays, the next run continues from there"
            ) from None

    def _read(self, response: httpx.Response) -> str:
        """Put the body aside; its SHA-256."""
        self._body, digest, size = spool(), hashlib.sha256(), 0
        longest = _LONGEST_ANSWER * self._http.timeout_seconds
        started = time.monotonic()
        for part in response.iter_bytes():
            size += len(part)
            if size > LARGEST_BODY:
                raise SourceChanged(
                    f"{shown(response.url)} answered more than {LARGEST_BODY // 1024**2} MiB in one page; "
                    "declare paging, or a smaller paging.size"
                )
            if time.monotonic() > started + longest:
                raise TransientError(f"had not finished its answer after {longest:g} s")
            digest.update(part)
            self._body.write(part)
        return digest.hexdigest()

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def _pause(self, state: RetryCallState) -> float:
        longest = self._http.longest_wait_seconds
        asked = getattr(state.outcome.exception() if state.outcome else None, "wait", None)
        if asked is not None:
            return min(float(asked), longest)
        return wait_random_exponential(multiplier=0.5, max=longest)(state)

    def _sleep(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise SourceUnavailable("reading was stopped while waiting for the platform")


def _say(state: RetryCallState) -> None:
    failure = state.outcome.exception() if state.outcome else None
    wait = state.next_action.sleep if state.next_action else 0.0
    _log.warning("platform asked again", reason=str(failure), attempt=state.attempt_number, wait_seconds=round(wait, 1))
