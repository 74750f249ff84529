"""What can go wrong in a job, and who must act.

JobError
├── SiteInvalid          a file of the site folder is wrong: mend the file
├── SourceUnavailable    the platform does not answer now: tried again later, by itself
├── SourceChanged        the platform answers otherwise than declared: a person must look
├── FilesRefused         some files of a drop folder cannot be loaded, all others are: a person must look
├── SourcePaused         nothing may be asked of the platform now: resume it first
├── JobStopped           the process is asked to end
└── AlreadyLoading       another process does this work on the source: it is being done
"""

from collections.abc import Sequence


class JobError(Exception):
    """A job could not do its work; the message is a sentence for the person who runs it."""


class SiteInvalid(JobError):  # noqa: N818
    """A file of the site folder cannot be used; the sentence names the file and the place in it."""


class SourceUnavailable(JobError):  # noqa: N818
    """A platform could not be read after all retries; nothing was lost, the next run continues."""


class AlreadyLoading(JobError):  # noqa: N818
    """Another process does this work on the source; no failure, nothing was done here."""


class SourcePaused(JobError):  # noqa: N818
    """A platform that is paused was to be asked; no failure, nothing was done."""


class JobStopped(JobError):  # noqa: N818
    """The process is asked to end; no failure, what was read is loaded and the next run continues there."""


class FilesRefused(JobError):  # noqa: N818
    """Some files of a drop folder cannot be loaded; the others are, and each is tried again when it has changed."""


class SourceChanged(JobError):  # noqa: N818
    """A platform refuses us, or its answers do not have the declared shape; retrying will not help.

    `names`: the mapped names that are missing, where it is about names.
    """

    def __init__(self, sentence: str, names: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.names = tuple(names)
