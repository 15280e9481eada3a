"""The front end's texts, and its formats of numbers, prices and times.

``words/*.json`` come from `frontend/src/lib/i18n/locales`; the result here must equal that of
`translate.ts`, or the text would change when the app takes over.
"""

from __future__ import annotations

import functools
import re
from datetime import date
from decimal import Decimal
from importlib.resources import files

import msgspec

from lms_languages import languages, spoken
from lms_money import decimals

Message = str | dict[str, str]

_HOLE = re.compile(r"\{(\w+)\}")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Read them; those of the default when the platform does not speak the language."""
        self.language = spoken(language)
        self.direction = languages[self.language].direction
        text = files("lms_site").joinpath("words", f"{self.language}.json").read_bytes()
        self._messages = msgspec.json.decode(text, type=dict[str, Message])

    def t(self, key: str, **values: str | int) -> str:
        """Return the text of a key: ``{name}`` takes a value, ``count`` selects the plural form."""
        message = self._messages[key]
        if isinstance(message, dict):
            count = int(values.get("count", 0))
            form = languages[self.language].plural(count)
            # Zero may have its own text in every language: "Full" rather than "0 seats left".
            if count == 0 and "zero" in message:
                form = "zero"
            message = message.get(form, message.get("other", ""))

        def filled(hole: re.Match[str]) -> str:
            value = values.get(hole[1], hole[0])
            return self.number(value) if isinstance(value, int) else value

        return _HOLE.sub(filled, message)

    def t_or(self, key: str, otherwise: str) -> str:
        """Return the text of a composed key, or a default."""
        return self.t(key) if key in self._messages else otherwise

    def number(self, value: float | Decimal, places: int = 0) -> str:
        """Return a number with the language's separators."""
        whole, _, fraction = f"{abs(value):,.{places}f}".partition(".")
        text = whole.replace(",", self.t("number.group"))
        sign = "-" if value < 0 else ""
        return sign + text + (self.t("number.decimal") + fraction if fraction else "")

    def price(self, amount: int, currency: str) -> str:
        """Return an amount of minor units as people read it: Free, €49, €49.50."""
        if amount == 0:
            return self.t("price.free")
        places = decimals(currency)
        # Divided as decimals are, not as binary fractions: what is shown is what was typed.
        text = self.number(Decimal(amount).scaleb(-places), places if amount % 10**places else 0)
        symbol = _SYMBOLS.get(currency, f"{currency} ")
        return self.t("price.format", symbol=symbol, amount=text).strip()

    def date(self, day: date) -> str:
        """Return a day with the month's name, as people write it: November 30, 2026."""
        month = self.t("month." + str(day.month))
        return self.t("date.long", day=str(day.day), month=month, year=str(day.year))

    def duration(self, minutes: int) -> str:
        """Return minutes as 45 min, 2 h or 2 h 5 min."""
        hours, rest = divmod(minutes, 60)
        if hours == 0:
            return self.t("duration.minutes", minutes=rest)
        if rest == 0:
            return self.t("duration.hours", hours=hours)
        return self.t("duration.both", hours=hours, minutes=rest)


@functools.cache
def words_of(language: str) -> Words:
    """Return the words of a language, read once."""
    return Words(language)
