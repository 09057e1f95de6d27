"""ScheduleRecurrence: how often."""

import re
from typing import Any, Dict, List, Optional, Sequence

from amlwidgets.sdk import arguments
from amlwidgets.sdk.pipeline.timezones import TimeZone
from amlwidgets.sdk.tolerance import Tolerant

_FREQUENCIES = ("Minute", "Hour", "Day", "Week", "Month")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\Z")
_START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?\Z")


class ScheduleRecurrence(Tolerant):
    """Every `interval` minutes, hours, days, weeks or months; days and weeks at hours and minutes of the day."""

    def __init__(
        self,
        frequency: str,
        interval: int,
        start_time: Any = None,
        time_zone: Optional[TimeZone] = None,
        hours: Optional[Sequence[int]] = None,
        minutes: Optional[Sequence[int]] = None,
        week_days: Optional[Sequence[str]] = None,
        time_of_day: Optional[str] = None,
    ) -> None:
        self.frequency = frequency
        self.interval = interval
        self.start_time = (
            start_time.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(start_time, "strftime") else start_time
        )
        self.time_zone = time_zone
        self.hours = hours
        self.minutes = minutes
        self.week_days = week_days
        self.time_of_day = time_of_day
        self.extra: Dict[str, Any] = {}
        self.validate()

    def validate(self) -> None:
        """Raises UserErrorException for a value that is wrong, or of another frequency."""
        self.frequency = arguments.one_of("frequency", self.frequency, _FREQUENCIES)
        self.interval = arguments.whole("interval", self.interval, 1)
        self._check_start()
        self._check_only("week_days", self.week_days, ("Week",))
        for day in _listed("week_days", self.week_days):
            arguments.one_of("week_days", day, _DAYS)
        for name, most in (("hours", 23), ("minutes", 59)):
            self._check_only(name, getattr(self, name), ("Day", "Week"))
            for value in _listed(name, getattr(self, name)):
                if arguments.whole(name, value) > most:
                    raise arguments.wrong(name, value, f"whole numbers from 0 to {most}")
        self._check_clock()

    def to_json(self) -> Dict[str, Any]:
        """What was said."""
        kept = {name: value for name, value in vars(self).items() if value is not None and name[0] != "_"}
        zone = {"time_zone": self.time_zone.value} if self.time_zone else {}
        return {**{name: value for name, value in kept.items() if name != "extra"}, **zone, **self.extra}

    def _check_start(self) -> None:
        if self.time_zone is not None:
            arguments.instance("time_zone", self.time_zone, TimeZone)
        if self.start_time is None:
            return
        if not isinstance(self.start_time, str) or not _START.match(self.start_time):
            raise arguments.wrong(
                "start_time", self.start_time, "a datetime, or a text such as 2030-01-31T08:00:00"
            )
        if self.time_zone is None and not self.start_time.endswith("Z"):
            raise arguments.wrong("time_zone", None, "a TimeZone, as start_time is given")

    def _check_clock(self) -> None:
        if self.time_of_day is None:
            return
        self._check_only("time_of_day", self.time_of_day, ("Day", "Week"))
        if not isinstance(self.time_of_day, str) or not _CLOCK.match(self.time_of_day):
            raise arguments.wrong("time_of_day", self.time_of_day, "hours and minutes such as '15:30'")
        if self.hours or self.minutes:
            raise arguments.wrong("time_of_day", self.time_of_day, "None, as hours or minutes are given")

    def _check_only(self, name: str, value: Any, frequencies: Sequence[str]) -> None:
        if value and self.frequency not in frequencies:
            raise arguments.wrong(name, value, f"None, as frequency is {self.frequency!r}")

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.to_json().items())
        return f"ScheduleRecurrence({given})"


def _listed(argument: str, given: Any) -> List[Any]:
    if given is None:
        return []
    if isinstance(given, (list, tuple)):
        return list(given)
    raise arguments.wrong(argument, given, "a list")
