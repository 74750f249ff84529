"""Passwords: how they are kept (argon2id), made up, and refused when they are too easy."""

import secrets
import string
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Without signs that look alike in print.
_ALPHABET = "".join(sign for sign in string.ascii_lowercase + string.digits if sign not in "ilo01")
_GROUPS, _GROUP = 4, 4


def made_up() -> str:
    """A password nobody guesses (79 bits), in groups that can be read from a screen and typed."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


class Passwords:
    """Hashes and checks passwords. Checking takes as long for an account that does not exist."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(made_up())
        self._ahead: deque[Future[tuple[str, str]]] = deque()

    def hash_ahead(self, number: int) -> None:
        """Begin to make up and hash so many passwords for `new`; meanwhile the caller has other things to wait for."""
        threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password")
        self._ahead.extend(threads.submit(self._made) for _ in range(number))
        threads.shutdown(wait=False)

    def new(self) -> tuple[str, str]:
        """A password that was made up, and what is stored of it."""
        return self._ahead.popleft().result() if self._ahead else self._made()

    def _made(self) -> tuple[str, str]:
        password = made_up()
        return password, self.hashed(password)

    def hashed(self, password: str) -> str:
        """What is stored of a password."""
        return self._hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the password of the stored hash; None stands for no account, or one without a password."""
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether it should be hashed anew, with the parameters of today."""
        return self._hasher.check_needs_rehash(stored)


def too_easy(password: str, name: str, least: int) -> bool:
    """Whether a password is short, says the account's name, or repeats a few signs."""
    return len(password) < least or name.lower() in password.lower() or len(set(password)) < 5
