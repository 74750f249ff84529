"""Accounts and sessions in a real database: passwords, locks, first passwords, ends of sessions, the log of it all."""

import pytest
from argon2 import PasswordHasher
from entering import NAME, ROLE, RULES, Office
from sqlalchemy import select

from dashboard.access.accounts import RefusedError
from dashboard.access.passwords import Passwords, made_up, too_easy
from dashboard.access.tables import account, screen_token, session


def test_a_password_opens_its_account_and_no_other(office: Office) -> None:
    first, second = (office.administration.add(name, ROLE) for name in (NAME, "other_office"))
    assert office.accounts.sign_in(NAME, first)
    for wrong in (second, "", first.upper(), f"{first} "):
        assert not office.accounts.sign_in(NAME, wrong)
    assert not office.accounts.sign_in("nobody", first)
    with office.engine.connect() as connection:
        stored = connection.scalar(select(account.c.password_hash).where(account.c.name == NAME))
    assert str(stored).startswith("$argon2id$")


def test_an_account_locks_after_the_agreed_failures_and_opens_again_by_itself(office: Office) -> None:
    password = office.administration.add(NAME, ROLE)
    for _ in range(RULES.failures - 1):
        assert not office.accounts.sign_in(NAME, "wrong")
    assert office.accounts.sign_in(NAME, password), "the last allowed try"
    for _ in range(RULES.failures):
        assert not office.accounts.sign_in(NAME, "wrong")
    assert not office.accounts.sign_in(NAME, password), "locked, even with the right password"
    office.wait(minutes=RULES.lock_minutes - 0.1)
    assert not office.accounts.sign_in(NAME, password)
    office.wait(minutes=0.2)
    assert office.accounts.sign_in(NAME, password)


def test_the_log_has_every_attempt_and_never_what_was_typed(office: Office) -> None:
    password = office.administration.add(NAME, ROLE)
    office.accounts.sign_in(NAME, "typed-wrong")
    # A password typed into the field of the account's name.
    office.accounts.sign_in(password, "")
    office.accounts.sign_in(NAME, password)
    office.administration.disable(NAME)
    office.accounts.sign_in(NAME, password)
    assert office.log() == [
        ("account_added", "done", "operator", NAME, "role everything, divisions of the role"),
        ("sign_in", "refused", None, NAME, "wrong password"),
        ("sign_in", "refused", None, None, "unknown account"),
        ("sign_in", "done", NAME, NAME, None),
        ("account_disabled", "done", "operator", NAME, None),
        ("sign_in", "refused", None, NAME, "disabled"),
    ]
    assert password not in repr(office.log())


def test_a_session_ends_when_idle_when_old_and_when_closed(office: Office) -> None:
    office.administration.add(NAME, ROLE, ["341021"])
    sessions = office.sessions
    token = sessions.open(NAME)
    standing = sessions.find(token, active=True)
    assert standing is not None
    assert (standing.name, standing.role_key, standing.divisions, standing.must_change) == (
        NAME,
        ROLE,
        ("341021",),
        True,
    )
    for _ in range(3):
        office.wait(minutes=RULES.idle_minutes - 1)
        assert sessions.find(token, active=True), "somebody is working"
    # A page that only asks by itself keeps nobody signed in.
    office.wait(minutes=RULES.idle_minutes - 1)
    assert sessions.find(token, active=False)
    office.wait(minutes=2)
    assert sessions.find(token, active=True) is None
    working = sessions.open(NAME)
    for _ in range(int(RULES.session_hours * 60 / 30)):
        assert sessions.find(working, active=True)
        office.wait(minutes=30)
    assert sessions.find(working, active=True) is None, "the longest a session may last"
    closed = sessions.open(NAME)
    sessions.close(closed)
    assert sessions.find(closed, active=True) is None
    assert sessions.find("guessed", active=True) is None


@pytest.mark.parametrize("act", ["disable", "reset", "revoke_sessions"])
def test_what_is_taken_away_is_gone_with_the_next_request(office: Office, act: str) -> None:
    office.administration.add(NAME, ROLE)
    token, other = office.sessions.open(NAME), office.sessions.open(NAME)
    getattr(office.administration, act)(NAME)
    assert [office.sessions.find(each, active=True) for each in (token, other)] == [None, None]


def test_another_role_holds_from_the_next_request_on(office: Office) -> None:
    office.administration.add(NAME, ROLE)
    token = office.sessions.open(NAME)
    office.administration.assign(NAME, ROLE, ["341002"])
    standing = office.sessions.find(token, active=True)
    assert standing is not None
    assert standing.divisions == ("341002",)


def test_a_first_password_must_be_replaced_by_one_that_is_not_too_easy(office: Office) -> None:
    first = office.administration.add(NAME, ROLE)
    token = office.sessions.open(NAME)
    for new, why in ((first, "same"), ("short", "easy"), (f"my-{NAME}-2026", "easy"), ("abababababab", "easy")):
        with pytest.raises(RefusedError, match=why):
            office.accounts.change_password(NAME, first, new)
    with pytest.raises(RefusedError, match="wrong"):
        office.accounts.change_password(NAME, "not it", "a good new password")
    assert office.sessions.find(token, active=True)
    office.accounts.change_password(NAME, first, "a good new password")
    assert office.sessions.find(token, active=True) is None, "who knew the old one is out"
    assert not office.accounts.sign_in(NAME, first)
    assert office.accounts.sign_in(NAME, "a good new password")
    standing = office.sessions.find(office.sessions.open(NAME), active=True)
    assert standing is not None
    assert not standing.must_change


def test_made_up_passwords_are_never_too_easy_and_never_the_same() -> None:
    made = {made_up() for _ in range(200)}
    assert len(made) == 200
    assert not [each for each in made if too_easy(each, NAME, RULES.password_length)]


def test_passwords_made_ahead_are_given_out_once_and_fit() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.hash_ahead(2)
    given = [passwords.new() for _ in range(3)]
    assert len({password for password, _ in given}) == 3
    assert all(passwords.fits(stored, password) for password, stored in given)
    assert not passwords.fits(given[0][1], given[1][0])


def test_a_wall_enters_with_its_token_until_that_is_revoked(office: Office) -> None:
    token = office.administration.add_screen("hall", ROLE, "main", ["3410"])
    with office.engine.connect() as connection:
        rows = [str(row) for table in (screen_token, session) for row in connection.execute(select(table))]
    assert token not in "".join(rows), "kept as a hash only"
    assert office.accounts.screen_of("guessed") is None
    assert office.accounts.screen_of(token) == "hall"
    session_token = office.sessions.open_screen("hall")
    office.wait(days=30)
    standing = office.sessions.find(session_token, active=False)
    assert standing is not None
    assert (standing.name, standing.playlist, standing.screen, standing.divisions) == ("hall", "main", True, ("3410",))
    office.administration.revoke_screen("hall")
    assert office.sessions.find(session_token, active=False) is None
    assert office.accounts.screen_of(token) is None


@pytest.mark.parametrize("name", ["", "A", "张三", "two words", "x" * 41, "1st", "a;drop"])
def test_names_that_are_none_are_refused(office: Office, name: str) -> None:
    with pytest.raises(RefusedError, match="is no login name"):
        office.administration.add(name, ROLE)
    assert office.administration.accounts() == []


def test_what_does_not_exist_is_one_sentence(office: Office) -> None:
    for act in ("disable", "reset", "revoke_sessions"):
        with pytest.raises(RefusedError, match="there is no account 'nobody'"):
            getattr(office.administration, act)("nobody")
    with pytest.raises(RefusedError, match="there is no role 'king'; there are: everything"):
        office.administration.add(NAME, "king")
    office.administration.add(NAME, ROLE)
    with pytest.raises(RefusedError, match="there is already"):
        office.administration.add(NAME, ROLE)
