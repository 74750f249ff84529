"""The base of everything declared in a TOML file: unknown keys are errors, values never change."""

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Declared(BaseModel):
    """One table of a TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Secret(Declared):
    """A secret by reference, never the secret itself: give one of the two."""

    env: str | None = Field(None, description="the environment variable that holds it")
    file: str | None = Field(None, description="the file that holds it, beside the TOML")

    @model_validator(mode="after")
    def _one(self) -> "Secret":
        if (self.env is None) == (self.file is None):
            raise ValueError("give either env or file")
        return self
