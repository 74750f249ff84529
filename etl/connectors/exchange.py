"""One request to an HTTP platform: who we are, how long we wait, what is tried again, what a failure is called."""

import hashlib
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from etl.connectors.body import BrokenBodyError, decode, records_at, total_at
from etl.connectors.paging import Answer
from etl.errors import SiteInvalid, SourceChanged, SourceUnavailable
from etl.source import BearerAuth, Dataset, Http, Secret

LARGEST_BODY = 256 * 1024 * 1024
# An answer that trickles in never times out between two bytes; past so many time-outs it counts as one.
_LONGEST_ANSWER = 10

_log = structlog.get_logger(__name__)


class TransientError(Exception):
    """A failure that may be gone a moment later; `wait` is what the platform asked for, in seconds."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class PastLastPageError(Exception):
    """The platform said 'past the last page' by its status."""


class Exchange:
    """Requests to one platform over one kept connection. Close it, or use it in a `with`."""

    def __init__(self, http: Http, dataset: Dataset, secret: Callable[[Secret], str]) -> None:
        """Raises SiteInvalid for an address or a secret that cannot be used."""
        self._http = http
        self._dataset = dataset
        self._stopped = threading.Event()
        self.start = _address(http.base_url)
        self._client = httpx.Client(
            headers={"Accept": "application/json", "Accept-Encoding": "gzip, deflate", **_credentials(http, secret)},
            timeout=http.timeout_seconds,
            # Without https there is nothing to verify, and reading all authorities takes longer than a small load.
            verify=_certificates() if self.start.scheme == "https" else False,
            follow_redirects=False,
            # A proxy from the environment must not see the tokens of platforms inside the city's network.
            trust_env=False,
        )

    def __enter__(self) -> "Exchange":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def stop(self) -> None:
        """Wake a waiting retry and let it give up."""
        self._stopped.set()

    def get(self, url: httpx.URL) -> Answer:
        """The records of the answer at `url`.

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
            return retrying(self._once, url)
        except TransientError as error:
            tries = self._http.retries + 1
            raise SourceUnavailable(
                f"{shown(url)} {error} ({tries} tries); what was loaded stays, the next run continues from there"
            ) from None

    def _once(self, url: httpx.URL) -> Answer:
        try:
            with self._client.stream("GET", url) as response:
                self._judge(response)
                body = self._read(response)
        except httpx.TimeoutException:
            raise TransientError(f"did not answer within {self._http.timeout_seconds:g} s") from None
        except httpx.ConnectError as error:
            raise TransientError(f"cannot be reached: {error}") from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise TransientError(f"broke off its answer ({type(error).__name__})") from None
        return self._answer(response, body)

    def _answer(self, response: httpx.Response, body: bytes) -> Answer:
        records: list[object] = []
        total = None
        if response.status_code != 204:
            try:
                value = decode(body, response.charset_encoding)
            except BrokenBodyError as error:
                kind = response.headers.get("Content-Type", "no content type")
                raise TransientError(f"answered something that is not whole JSON ({kind}): {error}") from None
            records, total = records_at(value, self._dataset.records), total_at(value, self._dataset.total)
        time_there = _date(response.headers.get("Date")) or datetime.now(UTC)
        digest = hashlib.sha256(body).hexdigest()
        return Answer(response.url, response.headers, records, digest, time_there, total)

    def _judge(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == self._dataset.paging.end_status:
            raise PastLastPageError
        if status in {200, 204}:
            return
        if status in {408, 425, 429} or status >= 500:
            raise TransientError(f"answered {status}", _retry_after(response.headers.get("Retry-After")))
        raise SourceChanged(f"{shown(response.url)} answered {status}: {self._advice(status)}")

    def _advice(self, status: int) -> str:
        if status in {401, 403}:
            if self._http.auth is None:
                return "it asks who we are; declare [http.auth] in the source's TOML"
            return f"it refuses us; check that {where(self._secret())} holds a token that is valid there"
        if status in {404, 410}:
            return (
                "nothing is there; check base_url and the dataset's path, or declare paging.end_status = "
                f"{status} if this is how the platform says 'past the last page'"
            )
        if 300 <= status < 400:
            return "it sends us elsewhere; if that is right, put the new address into base_url"
        return "it does not accept the request; check the dataset's parameters, since and paging against its manual"

    def _secret(self) -> Secret:
        auth = self._http.auth
        if auth is None:
            raise ValueError("no secret is declared")
        return auth.token if isinstance(auth, BearerAuth) else auth.key

    def _read(self, response: httpx.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
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
            parts.append(part)
        return b"".join(parts)

    def _pause(self, state: RetryCallState) -> float:
        longest = self._http.longest_wait_seconds
        asked = getattr(state.outcome.exception() if state.outcome else None, "wait", None)
        if asked is not None:
            return min(float(asked), longest)
        return wait_random_exponential(multiplier=0.5, max=longest)(state)

    def _sleep(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise SourceUnavailable("reading was stopped while waiting for the platform")


def shown(url: httpx.URL) -> str:
    """An address fit for a sentence: without user information and parameters, which may hold keys."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None))


def where(secret: Secret) -> str:
    """Where a secret is kept, never what it is."""
    return f"the environment variable {secret.env}" if secret.env else f"the file {secret.file}"


def _say(state: RetryCallState) -> None:
    failure = state.outcome.exception() if state.outcome else None
    wait = state.next_action.sleep if state.next_action else 0.0
    _log.warning("platform asked again", reason=str(failure), attempt=state.attempt_number, wait_seconds=round(wait, 1))


def _address(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise SiteInvalid("http.base_url is not an address; it looks like https://platform.example/api") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise SiteInvalid("http.base_url must start with http:// or https:// and name a host")
    return url


def _credentials(http: Http, secret: Callable[[Secret], str]) -> dict[str, str]:
    auth = http.auth
    if auth is None:
        return {}
    reference = auth.token if isinstance(auth, BearerAuth) else auth.key
    value = secret(reference).strip()
    # Checked here because the library below would quote a bad header in its own message.
    if not value or not (value.isascii() and value.isprintable()):
        raise SiteInvalid(f"{where(reference)} must hold one line of plain characters, the secret and nothing else")
    return {"Authorization": f"Bearer {value}"} if isinstance(auth, BearerAuth) else {auth.header: value}


def _certificates() -> ssl.SSLContext:
    # The system's own authorities too: platforms inside a city often have certificates of the city's authority.
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _retry_after(text: str | None) -> float | None:
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    date = _date(text)
    return None if date is None else max(0.0, (date - datetime.now(UTC)).total_seconds())


def _date(text: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
