"""The accounts that a demonstration comes with: made once, their passwords printed once."""

from collections.abc import Callable, Iterator

from dashboard.access.administration import Administration


def make_accounts(of: Administration, say: Callable[[str], None]) -> None:
    """Make the accounts that are not there yet, and say their passwords; who has signed in before changes nothing."""
    made = list(_made(of))
    if made:
        say("演示账号，口令仅显示一次 · accounts of the demonstration, passwords shown once:")
        for name, role, password in made:
            say(f"  {name:<16} {password}   {role}")


def _made(of: Administration) -> Iterator[tuple[str, str, str]]:
    there = {row.name for row in of.accounts()}
    for each in of.roles.demonstration:
        if each.account not in there:
            role = of.roles.roles[each.role].name
            password = of.add(each.account, each.role, each.divisions, origin="demonstration")
            yield each.account, f"{role.zh} · {role.en}", password
