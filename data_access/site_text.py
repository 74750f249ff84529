"""A text of a site's files in the two languages of the interface."""

from pydantic import BaseModel, ConfigDict, Field


class SiteText(BaseModel):
    """A text in the two languages of the interface."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str = Field(description="in Chinese")
    en: str = Field(description="in English")

    def in_language(self, language: str) -> str:
        """The text in `language` (zh or en)."""
        return self.en if language == "en" else self.zh
