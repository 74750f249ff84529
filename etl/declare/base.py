"""The base of everything declared in a TOML file: unknown keys are errors, values never change."""

from pydantic import BaseModel, ConfigDict, model_validator


class Declared(BaseModel):
    """One table of a TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Secret(Declared):
    """A secret by reference: an environment variable, or a file beside the TOML. Never the secret itself."""

    env: str | None = None
    file: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "Secret":
        if (self.env is None) == (self.file is None):
            raise ValueError("give either env or file")
        return self
