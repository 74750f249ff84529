"""One number of a metric with what it is made of, and why it may be absent."""

from dataclasses import dataclass

from data_access.metric import Text


@dataclass(frozen=True, slots=True)
class Value:
    """One number with what it is made of; all three None where there is no data.

    `withheld` is True where there is data that is not told: it could say something about single people.
    """

    numerator: float | None
    denominator: float | None
    value: float | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered: a code for programmes and a sentence for people."""

    code: str
    sentence: Text


class RefusedError(LookupError):
    """A question that a metric does not answer, whoever asks."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence.en)
        self.refusal = refusal
