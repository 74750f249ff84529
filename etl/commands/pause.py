"""`pause` and `resume`: ask nothing of a platform for a while."""

from collections.abc import Iterator

from etl.commands.command import Command, Job, add_named_sources
from etl.life.pause import pause_source, resume_source


def _pause(job: Job) -> Iterator[str]:
    with job.surroundings() as surroundings:
        for source in job.chosen():
            fresh = pause_source(surroundings.engine, source)
            yield f"{source.key}: {'is paused' if fresh else 'was paused already'}; resume {source.key} ends that"


def _resume(job: Job) -> Iterator[str]:
    with job.surroundings() as surroundings:
        for source in job.chosen():
            ended = resume_source(surroundings.engine, source)
            yield f"{source.key}: {'is loaded again from now on' if ended else 'was not paused'}"


PAUSE = Command("ask nothing of a source until it is resumed", add_named_sources, _pause)
RESUME = Command("end the pause of a source", add_named_sources, _resume)
